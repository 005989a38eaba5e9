import { EXIT } from '../../errors.js';
import { withUnknown, type Recap, type RecapLine } from '../../fleet/recap.js';
import { counted } from '../../problem.js';
import type { EnvironmentEnd } from '../fleet/run-many.js';
import type { Style } from '../style.js';
import { errorLines } from './error.js';
import { widthOf } from '../fleet/rows.js';
import { shown } from './shown.js';
import { wrapped } from '../../wrapped.js';

/** How a fleet is printed. */
export interface FleetPrinting {
  readonly style: Style;
  /** Whether a report says what is left to do. */
  readonly isReported: boolean;
  /** Columns of the terminal that reads it; a log keeps each environment on one line. */
  readonly columns?: number | undefined;
}

/** The lines of a fleet run: a block for each environment, then the recap. */
export function fleetLines(
  ends: readonly EnvironmentEnd[],
  recap: Recap,
  { style, isReported, columns }: FleetPrinting,
): readonly string[] {
  return [
    ...ends.filter(({ before }) => before === undefined).flatMap((end) => blockOf(end, style)),
    ...recapLines(recap, style, columns),
    ...(isReported && recap.notDone > 0 ? ['Go on with what is left: the same command with --resume.'] : []),
  ];
}

function blockOf({ name, value, error, printed }: EnvironmentEnd, style: Style): readonly string[] {
  const lines = error === undefined ? (value?.lines ?? []) : errorLines(error, style);
  return [style.bold(`=== ${name} ===`), ...printed, ...lines, ''];
}

/** The lines of the recap: one for each environment, one for all. */
function recapLines(recap: Recap, style: Style, columns: number | undefined): readonly string[] {
  const width = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));
  const names = width(recap.lines.map(({ name }) => name));
  const resultIn = ({ result, unknown }: RecapLine): string => withUnknown(result, unknown);
  const results = width(recap.lines.map(resultIn));
  const lines = shown(recap.lines).flatMap((line) => {
    const words = [line.name.padEnd(names), resultIn(line).padEnd(results), changesText(line), secondsText(line)];
    const text = words.filter((word) => word !== '').join('  ');
    const { cause = '' } = line;
    const head = `  ${markOf(line, style)} ${text}`;
    if (cause === '') return [head];
    const isTooLong = columns !== undefined && widthOf(`    ${text}  ${cause}`) > columns;
    return isTooLong
      ? [head, ...wrapped(cause, columns - 6, widthOf).map((part) => `      ${part}`)]
      : [`${head}  ${cause}`];
  });
  return [style.bold('Recap'), ...lines, summaryOf(recap, style)];
}

function markOf({ exitCode, skipped, unknown }: RecapLine, style: Style): string {
  if (skipped === true) return style.dim('-');
  if (exitCode === EXIT.done) return unknown === undefined ? style.good('✓') : style.warn('?');
  return exitCode === EXIT.differences ? style.warn('~') : style.bad('✗');
}

function changesText({ changes, skipped }: Pick<RecapLine, 'changes' | 'skipped'>): string {
  if (changes === undefined || skipped === true) return '';
  return counted(changes, 'change');
}

function secondsText({ ms, skipped }: RecapLine): string {
  return skipped === true ? 'done by the run before' : `${(ms / 1000).toFixed(1)} s`;
}

function summaryOf({ total, done, notDone, skipped, changes, ms, lines }: Recap, style: Style): string {
  const unknown = lines.reduce((sum, line) => sum + (line.unknown ?? 0), 0);
  const parts = [
    `${done} of ${total} environments done`,
    ...(skipped > 0 ? [`${skipped} of them by the run before`] : []),
    ...(notDone > 0 ? [`${notDone} not`] : []),
    ...(unknown > 0 ? [`${counted(unknown, 'proof')} unknown from here`] : []),
    ...(lines.some((line) => line.changes !== undefined) ? [changesText({ changes })] : []),
  ];
  const line = `${parts.join(', ')}, in ${(ms / 1000).toFixed(1)} s.`;
  return notDone > 0 ? style.bad(line) : style.good(line);
}
