import { causeOf } from '../../oauth/refusal-cause.js';
import type { DiagnosisRow } from '../diagnosis-row.js';
import { ERRORS_PAGE, isAbout, says } from '../diagnosis-symptoms.js';
import type { Symptom } from '../diagnosis.js';

const STATUS_PAGE = 'https://help.salesforce.com/s/articleView?id=000390310&type=1';

/** A server that failed says nothing of app, key or user: the words of a known cause come first. */
function serverFailed({ answer }: Symptom): boolean {
  if (answer.kind === 'no-answer') return (answer.status ?? 0) >= 500;
  const cause = causeOf(answer);
  return cause === 'server-failed' || (cause === undefined && answer.status >= 500);
}

/** Rows about the org as a whole, whose error codes say all. */
export const SERVICE_ROWS: readonly DiagnosisRow[] = [
  {
    id: 'org is inactive',
    layer: 'org-setting',
    fits: isAbout('org-inactive'),
    evidence: says,
    fix: () => 'The org is locked, expired or suspended: log in to it, or ask Salesforce support.',
    docs: ERRORS_PAGE,
  },
  {
    id: 'too many logins',
    layer: 'rate-limit',
    fits: isAbout('login-limit'),
    evidence: says,
    fix: () =>
      'The run-as user has asked for too many tokens within the hour: wait an hour, and keep one token until it is refused instead of fetching one for each call.',
    docs: ERRORS_PAGE,
  },
  {
    id: 'too many requests',
    layer: 'rate-limit',
    fits: isAbout('too-many-requests'),
    evidence: says,
    fix: () => 'Wait some minutes. Keep one token until it is refused instead of fetching one for each call.',
    docs: ERRORS_PAGE,
  },
  {
    id: 'server failed',
    layer: 'service',
    fits: serverFailed,
    evidence: (symptom) => (symptom.answer.kind === 'no-answer' ? symptom.answer.detail : says(symptom)),
    fix: () =>
      'Try again in some minutes: a server failed, and that says nothing of app, key or user. https://status.salesforce.com tells of maintenance; if it stays so, look for a proxy in between.',
    docs: STATUS_PAGE,
  },
];
