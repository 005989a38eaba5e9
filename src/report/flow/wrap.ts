import { wrapped } from '../../wrapped.js';

/** Tells how much room a text takes. */
type WidthOf = (text: string) => number;

const lettersOf: WidthOf = (text) => Array.from(text).length;

/**
 * Breaks a text into lines that take no more room than there is, between words where that can be, and cuts what is left.
 *
 * @param most - Lines at most; the last one ends with `…` where more would follow.
 * @param widthOf - Default: one for each letter.
 */
export function wrap(text: string, width: number, most: number, widthOf = lettersOf): readonly string[] {
  const pieces = text.split(' ').flatMap((word) => piecesOf(word, width, widthOf));
  const lines = wrapped(pieces.join(' '), width, widthOf);
  if (lines.length <= most) return lines;
  const end = lines[most - 1] ?? '';
  return [...lines.slice(0, most - 1), `${fitting(Array.from(end), width - widthOf('…'), widthOf).join('')}…`];
}

/** Gives as many letters as there is room for, and at least one. */
function fitting(letters: readonly string[], width: number, widthOf: WidthOf): readonly string[] {
  let room = width;
  const end = letters.findIndex((letter, index) => {
    room -= widthOf(letter);
    return room < 0 && index > 0;
  });
  return end < 0 ? letters : letters.slice(0, end);
}

/** Breaks a word that is longer than a line; behind a mark such as `/` or `@` where there is one. */
function piecesOf(word: string, width: number, widthOf: WidthOf): readonly string[] {
  const letters = Array.from(word);
  const head = fitting(letters, width, widthOf);
  if (head.length === letters.length) return [word];
  const mark = head.findLastIndex((letter, index) => index >= head.length / 2 && '/@.-_:'.includes(letter));
  const end = mark < 0 ? head.length : mark + 1;
  return [letters.slice(0, end).join(''), ...piecesOf(letters.slice(end).join(''), width, widthOf)];
}
