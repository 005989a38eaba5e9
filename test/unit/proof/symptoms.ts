import type { NoAnswer } from '../../../src/oauth/transport.js';
import type { KnownState, Layer, Symptom } from '../../../src/proof/diagnosis.js';

const MY_DOMAIN = 'https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token';

type Rest = Partial<Omit<Symptom, 'answer'>>;

function symptom(answer: Symptom['answer'], rest: Rest = {}): Symptom {
  return {
    answer,
    app: 'Billing_Sync',
    tokenEndpoint: MY_DOMAIN,
    runAsUser: 'billing.sync@acme.example.uat',
    fresh: false,
    waitedMs: 0,
    known: {},
    ...rest,
  };
}

const refused = (error: string, description: string, rest: Rest = {}): Symptom =>
  symptom({ kind: 'refused', error, description, status: 400 }, rest);
const silent = (code: string, detail: string, rest: Rest = {}, more: Partial<NoAnswer> = {}): Symptom =>
  symptom({ kind: 'no-answer', code, detail, ...more }, rest);
const noUser = (known: KnownState = {}, rest: Rest = {}): Symptom =>
  refused('invalid_grant', 'no client credentials user enabled', { known, ...rest });

const fresh = { fresh: true, waitedMs: 90_000 };
const onInPolicy = { flowOnApp: true, flowInPolicy: true };

/** One thing that goes wrong, and the layer that it comes from. */
export interface Story {
  readonly layer: Layer;
  readonly symptoms: readonly [Symptom, ...Symptom[]];
  /** What the evidence must say, so that people can check it. */
  readonly evidence: RegExp;
  readonly fix: RegExp;
}

