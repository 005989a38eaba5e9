import { wrapped } from '../../wrapped.js';

/**
 * Breaks a text into lines of at most so many characters, between words where that can be, and cuts what is left.
 *
 * @param most - Lines at most; the last one ends with `…` where more would follow.
 */
export function wrap(text: string, width: number, most: number): readonly string[] {
  const lines = wrapped(
    text
      .split(' ')
      .flatMap((word) => piecesOf(word, width))
      .join(' '),
    width,
  );
  if (lines.length <= most) return lines;
  const end = lines[most - 1] ?? '';
  return [
    ...lines.slice(0, most - 1),
    `${Array.from(end)
      .slice(0, width - 1)
      .join('')}…`,
  ];
}

/** Breaks a word that is longer than a line; behind a mark such as `/` or `@` where there is one. */
function piecesOf(word: string, width: number): readonly string[] {
  const letters = Array.from(word);
  if (letters.length <= width) return [word];
  const head = letters.slice(0, width);
  const mark = head.findLastIndex((letter, index) => index >= width / 2 && '/@.-_:'.includes(letter));
  const end = mark < 0 ? width : mark + 1;
  return [letters.slice(0, end).join(''), ...piecesOf(letters.slice(end).join(''), width)];
}
