import { includesVersion, OLDEST_API_VERSION } from './api-version.js';
import type { FieldRow } from './fields/row.js';

/** Puts the last of several numbers behind an "or". */
export const oneOf = (numbers: readonly number[]): string => numbers.join(', ').replace(/, (\d+)$/, ' or $1');

function numberLimits(row: FieldRow, version: number | undefined): readonly string[] {
  const spans = (row.numbers ?? []).map(({ since = OLDEST_API_VERSION, of }) => ({ since, of }));
  if (version !== undefined) {
    const allowed = spans.filter((span) => includesVersion(span, version)).flatMap(({ of }) => of);
    return allowed.length === 0 ? [] : [oneOf(allowed)];
  }
  return spans.map(({ since, of }) => (since === OLDEST_API_VERSION ? oneOf(of) : `from ${since}.0 on ${oneOf(of)}`));
}

/**
 * Says in words what a field takes beyond its kind: numbers, entries of a list, a certificate. Without an API version it
 * names the versions that take more.
 */
export function limitsOf(row: FieldRow, version: number | undefined): readonly string[] {
  const { range, most, unique, compare } = row;
  return [
    ...(range === undefined ? [] : [`${range[0]} to ${range[1]}`]),
    ...numberLimits(row, version),
    ...(most === undefined ? [] : [`at most ${most} entries`]),
    ...(unique === undefined ? [] : [`no ${unique} twice`]),
    ...(compare === 'certificate' ? ['PEM, or in a config its file as { file: PATH }'] : []),
  ];
}
