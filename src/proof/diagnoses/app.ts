import type { DiagnosisRow } from '../diagnosis-row.js';
import { FLOW_PAGE, says, refused, deployCommand } from '../diagnosis-symptoms.js';

/** Rows about the app: there, of this org, switched on. The more telling come first. */
export const APP_ROWS: readonly DiagnosisRow[] = [
  {
    id: 'app is not in the org',
    layer: 'app',
    fits: (symptom) =>
      symptom.known.appExists === false ||
      refused(['invalid_client_id', 'invalid_grant', 'invalid_client'], /not installed in this org/i)(symptom),
    evidence: (symptom) => (symptom.known.appExists === false ? `the org has no app "${symptom.app}"` : says(symptom)),
    fix: () => 'Deploy the app to this org.',
    command: deployCommand,
    docs: FLOW_PAGE,
  },
  {
    id: 'app of another org',
    layer: 'app',
    fits: refused(['OAUTH_AUTHORIZATION_BLOCKED', 'invalid_client', 'invalid_grant', 'invalid_request'], /cross-org/i),
    evidence: says,
    fix: () =>
      'The key belongs to a Local app of another org. Deploy the app to this org and use its own key, or distribute it as Packaged.',
    command: deployCommand,
    docs: FLOW_PAGE,
  },
  {
    id: 'OAuth plug-in is switched off',
    layer: 'app',
    fits: ({ known, answer }) => known.oauthPluginIsOff === true && answer.kind === 'refused',
    evidence: (symptom) => `ExtlClntAppConfigurablePolicies has isOauthPluginEnabled off; ${says(symptom)}`,
    fix: () =>
      'Switch the OAuth plug-in of the app on: write fields: { ExtlClntAppConfigurablePolicies: { isOauthPluginEnabled: true } } and deploy. A deploy leaves alone what the config does not name.',
    command: deployCommand,
    configPath: ({ app }) => `apps.${app}.fields`,
    docs: FLOW_PAGE,
  },
  {
    id: 'app is switched off',
    layer: 'app',
    fits: (symptom) =>
      (symptom.known.appIsEnabled === false && symptom.answer.kind === 'refused') ||
      refused(['OAUTH_APP_BLOCKED'])(symptom),
    evidence: (symptom) =>
      symptom.known.appIsEnabled === false
        ? `the app's policy (ExtlClntAppConfigurablePolicies) has isEnabled or isOauthPluginEnabled off; ${says(symptom)}`
        : says(symptom),
    fix: () =>
      'Switch the app and its OAuth plug-in on: write fields: { ExtlClntAppConfigurablePolicies: { isEnabled: true, isOauthPluginEnabled: true } } and deploy. A deploy leaves alone what the config does not name.',
    command: deployCommand,
    configPath: ({ app }) => `apps.${app}.fields`,
    docs: FLOW_PAGE,
  },
];
