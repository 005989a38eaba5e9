/** What one live line tells of an environment. */
export interface Row {
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly text: string;
}

/** The place that rows may take. */
export interface Space {
  readonly columns: number;
  readonly rows: number;
}

const MARKS: Readonly<Record<Row['state'], string>> = { waiting: '·', running: '▸', done: '✓', failed: '✗' };
/** What can be left out first, where not every row has a place. */
const LEAST_TOLD: readonly Row['state'][] = ['done', 'waiting', 'failed', 'running'];

/**
 * Lays out the live lines of a fleet: one for each environment, none wider than the terminal (its last column stays free,
 * since some terminals break the line there), and no more than it has rows for.
 */
export function liveLines(rows: readonly Row[], { columns, rows: height }: Space): readonly string[] {
  const most = Math.max(1, height - 1);
  const kept = rows.length <= most ? rows : mostTelling(rows, most - 1);
  const left = rows.filter((row) => !kept.includes(row));
  const width = Math.max(8, Math.min(longest(rows), Math.floor(columns / 3)));
  const lines = kept.map(({ name, state, text }) => {
    const label = cut(name, width);
    return `${MARKS[state]} ${label}${' '.repeat(width - widthOf(label))}  ${text}`;
  });
  const all = left.length === 0 ? lines : [...lines, `  … and ${left.length} more: ${countsOf(left)}`];
  return all.map((line) => cut(line, columns - 1));
}

const longest = (rows: readonly Row[]): number => Math.max(...rows.map(({ name }) => widthOf(name)));

function mostTelling(rows: readonly Row[], most: number): readonly Row[] {
  const byWeight = rows.toSorted((a, b) => LEAST_TOLD.indexOf(b.state) - LEAST_TOLD.indexOf(a.state));
  const kept = new Set(byWeight.slice(0, Math.max(0, most)));
  return rows.filter((row) => kept.has(row));
}

function countsOf(rows: readonly Row[]): string {
  const counts = Object.keys(MARKS).map((state) => [rows.filter((row) => row.state === state).length, state] as const);
  return counts
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`)
    .join(', ');
}

/** Characters that take two columns: of East Asian scripts, and emoji. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
/** Characters that take none: marks over the letter before. */
const NARROW = /^[\p{M}\p{Cf}]$/u;

function columnsOf(character: string): number {
  if (NARROW.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + columnsOf(character), 0);
}

/** Cuts a text so that it takes no more columns than there are. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let used = 1;
  for (const character of text) {
    used += columnsOf(character);
    if (used > columns) break;
    kept += character;
  }
  return columns < 1 ? '' : `${kept}…`;
}
