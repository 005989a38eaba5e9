/** Widths of letters in em, as the widest of the fonts has them that a system may choose; the first row that fits counts. */
const ROWS: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;'|!\s]/, 0.32],
  [/[frt()[\]/-]/, 0.42],
  [/[csz_]/, 0.56],
  [/w/, 0.82],
  [/[mMW@%…—]/, 1],
  [/[A-Z]/, 0.79],
  [/[\u0020-\u024f]/, 0.64],
];
const OTHER = 1.2;

/** Tells how wide a text is drawn at most, without a browser that could measure it. */
export function textWidth(text: string, size: number): number {
  const widthOf = (letter: string): number => ROWS.find(([letters]) => letters.test(letter))?.[1] ?? OTHER;
  return Array.from(text).reduce((sum, letter) => sum + widthOf(letter) * size, 0);
}
