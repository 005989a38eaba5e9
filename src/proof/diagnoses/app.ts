import { sayLost, repairAdvice } from '../../metadata/lost-parts.js';
import type { DiagnosisRow } from '../diagnosis-row.js';
import { FLOW_PAGE, deployCommand, isAbout, says } from '../diagnosis-symptoms.js';

/** Rows about the app: there, of this org, switched on. The more telling come first. */
export const APP_ROWS: readonly DiagnosisRow[] = [
  {
    id: 'app is not in the org',
    layer: 'app',
    fits: (symptom) =>
      (symptom.known.appExists === false && symptom.answer.kind === 'refused') ||
      (symptom.known.appExists !== true && isAbout('app-missing')(symptom)),
    evidence: (symptom) => (symptom.known.appExists === false ? `the org has no app "${symptom.app}"` : says(symptom)),
    fix: () => 'Deploy the app to this org.',
    command: deployCommand,
    docs: FLOW_PAGE,
  },
  {
    id: 'app has lost parts',
    layer: 'app',
    fits: ({ known, answer }) => (known.missingParts ?? []).length > 0 && answer.kind === 'refused',
    evidence: (symptom) => `${sayLost(symptom.app, symptom.known.missingParts ?? [])}; ${says(symptom)}`,
    fix: ({ known }) => repairAdvice(known.missingParts ?? []),
    command: deployCommand,
    docs: FLOW_PAGE,
  },
  {
    id: 'app is there and not found by its key',
    layer: 'key',
    fits: isAbout('app-missing'),
    evidence: (symptom) => `the org has the app "${symptom.app}"; ${says(symptom)}`,
    fix: () =>
      'The key that was sent is not of this app and org: use the one that the org shows. A new app needs up to 30 minutes.',
    command: ({ app }) => `eca credentials show --app ${app}`,
    docs: FLOW_PAGE,
  },
  {
    id: 'app of another org',
    layer: 'app',
    fits: isAbout('cross-org'),
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
      (symptom.known.appIsEnabled === false && symptom.answer.kind === 'refused') || isAbout('app-blocked')(symptom),
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
