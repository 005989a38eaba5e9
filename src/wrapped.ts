/**
 * Breaks a text between words into lines that take no more columns than there are; a longer word has a line of its own.
 *
 * @param widthOf - Columns that a text takes. Default: one for each character.
 */
export function wrapped(
  text: string,
  columns: number,
  widthOf: (text: string) => number = ({ length }) => length,
): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || widthOf(longer) > columns) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
