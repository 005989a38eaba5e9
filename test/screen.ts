import { widthOf } from '../src/cli/fleet/rows.js';

/** What stands on a terminal of so many columns after all was written, row by row. */
export function onScreen(text: string, columns = 80): readonly string[] {
  const rows = [''];
  let [row, column] = [0, 0];
  for (const [token = ''] of text.matchAll(/\r|\n|\u001b\[(?:\d+A|J)|./gu)) {
    if (token === '\r') column = 0;
    else if (token === '\n') [row, column] = [row + 1, 0];
    else if (token === '\u001b[J') rows.splice(row, Infinity, (rows[row] ?? '').slice(0, column));
    else if (token.startsWith('\u001b')) row -= Number(token.slice(2, -1));
    else {
      if (column + widthOf(token) > columns) [row, column] = [row + 1, 0];
      rows[row] = (rows[row] ?? '').slice(0, column) + token;
      column += widthOf(token);
    }
    rows[row] ??= '';
  }
  return rows;
}
