import type { DiagnosisRow } from '../diagnosis-row.js';
import { ERRORS_PAGE, HOSTS_PAGE, isAbout, says } from '../diagnosis-symptoms.js';

/** Rows about the org and the request itself. The more telling come first. */
export const REQUEST_ROWS: readonly DiagnosisRow[] = [
  {
    id: 'too many scopes',
    layer: 'scope',
    fits: isAbout('too-many-scopes'),
    evidence: says,
    fix: () => 'Take scopes away; the Data Cloud ones (cdp_…) add up quickly.',
    configPath: ({ app }) => `apps.${app}.scopes`,
    docs: ERRORS_PAGE,
  },
  {
    id: 'scope was sent',
    layer: 'scope',
    fits: isAbout('scope-sent'),
    evidence: says,
    fix: () => "Leave `scope` out of the token request: the app's own scopes apply in this flow.",
    configPath: ({ app }) => `apps.${app}.scopes`,
    docs: ERRORS_PAGE,
  },
  {
    id: 'scope is not allowed',
    layer: 'scope',
    fits: isAbout('scope-refused'),
    evidence: says,
    fix: () => "Send no scope with the token request: the app's own scopes apply. Add missing ones to the app.",
    configPath: ({ app }) => `apps.${app}.scopes`,
    docs: ERRORS_PAGE,
  },
  {
    id: 'parameter is missing',
    layer: 'request',
    fits: isAbout('parameter-missing'),
    evidence: says,
    fix: () =>
      'The request arrived without key or secret: check that neither is empty where the client takes them from, and that the body is a form (application/x-www-form-urlencoded).',
    docs: ERRORS_PAGE,
  },
  {
    id: 'request is malformed',
    layer: 'request',
    fits: isAbout('request-malformed'),
    evidence: says,
    fix: () =>
      'The org could not read the request: send the form grant_type=client_credentials, client_id and client_secret by POST to /services/oauth2/token, each once.',
    docs: ERRORS_PAGE,
  },
  {
    id: 'not the token endpoint',
    layer: 'request',
    fits: isAbout('not-token-endpoint'),
    evidence: says,
    fix: () =>
      'The org answered, at another place than its token endpoint: ask /services/oauth2/token of its My Domain.',
    docs: HOSTS_PAGE,
  },
  {
    id: 'error of an API of the org',
    layer: 'request',
    // Codes of the token endpoint are small letters, or begin with OAUTH.
    fits: ({ answer }) => answer.kind === 'refused' && /^(?!OAUTH_)[A-Z][A-Z0-9_]+$/.test(answer.error),
    evidence: (symptom) =>
      `${says(symptom)}; the org answered, with an error of its APIs instead of its token endpoint`,
    fix: () => 'Do what the error says; it comes from Salesforce itself, and no proxy or wrong host is to blame.',
    docs: ERRORS_PAGE,
  },
];
