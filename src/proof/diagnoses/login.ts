import type { DiagnosisRow } from '../diagnosis-row.js';
import {
  ERRORS_PAGE,
  FLOW_PAGE,
  isAbout,
  says,
  LOGIN_FAILED,
  unasked,
  lastLogin,
  deployCommand,
} from '../diagnosis-symptoms.js';

/** Rows about logins that fail without saying why. The more telling come first. */
export const LOGIN_ROWS: readonly DiagnosisRow[] = [
  {
    id: 'run-as user may not use the API',
    layer: 'licence',
    fits: (symptom) => isAbout('login-failed', 'api-disabled')(symptom) && symptom.known.userHasApi === false,
    evidence: (symptom) =>
      `"${symptom.runAsUser ?? ''}" has no "API Enabled" from profile or permission sets; ${says(symptom)}${lastLogin(symptom)}`,
    fix: () =>
      'Give the run-as user "API Enabled" through a permission set that its licence allows; an integration user needs the permission set licence "Salesforce API Integration" first.',
    command: deployCommand,
    configPath: ({ app }) => `apps.${app}.assign`,
    docs: 'https://help.salesforce.com/s/articleView?id=sf.integration_user.htm',
  },
  {
    id: 'API is off',
    layer: 'org-setting',
    fits: isAbout('api-disabled'),
    evidence: (symptom) => `${says(symptom)}${unasked(symptom)}`,
    fix: ({ runAsUser }) =>
      `The edition of the org has no API, or "${runAsUser ?? 'the run-as user'}" lacks "API Enabled": give it by a permission set, or ask Salesforce for API access of the org.`,
    configPath: ({ app }) => `apps.${app}.assign`,
    docs: 'https://help.salesforce.com/s/articleView?id=000385436&type=1',
  },
  {
    id: 'session level is out of reach',
    layer: 'flow-policy',
    fits: (symptom) => LOGIN_FAILED(symptom) && symptom.known.asksForHighAssurance === true,
    evidence: (symptom) => `the OAuth policies ask for HIGH_ASSURANCE, which this flow never reaches; ${says(symptom)}`,
    fix: () => 'Set requiredSessionLevel of ExtlClntAppOauthConfigurablePolicies to STANDARD.',
    command: deployCommand,
    configPath: ({ app }) => `apps.${app}.fields`,
    docs: FLOW_PAGE,
  },
  {
    id: 'login failed for a reason that the org keeps to itself',
    layer: 'unknown',
    fits: LOGIN_FAILED,
    evidence: (symptom) => `${says(symptom)}${lastLogin(symptom)}${unasked(symptom)}`,
    fix: ({ runAsUser }) =>
      `The reason is in the login history of "${runAsUser ?? 'the run-as user'}": Setup, Login History, or query LoginHistory.`,
    docs: ERRORS_PAGE,
  },
];
