import type { MappingRow } from './row.js';
import { APP_ROWS, LIST_ROWS, PLUGIN_ROWS } from './rows-app.js';
import { OAUTH_POLICY_ROWS, OAUTH_ROWS, SAML_ROWS } from './rows-oauth.js';

/** Where every field of a Connected App goes; the table in docs/move-a-connected-app.md is made from these rows. */
export const MAPPING: readonly MappingRow[] = [
  ...APP_ROWS,
  ...OAUTH_ROWS,
  ...OAUTH_POLICY_ROWS,
  ...LIST_ROWS,
  ...SAML_ROWS,
  ...PLUGIN_ROWS,
];

const byPath = new Map(MAPPING.map((row) => [row.from, row] as const));
const groups = new Set(
  MAPPING.flatMap(({ from }) =>
    from
      .split('.')
      .slice(0, -1)
      .map((_, index, steps) => steps.slice(0, index + 1).join('.')),
  ),
);

/** Finds the row of a field. */
export const findMapping = (path: string): MappingRow | undefined => byPath.get(path);

/** Tells whether a path is that of a group of fields. */
export const isMappingGroup = (path: string): boolean => groups.has(path);

/** Groups that a Connected App may have several of. */
export const REPEATED_GROUPS: ReadonlySet<string> = new Set(['attributes', 'ipRanges']);
