import type { Problem, ProblemLevel } from '../../errors.js';
import { counted } from '../../problem.js';
import type { Style } from '../style.js';
import { problemLines } from './error.js';

/** What was found, and by which API versions source was checked. */
export interface ProblemList {
  readonly problems: readonly Problem[];
  /** Absent for a config, which names its API version itself. */
  readonly checkedBy?: readonly { readonly apiVersion: string; readonly from: string }[] | undefined;
  /** File that problems belong to which name none. */
  readonly mainFile: string;
}

/** Counts the problems of one level. */
export const countOf = (problems: readonly Problem[], level: ProblemLevel): number =>
  problems.filter((problem) => problem.level === level).length;

/** The findings for people, and how many there are of each level. */
export function findingLines({ problems, checkedBy = [] }: ProblemList, style: Style): readonly string[] {
  return [
    ...problems.flatMap((problem) => problemLines(problem, style)),
    ...checkedBy.map(({ apiVersion, from }) => style.dim(`Checked by API version ${apiVersion} (${from}).`)),
    summaryLine(problems, style),
  ];
}

function summaryLine(problems: readonly Problem[], style: Style): string {
  if (problems.length === 0) return style.good('No problems.');
  const levels = (['error', 'warning', 'note'] as const).map((level) => [countOf(problems, level), level] as const);
  const counts = levels.filter(([count]) => count > 0).map(([count, level]) => counted(count, level));
  const total = counted(problems.length, 'problem');
  const line = `${total}: ${counts.join(', ')}.`;
  const [[errors], [warnings]] = levels as [readonly [number, string], readonly [number, string]];
  return errors > 0 ? style.bad(line) : warnings > 0 ? style.warn(line) : style.dim(line);
}
