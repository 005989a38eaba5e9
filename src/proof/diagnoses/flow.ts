import type { DiagnosisRow } from '../diagnosis-row.js';
import type { Symptom } from '../diagnosis.js';
import {
  ERRORS_PAGE,
  FLOW_PAGE,
  USERS_PAGE,
  says,
  isAbout,
  unasked,
  NO_USER,
  FLOW_OFF,
  runAsUserOf,
  deployCommand,
  seconds,
} from '../diagnosis-symptoms.js';

const IS_OFF = (symptom: Symptom): boolean => NO_USER(symptom) || FLOW_OFF(symptom);
const MALFORMED =
  'a request that Salesforce cannot read is refused so too: a body in JSON instead of a form, another path than /services/oauth2/token (such as //services), or http:// that a redirect turned into a GET. Send the form grant_type=client_credentials by POST to https://MYDOMAIN/services/oauth2/token.';

/** Rows about the switches of the flow and its user. The more telling come first. */
export const FLOW_ROWS: readonly DiagnosisRow[] = [
  {
    id: 'flow off on the app',
    layer: 'flow-app',
    fits: (symptom) =>
      (isAbout('flow-off')(symptom) && symptom.known.flowInPolicy !== false) ||
      (IS_OFF(symptom) && symptom.known.flowOnApp === false),
    evidence: (symptom) =>
      symptom.known.flowOnApp === false
        ? `ExtlClntAppGlobalOauthSettings has isClientCredentialsFlowEnabled off; ${says(symptom)}`
        : says(symptom),
    fix: () =>
      'Switch the flow on in the global OAuth settings: isClientCredentialsFlowEnabled of ExtlClntAppGlobalOauthSettings.',
    command: deployCommand,
    configPath: ({ app }) => `apps.${app}.clientCredentials`,
    docs: FLOW_PAGE,
  },
  {
    id: 'flow off in the policy',
    layer: 'flow-policy',
    fits: (symptom) => IS_OFF(symptom) && symptom.known.flowInPolicy === false,
    evidence: (symptom) =>
      `ExtlClntAppOauthConfigurablePolicies has isClientCredentialsFlowEnabled off; ${says(symptom)}`,
    fix: () => 'Switch the flow on in the OAuth policies; set runAsUser and deploy.',
    command: deployCommand,
    configPath: runAsUserOf,
    docs: FLOW_PAGE,
  },
  {
    id: 'request cannot be read',
    layer: 'request',
    fits: (symptom) => isAbout('grant-unsupported')(symptom) && symptom.known.flowOnApp === true,
    evidence: (symptom) => `the flow is on in the app; ${says(symptom)}`,
    fix: () => MALFORMED,
    docs: ERRORS_PAGE,
  },
  {
    id: 'flow off on the app, or the request cannot be read',
    layer: 'flow-app',
    fits: isAbout('grant-unsupported'),
    evidence: (symptom) =>
      `${says(symptom)}; Salesforce says the same to a request that it cannot read${unasked(symptom)}`,
    fix: () =>
      `Switch the flow on in the global OAuth settings: isClientCredentialsFlowEnabled of ExtlClntAppGlobalOauthSettings. If it is on: ${MALFORMED}`,
    command: deployCommand,
    configPath: ({ app }) => `apps.${app}.clientCredentials`,
    docs: FLOW_PAGE,
  },
  {
    id: 'no run-as user in the policy',
    layer: 'run-as-user',
    fits: (symptom) =>
      NO_USER(symptom) && symptom.known.flowInPolicy === true && symptom.known.policyUser === undefined,
    evidence: (symptom) => `the OAuth policies name no clientCredentialsFlowUser; ${says(symptom)}`,
    fix: () => 'Set runAsUser to the username of an active user of this org and deploy.',
    command: deployCommand,
    configPath: runAsUserOf,
    docs: FLOW_PAGE,
  },
  {
    id: 'run-as user is inactive or frozen',
    layer: 'run-as-user',
    fits: (symptom) =>
      isAbout('user-inactive')(symptom) ||
      (symptom.answer.kind === 'refused' &&
        (symptom.known.userIsActive === false || symptom.known.userIsFrozen === true)),
    evidence: (symptom) =>
      symptom.known.userIsFrozen === true
        ? `the user "${symptom.runAsUser ?? ''}" is frozen; ${says(symptom)}`
        : `${says(symptom)} for the run-as user "${symptom.runAsUser ?? ''}"`,
    fix: () => 'Activate or unfreeze the user in Setup, Users, or set runAsUser to another one.',
    configPath: runAsUserOf,
    docs: USERS_PAGE,
  },
  {
    id: 'policy change still spreading',
    layer: 'propagation',
    fits: (symptom) => symptom.fresh && NO_USER(symptom),
    evidence: (symptom) => `the policy was read back with its user; ${says(symptom)} for ${seconds(symptom)} s`,
    fix: () => 'A changed policy needs some minutes to reach every server. Wait, then verify again.',
    command: ({ app }) => `eca verify --app ${app} --wait 30`,
    docs: FLOW_PAGE,
  },
  {
    id: 'flow or user missing in the policy',
    layer: 'flow-policy',
    fits: NO_USER,
    evidence: (symptom) =>
      `${says(symptom)}; without a login to the org it stays open whether the switch or the user is missing`,
    fix: () =>
      'In ExtlClntAppOauthConfigurablePolicies both isClientCredentialsFlowEnabled and clientCredentialsFlowUser must be set; deploy the config.',
    command: deployCommand,
    configPath: runAsUserOf,
    docs: FLOW_PAGE,
  },
];