/** What goes wrong in practice, by the row of the diagnosis table that explains it. */
export const STORIES: Readonly<Record<string, Story>> = {
  'wrong host, by the answer': {
    layer: 'host',
    symptoms: [
      refused('invalid_grant', 'request not supported on this domain'),
      refused('invalid_grant', 'request not supported on this domain', {
        tokenEndpoint: 'https://login.salesforce.com/services/oauth2/token',
      }),
    ],
    evidence: /not supported on this domain/,
    fix: /My Domain instead of (?:acme--uat|login)\./,
  },
  'wrong host, by its name': {
    layer: 'host',
    symptoms: [
      silent('UNREADABLE', 'the token endpoint answered HTTP 200', {
        tokenEndpoint: 'https://acme.lightning.force.com/services/oauth2/token',
      }),
      refused('invalid_client_id', 'client identifier invalid', {
        tokenEndpoint: 'https://test.salesforce.com/services/oauth2/token',
      }),
    ],
    evidence: /Lightning pages|test\.salesforce\.com/,
    fix: /DOMAIN\.my\.salesforce\.com/,
  },
  'app is not in the org': {
    layer: 'app',
    symptoms: [
      refused('invalid_client_id', 'client identifier invalid', { known: { appExists: false } }),
      refused('invalid_grant', 'External client app is not installed in this org'),
    ],
    evidence: /no app "Billing_Sync"|not installed in this org/,
    fix: /Deploy the app/,
  },
  'app of another org': {
    layer: 'app',
    symptoms: [
      refused('OAUTH_AUTHORIZATION_BLOCKED', 'Cross-org OAuth flows are not supported for this external client app'),
    ],
    evidence: /Cross-org/,
    fix: /Local app of another org/,
  },
  'app is switched off': {
    layer: 'app',
    symptoms: [
      refused('invalid_app_access', 'app is blocked', { known: { appExists: true, appIsEnabled: false } }),
      refused('OAUTH_APP_BLOCKED', 'this app is blocked by admin'),
    ],
    evidence: /isEnabled or isOauthPluginEnabled|blocked by admin/,
    fix: /OAuth plug-in on/,
  },
  'change still spreading, key': {
    layer: 'propagation',
    symptoms: [refused('invalid_client_id', 'client identifier invalid', fresh)],
    evidence: /for 90 s/,
    fix: /2 to 10 minutes/,
  },
  'change still spreading, secret': {
    layer: 'propagation',
    symptoms: [refused('invalid_client', 'invalid client credentials', fresh)],
    evidence: /for 90 s/,
    fix: /new secret needs some minutes/,
  },
  'host of another org': {
    layer: 'host',
    symptoms: [
      refused('invalid_client_id', 'client identifier invalid', {
        known: { appExists: true, orgUrl: 'https://acme.my.salesforce.com' },
      }),
    ],
    evidence: /acme\.my\.salesforce\.com, and the token was asked for at .*acme--uat/,
    fix: /Ask https:\/\/acme\.my\.salesforce\.com/,
  },
  'OAuth plug-in is switched off': {
    layer: 'app',
    symptoms: [
      refused('invalid_client_id', 'client identifier invalid', {
        known: { appExists: true, appIsEnabled: false, oauthPluginIsOff: true },
      }),
    ],
    evidence: /isOauthPluginEnabled off/,
    fix: /OAuth plug-in of the app on/,
  },
  'pair was rotated away': {
    layer: 'secret',
    symptoms: [
      refused('invalid_client', 'invalid client credentials', {
        consumerKey: '3MVG9.old',
        known: { appExists: true, consumerKey: '3MVG9.new', rotatedKey: '3MVG9.old' },
      }),
    ],
    evidence: /rotation replaced/,
    fix: /new key and the new secret/,
  },
  'key of another app or org': {
    layer: 'key',
    symptoms: [
      refused('invalid_client_id', 'client identifier invalid', {
        consumerKey: '3MVG9.production',
        known: { appExists: true, consumerKey: '3MVG9.uat' },
      }),
      refused('invalid_client_id', 'client identifier invalid', { known: { otherApps: [] } }),
    ],
    evidence: /another key in this org|its apps: none/,
    fix: /each org makes its own/,
  },
  'hour is not allowed': {
    layer: 'hours',
    symptoms: [
      refused('invalid_grant', 'ip restricted or invalid login hours', { known: { lastLogin: 'Restricted hours' } }),
    ],
    evidence: /login history says "Restricted hours"/,
    fix: /login hours/,
  },
  'scope was sent': {
    layer: 'scope',
    symptoms: [refused('invalid_request', 'scope parameter not supported')],
    evidence: /scope parameter/,
    fix: /Leave `scope` out/,
  },
  'run-as user may not use the API': {
    layer: 'licence',
    symptoms: [
      refused('invalid_grant', 'authentication failure', { known: { userIsActive: true, userHasApi: false } }),
    ],
    evidence: /no "API Enabled"/,
    fix: /Salesforce API Integration/,
  },
  'session level is out of reach': {
    layer: 'flow-policy',
    symptoms: [refused('invalid_grant', 'authentication failure', { known: { asksForHighAssurance: true } })],
    evidence: /HIGH_ASSURANCE/,
    fix: /STANDARD/,
  },
  'clock or certificate is out of date': {
    layer: 'transport',
    symptoms: [
      silent('CERT_NOT_YET_VALID', 'certificate is not yet valid'),
      silent('CERT_HAS_EXPIRED', 'certificate has expired'),
    ],
    evidence: /a machine whose clock is wrong/,
    fix: /date and time/,
  },
  'proxy wants a login': {
    layer: 'transport',
    symptoms: [
      silent('UND_ERR_ABORTED', 'Proxy response (407) !== 200 when HTTP Tunneling'),
      silent('UNREADABLE', 'https://acme.my.salesforce.com answered HTTP 407'),
    ],
    evidence: /407/,
    fix: /user and password of the proxy/,
  },
  'proxy is not used': {
    layer: 'transport',
    symptoms: [
      silent('ENOTFOUND', 'getaddrinfo ENOTFOUND', {}, { route: { variable: 'HTTPS_PROXY', keptBy: 'NO_PROXY' } }),
    ],
    evidence: /HTTPS_PROXY names a proxy, and NO_PROXY keeps/,
    fix: /out of NO_PROXY/,
  },
  'proxy does not let through': {
    layer: 'transport',
    symptoms: [
      silent('ECONNREFUSED', 'refused', {}, { route: { variable: 'HTTPS_PROXY', proxy: 'proxy.acme.example:3128' } }),
    ],
    evidence: /through the proxy proxy\.acme\.example:3128, which HTTPS_PROXY names/,
    fix: /NO_PROXY/,
  },
  'answer leads to another host': {
    layer: 'host',
    symptoms: [
      silent('FOREIGN_HOST', 'https://acme answered with the token endpoint at another host, https://evil', {}, {}),
    ],
    evidence: /https:\/\/acme.*https:\/\/evil/,
    fix: /host/,
  },
  'plain http': {
    layer: 'host',
    symptoms: [silent('PLAIN_HTTP', 'nothing is sent to acme over plain http')],
    evidence: /plain http/,
    fix: /https:/,
  },
  'wrong key': {
    layer: 'key',
    symptoms: [
      refused('invalid_client_id', 'client identifier invalid'),
      refused('invalid_client_id', 'client identifier invalid', { known: { appExists: true } }),
    ],
    evidence: /invalid_client_id/,
    fix: /key and host belong together/,
  },
  'wrong secret': {
    layer: 'secret',
    symptoms: [refused('invalid_client', 'invalid client credentials')],
    evidence: /knows the key/,
    fix: /wrong or was rotated/,
  },
  'flow off on the app': {
    layer: 'flow-app',
    symptoms: [
      refused('unsupported_grant_type', 'grant type not supported'),
      refused('invalid_grant', 'client credentials flow is not enabled'),
      refused('unauthorized_client', 'grant type not supported'),
      noUser({ flowOnApp: false, flowInPolicy: true }),
    ],
    evidence: /ExtlClntAppGlobalOauthSettings|not (?:supported|enabled)/,
    fix: /isClientCredentialsFlowEnabled of ExtlClntAppGlobalOauthSettings/,
  },
  'flow off in the policy': {
    layer: 'flow-policy',
    symptoms: [noUser({ flowOnApp: true, flowInPolicy: false }), noUser({ flowInPolicy: false }, fresh)],
    evidence: /ExtlClntAppOauthConfigurablePolicies has isClientCredentialsFlowEnabled off/,
    fix: /in the OAuth policies/,
  },
  'no run-as user in the policy': {
    layer: 'run-as-user',
    symptoms: [noUser(onInPolicy), noUser(onInPolicy, fresh)],
    evidence: /name no clientCredentialsFlowUser/,
    fix: /Set runAsUser/,
  },
  'run-as user is inactive or frozen': {
    layer: 'run-as-user',
    symptoms: [
      refused('inactive_user', 'user is inactive'),
      refused('invalid_grant', 'authentication failure', { known: { userIsActive: true, userIsFrozen: true } }),
      refused('invalid_grant', 'authentication failure', { known: { userIsActive: false } }),
    ],
    evidence: /billing\.sync@acme\.example\.uat/,
    fix: /Activate or unfreeze/,
  },
  'policy change still spreading': {
    layer: 'propagation',
    symptoms: [noUser({ ...onInPolicy, policyUser: 'billing.sync@acme.example.uat' }, fresh)],
    evidence: /read back with its user/,
    fix: /changed policy needs some minutes/,
  },
  'flow or user missing in the policy': {
    layer: 'flow-policy',
    symptoms: [noUser()],
    evidence: /stays open/,
    fix: /both isClientCredentialsFlowEnabled and clientCredentialsFlowUser/,
  },
  'run-as user is not pre-authorised': {
    layer: 'pre-authorisation',
    symptoms: [refused('invalid_app_access', 'user is not admin approved to access this app')],
    evidence: /not admin approved/,
    fix: /permission sets \(or profiles\)/,
  },
  'user has not approved the app': {
    layer: 'pre-authorisation',
    symptoms: [refused('invalid_grant', "user hasn't approved this consumer")],
    evidence: /hasn't approved/,
    fix: /uninstalled/,
  },
  'address or hour is not allowed': {
    layer: 'ip',
    symptoms: [refused('invalid_grant', 'ip restricted or invalid login hours')],
    evidence: /login hours/,
    fix: /login IP ranges/,
  },
  'org is inactive': {
    layer: 'org-setting',
    symptoms: [refused('inactive_org', 'organization is inactive')],
    evidence: /inactive_org/,
    fix: /locked, expired or suspended/,
  },
  'too many requests': {
    layer: 'rate-limit',
    symptoms: [refused('rate_limit_exceeded', 'HTTP 429'), refused('temporarily_unavailable', '')],
    evidence: /rate_limit_exceeded|temporarily_unavailable/,
    fix: /Wait some minutes/,
  },
  'too many scopes': {
    layer: 'scope',
    symptoms: [
      refused('invalid_request', 'too many scopes requested'),
      refused('invalid_scope', 'too many scopes requested'),
    ],
    evidence: /too many scopes/,
    fix: /Take scopes away/,
  },
  'scope is not allowed': {
    layer: 'scope',
    symptoms: [refused('invalid_scope', 'the requested scope is not allowed')],
    evidence: /invalid_scope/,
    fix: /Send no scope/,
  },
  'login failed for a reason that the org keeps to itself': {
    layer: 'unknown',
    symptoms: [refused('invalid_grant', 'authentication failure')],
    evidence: /authentication failure/,
    fix: /Login History/,
  },
  'certificate is not trusted': {
    layer: 'transport',
    symptoms: [
      silent('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'),
      silent('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'),
    ],
    evidence: /certificate/,
    fix: /NODE_EXTRA_CA_CERTS/,
  },
  'answer is not what a token endpoint gives': {
    layer: 'transport',
    symptoms: [
      silent('UNREADABLE', 'the token endpoint answered HTTP 200'),
      silent('UNREADABLE', 'the token endpoint answered HTTP 502', { tokenEndpoint: 'https://api.acme.example/token' }),
    ],
    evidence: /UNREADABLE/,
    fix: /Something other than the org/,
  },
  'host does not answer': {
    layer: 'transport',
    symptoms: [silent('ENOTFOUND', 'getaddrinfo ENOTFOUND'), silent('ETIMEDOUT', 'timed out', fresh)],
    evidence: /no answer \((?:ENOTFOUND|ETIMEDOUT)\)/,
    fix: /host name, the network/,
  },
  'anything else': {
    layer: 'unknown',
    symptoms: [refused('server_error', ''), refused('invalid_grant', 'something new')],
    evidence: /server_error|something new/,
    fix: /Look up the error/,
  },
};
