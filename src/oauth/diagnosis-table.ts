import type { Layer, Symptom } from './diagnosis.js';
import { hostKind, wrongHost } from './host.js';

/** One row: a symptom, the layer that it points to, and the fix. */
export interface DiagnosisRow {
  /** Name of the row, for its test. */
  readonly id: string;
  readonly layer: Layer;
  readonly fits: (symptom: Symptom) => boolean;
  readonly evidence: (symptom: Symptom) => string;
  readonly fix: (symptom: Symptom) => string;
  readonly command?: (symptom: Symptom) => string;
  readonly configPath?: (symptom: Symptom) => string;
  readonly docs: string;
}

const ERRORS_PAGE = 'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_flow_errors.htm';
const FLOW_PAGE =
  'https://help.salesforce.com/s/articleView?id=xcloud.configure_client_credentials_flow_for_external_client_apps.htm';
const ROTATE_PAGE = 'https://help.salesforce.com/s/articleView?id=xcloud.eca_stage_oauth_credentials.htm';
const HOSTS_PAGE = 'https://help.salesforce.com/s/articleView?id=sf.domain_name_url_formats.htm';
const USERS_PAGE = 'https://help.salesforce.com/s/articleView?id=sf.users_freeze.htm';
const IP_PAGE = 'https://help.salesforce.com/s/articleView?id=sf.connected_app_continuous_ip.htm';

const says = (symptom: Symptom): string =>
  symptom.answer.kind === 'refused'
    ? `the org answered ${symptom.answer.error}${symptom.answer.description === '' ? '' : `: "${symptom.answer.description}"`}`
    : `no answer (${symptom.answer.code}): ${symptom.answer.detail}`;

/** Fits a refusal by its error code and, where Salesforce uses one code for several causes, by its sentence. */
function refused(errors: readonly string[], description?: RegExp): (symptom: Symptom) => boolean {
  return ({ answer }) =>
    answer.kind === 'refused' && errors.includes(answer.error) && (description?.test(answer.description) ?? true);
}

const NO_USER = refused(['invalid_grant'], /no client credentials user enabled/i);
const FLOW_OFF = (symptom: Symptom): boolean =>
  refused(['unsupported_grant_type'])(symptom) ||
  // Reports disagree on the code for the app's own switch; the sentence decides.
  refused(
    ['invalid_grant', 'invalid_request', 'unauthorized_client'],
    /(?:client credentials flow|grant type).*not (?:enabled|supported)/i,
  )(symptom);
const BAD_KEY = refused(['invalid_client_id'], undefined);
const BAD_SECRET = refused(['invalid_client']);

const runAsUserOf = ({ app }: Symptom): string => `apps.${app}.runAsUser`;
const deployCommand = ({ app }: Symptom): string => `eca deploy --app ${app}`;

