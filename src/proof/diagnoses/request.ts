import type { DiagnosisRow } from '../diagnosis-row.js';
import { ERRORS_PAGE, says, refused } from '../diagnosis-symptoms.js';

/** Rows about the org and the request itself. The more telling come first. */
export const REQUEST_ROWS: readonly DiagnosisRow[] = [
  {
    id: 'too many scopes',
    layer: 'scope',
    fits: ({ answer }) => answer.kind === 'refused' && /too many scopes/i.test(answer.description),
    evidence: says,
    fix: () => 'Take scopes away; the Data Cloud ones (cdp_…) add up quickly.',
    configPath: ({ app }) => `apps.${app}.scopes`,
    docs: ERRORS_PAGE,
  },
  {
    id: 'scope was sent',
    layer: 'scope',
    fits: refused(['invalid_request', 'invalid_scope', 'invalid_grant'], /scope parameter/i),
    evidence: says,
    fix: () => "Leave `scope` out of the token request: the app's own scopes apply in this flow.",
    configPath: ({ app }) => `apps.${app}.scopes`,
    docs: ERRORS_PAGE,
  },
  {
    id: 'scope is not allowed',
    layer: 'scope',
    fits: refused(['invalid_scope']),
    evidence: says,
    fix: () => "Send no scope with the token request: the app's own scopes apply. Add missing ones to the app.",
    configPath: ({ app }) => `apps.${app}.scopes`,
    docs: ERRORS_PAGE,
  },
];
