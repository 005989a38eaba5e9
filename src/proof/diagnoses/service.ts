import type { DiagnosisRow } from '../diagnosis-row.js';
import { ERRORS_PAGE, refused, says } from '../diagnosis-symptoms.js';

/** Rows about the org as a whole, whose error codes say all. */
export const SERVICE_ROWS: readonly DiagnosisRow[] = [
  {
    id: 'org is inactive',
    layer: 'org-setting',
    fits: refused(['inactive_org']),
    evidence: says,
    fix: () => 'The org is locked, expired or suspended: log in to it, or ask Salesforce support.',
    docs: ERRORS_PAGE,
  },
  {
    id: 'too many requests',
    layer: 'rate-limit',
    fits: refused(['rate_limit_exceeded', 'temporarily_unavailable']),
    evidence: says,
    fix: () => 'Wait some minutes. Keep one token until it is refused instead of fetching one for each call.',
    docs: ERRORS_PAGE,
  },
];
