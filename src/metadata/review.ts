import type { Problem } from '../errors.js';
import { reviewFile, type SourceText } from './review/review-file.js';
import { groupByApp } from './review/reviewed-app.js';
import { ABSENCE_RULES, PRESENCE_RULES } from './review/rules.js';

const compare = <T>(a: T, b: T): number => (a < b ? -1 : Number(a > b));

const byPlace = (a: Problem, b: Problem): number =>
  compare(a.file ?? '', b.file ?? '') || compare(a.line ?? 0, b.line ?? 0) || compare(a.column ?? 0, b.column ?? 0);

/**
 * Reviews existing metadata source of External Client Apps, in any folder and of any origin: each file by itself, then
 * the files of each app together. Files of other metadata are passed over.
 *
 * @returns Everything that is wrong, by file and line.
 */
export function reviewSource(files: readonly SourceText[], apiVersion: string): Problem[] {
  const reviews = files.map((file) => reviewFile(file, apiVersion));
  const apps = groupByApp(reviews.flatMap(({ file }) => file ?? []));
  const isComplete = reviews.every(({ file, problems }) => file !== undefined || problems.length === 0);
  const rules = isComplete ? [...ABSENCE_RULES, ...PRESENCE_RULES] : PRESENCE_RULES;
  const among = apps.flatMap((app) =>
    rules.flatMap(([kind, rule]) => rule(app).map((problem) => ({ ...problem, kind }))),
  );
  return [...reviews.flatMap(({ problems }) => problems), ...among].sort(byPlace);
}