/** One row per symptom, the more telling first; the last fits everything. */
export const DIAGNOSES: readonly DiagnosisRow[] = [
  {
    id: 'wrong host, by the answer',
    layer: 'host',
    fits: refused(['invalid_grant'], /not supported on this domain/i),
    evidence: says,
    fix: ({ tokenEndpoint }) =>
      `Use the org's My Domain instead of ${new URL(tokenEndpoint).host}; it looks like https://acme.my.salesforce.com.`,
    docs: HOSTS_PAGE,
  },
  {
    id: 'wrong host, by its name',
    layer: 'host',
    fits: ({ tokenEndpoint }) => wrongHost(tokenEndpoint) !== undefined,
    evidence: (symptom) => `${symptom.tokenEndpoint}: ${wrongHost(symptom.tokenEndpoint) ?? ''}; ${says(symptom)}`,
    fix: () =>
      "Use the org's My Domain, https://DOMAIN.my.salesforce.com or https://DOMAIN--SANDBOX.sandbox.my.salesforce.com.",
    docs: HOSTS_PAGE,
  },
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
    id: 'app is switched off',
    layer: 'app',
    fits: ({ known, answer }) => known.appIsEnabled === false && answer.kind === 'refused',
    evidence: (symptom) =>
      `the app's policy (ExtlClntAppConfigurablePolicies) has isEnabled or isOauthPluginEnabled off; ${says(symptom)}`,
    fix: () => 'Switch the app and its OAuth plug-in on.',
    command: deployCommand,
    docs: FLOW_PAGE,
  },
  {
    id: 'change still spreading, key',
    layer: 'propagation',
    fits: (symptom) => symptom.fresh && BAD_KEY(symptom),
    evidence: (symptom) => `the key was read from the org a moment ago; ${says(symptom)} for ${seconds(symptom)} s`,
    fix: () => 'A new app usually takes 2 to 10 minutes, at most 30, to reach every server. Wait, then verify again.',
    command: ({ app }) => `eca verify --app ${app} --wait 30`,
    docs: FLOW_PAGE,
  },
  {
    id: 'change still spreading, secret',
    layer: 'propagation',
    fits: (symptom) => symptom.fresh && BAD_SECRET(symptom),
    evidence: (symptom) =>
      `key and secret were read from the org a moment ago; ${says(symptom)} for ${seconds(symptom)} s`,
    fix: () => 'A new secret needs some minutes to reach every server. Wait, then verify again.',
    command: ({ app }) => `eca verify --app ${app} --wait 30`,
    docs: ROTATE_PAGE,
  },
  {
    id: 'wrong key',
    layer: 'key',
    fits: BAD_KEY,
    evidence: says,
    fix: () =>
      'The consumer key is not one of this org: check that key and host belong together. A new app needs up to 30 minutes.',
    command: () => 'eca verify -o ALIAS',
    docs: ERRORS_PAGE,
  },
  {
    id: 'wrong secret',
    layer: 'secret',
    fits: BAD_SECRET,
    evidence: (symptom) => `the org knows the key; ${says(symptom)}`,
    fix: () => 'The consumer secret is wrong or was rotated. Take the current one from the org and store it again.',
    command: () => 'eca verify -o ALIAS',
    docs: ROTATE_PAGE,
  },
  {
    id: 'flow off on the app',
    layer: 'flow-app',
    fits: (symptom) => FLOW_OFF(symptom) || (NO_USER(symptom) && symptom.known.flowOnApp === false),
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
    fits: (symptom) => NO_USER(symptom) && symptom.known.flowInPolicy === false,
    evidence: (symptom) =>
      `ExtlClntAppOauthConfigurablePolicies has isClientCredentialsFlowEnabled off; ${says(symptom)}`,
    fix: () => 'Switch the flow on in the OAuth policies; set runAsUser and deploy.',
    command: deployCommand,
    configPath: runAsUserOf,
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
      refused(['inactive_user'])(symptom) ||
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
  {
    id: 'run-as user is not pre-authorised',
    layer: 'pre-authorisation',
    fits: refused(['invalid_app_access']),
    evidence: says,
    fix: () => 'Assign one of the permission sets (or profiles) that the app names to the run-as user.',
    configPath: ({ app }) => `apps.${app}.assign`,
    docs: FLOW_PAGE,
  },
  {
    id: 'user has not approved the app',
    layer: 'pre-authorisation',
    fits: refused(['invalid_grant'], /hasn'?t approved this consumer/i),
    evidence: says,
    fix: () =>
      'Name permission sets or profiles for the app and give one of them to the run-as user; seen also when a packaged app was uninstalled.',
    configPath: ({ app }) => `apps.${app}.permissionSets`,
    docs: FLOW_PAGE,
  },
  {
    id: 'address or hour is not allowed',
    layer: 'ip',
    fits: refused(['invalid_grant'], /ip restricted|invalid login hours/i),
    evidence: (symptom) => `${says(symptom)}; Salesforce answers the same for a login IP range and for login hours`,
    fix: () =>
      "Allow this machine's address in the login IP ranges of the user's profile (and check its login hours), or relax ipRelaxation.",
    configPath: ({ app }) => `apps.${app}.ipRelaxation`,
    docs: IP_PAGE,
  },
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
    id: 'scope is not allowed',
    layer: 'scope',
    fits: refused(['invalid_scope']),
    evidence: says,
    fix: () => "Send no scope with the token request: the app's own scopes apply. Add missing ones to the app.",
    configPath: ({ app }) => `apps.${app}.scopes`,
    docs: ERRORS_PAGE,
  },
  {
    id: 'login failed for a reason that the org keeps to itself',
    layer: 'unknown',
    fits: refused(['invalid_grant'], /authentication failure/i),
    evidence: says,
    fix: ({ runAsUser }) =>
      `The reason is in the login history of "${runAsUser ?? 'the run-as user'}": Setup, Login History, or query LoginHistory.`,
    docs: ERRORS_PAGE,
  },
  {
    id: 'certificate is not trusted',
    layer: 'transport',
    fits: ({ answer }) => answer.kind === 'no-answer' && /CERT|SIGNATURE|SSL|TLS/.test(answer.code),
    evidence: says,
    fix: () =>
      "A proxy or a wrong host answered with its own certificate. Trust the proxy's authority through NODE_EXTRA_CA_CERTS, or correct the host.",
    docs: 'https://nodejs.org/api/cli.html#node_extra_ca_certsfile',
  },
  {
    id: 'answer is not what a token endpoint gives',
    layer: 'transport',
    fits: ({ answer }) => answer.kind === 'no-answer' && answer.code === 'UNREADABLE',
    evidence: (symptom) =>
      `${says(symptom)}${hostKind(symptom.tokenEndpoint) === 'other' ? '; the host is no My Domain of Salesforce' : ''}`,
    fix: () => 'Something other than the org answered: check the host, and any proxy between.',
    docs: HOSTS_PAGE,
  },
  {
    id: 'host does not answer',
    layer: 'transport',
    fits: ({ answer }) => answer.kind === 'no-answer',
    evidence: says,
    fix: () => 'Check the host name, the network and any proxy.',
    docs: HOSTS_PAGE,
  },
  {
    id: 'anything else',
    layer: 'unknown',
    fits: () => true,
    evidence: says,
    fix: () => "Look up the error on Salesforce's page, and the login history of the run-as user.",
    docs: ERRORS_PAGE,
  },
];

function seconds({ waitedMs }: Symptom): number {
  return Math.round(waitedMs / 1000);
}
