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
      refused('unsupported_grant_type', 'request not supported on this domain'),
      refused('URL_NOT_RESET', 'Destination URL not reset. The URL returned from login must be set'),
      refused('URL_NOT_RESET', ''),
    ],
    evidence: /not supported on this domain|URL_NOT_RESET/,
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
      refused('invalid_client_id', 'External client app is not installed in this org', fresh),
      refused('OAUTH_EC_APP_NOT_FOUND', 'External client app is not installed in this org'),
      refused('OAUTH_EC_APP_NOT_FOUND', ''),
      refused('invalid_grant', 'app must be installed into org'),
      refused('invalid_request', 'OAUTH_EC_APP_NOT_FOUND : see the login history'),
      refused('app_not_found', ''),
      refused('invalid_app_access', 'External client app is not installed in this org'),
    ],
    evidence: /no app "Billing_Sync"|not installed in this org|must be installed|app_not_found|OAUTH_EC_APP_NOT_FOUND/i,
    fix: /Deploy the app/,
  },
  'app has lost parts': {
    layer: 'app',
    symptoms: [
      refused('invalid_client_id', 'client identifier invalid', {
        known: { appExists: true, missingParts: ['ExtlClntAppGlobalOauthSettings', 'ExtlClntAppOauthSettings'] },
      }),
    ],
    evidence: /exists in the org without ExtlClntAppGlobalOauthSettings, ExtlClntAppOauthSettings/,
    fix: /no OAuth settings any more.*eca deploy.*Key and secret will be new/,
  },
  'app is there and not found by its key': {
    layer: 'key',
    symptoms: [refused('app_not_found', '', { known: { appExists: true } })],
    evidence: /has the app "Billing_Sync"/,
    fix: /not of this app and org/,
  },
  'app of another org': {
    layer: 'app',
    symptoms: [
      refused('OAUTH_AUTHORIZATION_BLOCKED', 'Cross-org OAuth flows are not supported for this external client app'),
      refused('invalid_grant', 'Cross-org OAuth flows are not supported for this external client app'),
      refused('OAUTH_AUTHORIZATION_BLOCKED', ''),
    ],
    evidence: /Cross-org|OAUTH_AUTHORIZATION_BLOCKED/,
    fix: /Local app of another org/,
  },
  'app is switched off': {
    layer: 'app',
    symptoms: [
      refused('invalid_app_access', 'app is blocked', { known: { appExists: true, appIsEnabled: false } }),
      refused('OAUTH_APP_BLOCKED', 'this app is blocked by admin'),
      refused('OAUTH_APP_BLOCKED', ''),
      refused('invalid_grant', 'this app is blocked by admin'),
    ],
    evidence: /isEnabled or isOauthPluginEnabled|blocked by admin|OAUTH_APP_BLOCKED/,
    fix: /OAuth plug-in on/,
  },
  'change still spreading, key': {
    layer: 'propagation',
    symptoms: [
      refused('invalid_client_id', 'client identifier invalid', fresh),
      refused('invalid_client_id', '', fresh),
    ],
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
      refused('LOGIN_DURING_RESTRICTED_TIME', ''),
    ],
    evidence: /login history says "Restricted hours"|RESTRICTED_TIME/,
    fix: /login hours/,
  },
  'scope was sent': {
    layer: 'scope',
    symptoms: [
      refused('invalid_request', 'scope parameter not supported'),
      refused('unsupported_grant_type', 'scope parameter not supported'),
    ],
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
      silent('PROXY_REFUSED', 'the proxy answered 407 instead of opening a way'),
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
    symptoms: [
      refused('invalid_client', 'invalid client credentials'),
      refused('invalid_client', ''),
      refused('invalid_grant', 'invalid client credentials'),
    ],
    evidence: /knows the key/,
    fix: /wrong or was rotated/,
  },
  'flow off on the app': {
    layer: 'flow-app',
    symptoms: [
      refused('unsupported_grant_type', 'grant type not supported', { known: { flowOnApp: false } }),
      refused('invalid_grant', 'client credentials flow is not enabled'),
      refused('unauthorized_client', ''),
      refused('unsupported_grant_type', 'client credentials flow is not enabled'),
      noUser({ flowOnApp: false, flowInPolicy: true }),
    ],
    evidence: /ExtlClntAppGlobalOauthSettings|not (?:supported|enabled)|unauthorized_client/,
    fix: /isClientCredentialsFlowEnabled of ExtlClntAppGlobalOauthSettings/,
  },
  'flow off on the app, or the request cannot be read': {
    layer: 'flow-app',
    symptoms: [
      refused('unsupported_grant_type', 'grant type not supported'),
      refused('unauthorized_client', 'grant type not supported'),
      refused('unsupported_grant_type', ''),
    ],
    evidence: /to a request that it cannot read/,
    fix: /ExtlClntAppGlobalOauthSettings.*JSON instead of a form.*\/\/services.*http:/,
  },
  'request cannot be read': {
    layer: 'request',
    symptoms: [refused('unsupported_grant_type', 'grant type not supported', { known: onInPolicy })],
    evidence: /the flow is on in the app/,
    fix: /JSON instead of a form/,
  },
  'flow off in the policy': {
    layer: 'flow-policy',
    symptoms: [
      refused('unsupported_grant_type', 'grant type not supported', {
        known: { flowOnApp: true, flowInPolicy: false },
      }),
      noUser({ flowOnApp: true, flowInPolicy: false }),
      noUser({ flowInPolicy: false }, fresh),
    ],
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
      refused('inactive_user', ''),
      refused('invalid_grant', 'user is inactive'),
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
    symptoms: [noUser(), refused('invalid_request', 'no client credentials user enabled')],
    evidence: /stays open/,
    fix: /both isClientCredentialsFlowEnabled and clientCredentialsFlowUser/,
  },
  'run-as user is not pre-authorised': {
    layer: 'pre-authorisation',
    symptoms: [
      refused('invalid_app_access', 'user is not admin approved to access this app'),
      refused('invalid_app_access', ''),
      refused('invalid_grant', 'user is not admin approved to access this app'),
      refused('OAUTH_APP_ACCESS_DENIED', ''),
      refused('invalid_grant', 'OAUTH_APP_ACCESS_DENIED'),
      refused('invalid_app_access', '', {
        known: {
          approval: { permissionSets: ['Voice_Access', 'Voice_Data'], profiles: [] },
          userHolds: ['Other'],
          userProfile: 'Voice',
        },
      }),
      refused('OAUTH_APP_ACCESS_DENIED', 'user is not admin approved to access this app'),
    ],
    evidence: /not admin approved|invalid_app_access|OAUTH_APP_ACCESS_DENIED/,
    fix: /permission sets \(or profiles\)|permissionSets: \[Voice_Access, Voice_Data\] and assign: \[Voice_Access\]/,
  },
  'user has not approved the app': {
    layer: 'pre-authorisation',
    symptoms: [
      refused('invalid_grant', "user hasn't approved this consumer"),
      refused('invalid_request', "user hasn't approved this consumer"),
    ],
    evidence: /hasn't approved/,
    fix: /uninstalled/,
  },
  'address or hour is unknown from here': {
    layer: 'ip',
    symptoms: [
      refused('invalid_grant', 'ip restricted or invalid login hours', { from: 'elsewhere' }),
      refused('LOGIN_DURING_RESTRICTED_TIME', '', { from: 'elsewhere', known: { lastLogin: 'Restricted hours' } }),
    ],
    evidence: /consumers call from elsewhere/,
    fix: /Nothing is known to be wrong/,
  },
  'address or hour is not allowed': {
    layer: 'ip',
    symptoms: [
      refused('invalid_grant', 'ip restricted or invalid login hours'),
      refused('invalid_request', 'ip restricted or invalid login hours'),
      refused('LOGIN_DURING_RESTRICTED_DOMAIN', ''),
    ],
    evidence: /login hours/,
    fix: /login IP ranges/,
  },
  'org is inactive': {
    layer: 'org-setting',
    symptoms: [
      refused('inactive_org', 'organization is inactive'),
      symptom({ kind: 'refused', error: 'ORG_LOCKED', description: 'organization locked', status: 503 }),
      refused('inactive_org', ''),
      refused('invalid_grant', 'organization is inactive'),
      refused('ORG_LOCKED', 'organization locked'),
    ],
    evidence: /inactive|ORG_LOCKED/,
    fix: /locked, expired or suspended/,
  },
  'too many logins': {
    layer: 'rate-limit',
    symptoms: [
      refused('invalid_grant', 'Login limit reached'),
      refused('unknown_error', 'Login limit reached'),
      refused('invalid_grant', 'login rate exceeded'),
    ],
    evidence: /Login limit reached|login rate exceeded/,
    fix: /wait an hour/,
  },
  'server failed': {
    layer: 'service',
    symptoms: [
      refused('unknown_error', 'retry your request'),
      refused('unknown_error', '', { known: { userIsFrozen: true } }),
      refused('invalid_grant', 'retry your request'),
      refused('server_error', ''),
      symptom({ kind: 'refused', error: 'something_new', description: '', status: 503 }),
      symptom({ kind: 'refused', error: 'SERVER_UNAVAILABLE', description: 'Too busy', status: 503 }),
      silent('UNREADABLE', 'the token endpoint answered HTTP 502 with text/html', {}, { status: 502 }),
    ],
    evidence: /unknown_error|invalid_grant|server_error|something_new|SERVER_UNAVAILABLE|HTTP 502/,
    fix: /^Try again in some minutes/,
  },
  'too many requests': {
    layer: 'rate-limit',
    symptoms: [
      refused('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
      refused('rate_limit_exceeded', 'HTTP 429'),
      refused('temporarily_unavailable', ''),
    ],
    evidence: /rate_limit_exceeded|temporarily_unavailable|REQUEST_LIMIT_EXCEEDED/,
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
    symptoms: [
      refused('invalid_grant', 'authentication failure'),
      refused('invalid_client_id', 'authentication failure'),
    ],
    evidence: /authentication failure/,
    fix: /Login History/,
  },
  'port does not speak TLS': {
    layer: 'transport',
    symptoms: [silent('NO_TLS', 'the port does not speak TLS, which https needs')],
    evidence: /NO_TLS/,
    fix: /host and port of My Domain/,
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
      silent('UNREADABLE', 'the token endpoint answered HTTP 200', { tokenEndpoint: 'https://api.acme.example/token' }),
      silent('UNREADABLE', 'the token endpoint answered HTTP 404', {}, { status: 404 }),
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
  'token is no bearer token': {
    layer: 'token-format',
    symptoms: [silent('TOKEN_TYPE', 'the token endpoint gave a token of type "DPoP", which is no bearer token')],
    evidence: /DPoP.*no bearer token/,
    fix: /isDPopEnabled/,
  },
  'app asks for a DPoP proof': {
    layer: 'token-format',
    symptoms: [
      refused('invalid_dpop_proof', ''),
      refused('use_dpop_nonce', 'Authorization server requires nonce in DPoP proof'),
      refused('invalid_request', 'DPoP header is missing'),
    ],
    evidence: /dpop/i,
    fix: /isDPopEnabled/,
  },
  'parameter is missing': {
    layer: 'request',
    symptoms: [
      refused('invalid_request', 'missing required parameter'),
      refused('invalid_grant', 'missing required parameter: client_id'),
    ],
    evidence: /missing required parameter/,
    fix: /without key or secret/,
  },
  'request is malformed': {
    layer: 'request',
    symptoms: [refused('invalid_request', ''), refused('invalid_request', 'something new')],
    evidence: /invalid_request/,
    fix: /grant_type=client_credentials/,
  },
  'not the token endpoint': {
    layer: 'request',
    symptoms: [
      refused('NOT_FOUND', 'The requested resource does not exist'),
      refused('METHOD_NOT_ALLOWED', "HTTP Method 'POST' not allowed. Allowed are GET"),
    ],
    evidence: /NOT_FOUND|METHOD_NOT_ALLOWED/,
    fix: /\/services\/oauth2\/token/,
  },
  'error of an API of the org': {
    layer: 'request',
    symptoms: [refused('INSUFFICIENT_ACCESS', 'something new')],
    evidence: /an error of its APIs/,
    fix: /Salesforce itself/,
  },
  'API is off': {
    layer: 'org-setting',
    symptoms: [
      refused('API_DISABLED_FOR_ORG', 'API is not enabled for this Organization or Partner'),
      refused('API_DISABLED_FOR_ORG', ''),
      refused('invalid_grant', 'API is not enabled for this Organization or Partner'),
    ],
    evidence: /API_DISABLED_FOR_ORG|API is not enabled/,
    fix: /edition of the org/,
  },
  'anything else': {
    layer: 'unknown',
    symptoms: [refused('brand_new', ''), refused('invalid_grant', 'something new'), refused('OAUTH_NEW', '')],
    evidence: /brand_new|something new|OAUTH_NEW/,
    fix: /Look up the error/,
  },
};
