import type { Holdings } from '../org/permissions.js';
import { GIVE_PERMISSIONS, OPEN_SWITCH, SECRETS_LABEL } from '../credentials/allow-access.js';
import { hostKind, wrongHost } from '../http/hosts.js';
import { blocker, ok, unknown, warning, type Finding } from './check.js';
import { API_ACCESS_CONTROL, type Facts } from './facts.js';
import { isOfSandbox, refreshLogin, refreshPermissions } from './refresh-checks.js';

/** A check of the org and the session. */
export interface OrgCheck {
  readonly name: string;
  /** True for advice that is for `eca doctor` alone: each deploy need not repeat it. */
  readonly isAdvice?: true;
  /** Whether it concerns this org. Default: it does. */
  readonly applies?: (facts: Facts) => boolean;
  readonly run: (facts: Facts) => Finding;
}

const SECRETS = 'ExternalClientApp.enableClientSecretInRestApiAccess';

/** Checks of the org and the session, in the order in which `eca doctor` lists them. */
export const ORG_CHECKS: readonly OrgCheck[] = [
  { name: 'org', run: orgIsReachable },
  { name: 'api-version', run: apiVersion },
  { name: 'host', run: host },
  { name: 'session', run: session },
  { name: 'metadata-permission', run: metadataPermission },
  { name: 'app-permissions', run: appPermissions },
  { name: 'secret-access', run: secretAccess },
  { name: 'secrets-left-open', isAdvice: true, run: secretsLeftOpen },
  { name: 'eca-settings', run: ecaSettings },
  { name: 'settings-of-config', isAdvice: true, applies: writesSettings, run: settingsOfConfig },
  { name: 'api-access-control', run: apiAccessControl },
  { name: 'refresh-login', isAdvice: true, applies: isOfSandbox, run: refreshLogin },
  { name: 'refresh-permissions', isAdvice: true, applies: isOfSandbox, run: refreshPermissions },
];

function orgIsReachable({ org: { identity } }: Facts): Finding {
  const kind = identity.isSandbox
    ? 'sandbox'
    : identity.isProduction === true
      ? 'production'
      : 'developer or trial org';
  return ok(`${identity.name}, ${identity.orgId}, ${kind}, as ${identity.username}`);
}

function apiVersion({ org: { apiVersion, newestApiVersion } }: Facts): Finding {
  const detail = `${apiVersion} of ${newestApiVersion}`;
  return Number.parseFloat(apiVersion) >= 65
    ? ok(detail)
    : warning(
        `${detail}; staged credentials, and with them rotation, came with 65.0`,
        'Set apiVersion to "65.0" or newer when you want to rotate credentials.',
        'apiVersion',
      );
}

function host({ org: { identity } }: Facts): Finding {
  const { host: name } = new URL(identity.instanceUrl);
  const wrong = wrongHost(identity.instanceUrl);
  if (wrong === undefined) return ok(hostKind(identity.instanceUrl) === 'my-domain' ? `${name} is a My Domain` : name);
  return warning(
    `${name}: ${wrong}. The token exchange needs the My Domain of the org.`,
    'Log in through the My Domain URL: `sf org login web --instance-url https://DOMAIN.my.salesforce.com`.',
  );
}

function session({ org }: Facts): Finding {
  const kind = org.sessionIsJwt ? 'JWT' : 'opaque token';
  return ok(
    org.clientId === undefined
      ? `${kind}; which app it was issued for is not known, so this app is not guarded against being changed`
      : `${kind} of the app with the consumer key ${shortened(org.clientId)}`,
  );
}

const shortened = (key: string): string => (key.length > 20 ? `${key.slice(0, 12)}…` : key);

function held({ org }: Facts, found: Facts['holdings']): Holdings | string {
  if (!found.known) return found.why;
  return found.value.get(org.identity.username.toLowerCase()) ?? 'the org lists no permissions of the deploying user';
}

function metadataPermission(facts: Facts): Finding {
  const found = held(facts, facts.holdings);
  if (typeof found === 'string') return unknown(found);
  const granting = ['ModifyMetadata', 'ModifyAllData', 'CustomizeApplication'].filter((name) =>
    found.permissions.has(name),
  );
  if (granting.length > 0) return ok(`${facts.org.identity.username} has ${granting.join(', ')}`);
  return blocker(
    'DeployingUserError',
    `${facts.org.identity.username} may not use the Metadata API: neither ModifyMetadata, ModifyAllData nor CustomizeApplication.`,
    'Give the deploying user the permission "Modify Metadata Through Metadata API Functions" (ModifyMetadata); docs/permissions.md has a permission set.',
  );
}

function appPermissions(facts: Facts): Finding {
  const found = held(facts, facts.appPermissions);
  if (typeof found === 'string') return unknown(found);
  const missing = ['ExternalClientAppViewer', 'ExternalClientAppAdmin'].filter((name) => !found.permissions.has(name));
  if (missing.length === 0) return ok('may view and edit External Client Apps');
  return warning(
    `${facts.org.identity.username} lacks ${missing.join(' and ')}: the org may hide apps from it, or refuse to change them.`,
    'Give the deploying user these permissions; docs/permissions.md has a permission set with all of them.',
  );
}

function secretAccess(facts: Facts): Finding {
  const { settings } = facts;
  const found = held(facts, facts.appPermissions);
  const setting = facts.opensSwitch === true ? true : settings.known ? settings.value.get(SECRETS) : undefined;
  const missing =
    typeof found === 'string'
      ? []
      : ['ExternalClientAppDeveloper', 'ViewClientSecret'].filter((name) => !found.permissions.has(name));
  if (facts.pairsAreSupplied === true) return ok('not needed: the config supplies key and secret');
  if (setting === false || missing.length > 0) {
    const parts = [
      ...(setting === false ? [`the setting ${SECRETS_LABEL} is off`] : []),
      ...(missing.length > 0 ? [`${facts.org.identity.username} lacks ${missing.join(' and ')}`] : []),
    ];
    return warning(
      `Key and secret cannot be read (${parts.join('; ')}): a deploy works, and nothing can be proven.`,
      [...(setting === false ? [OPEN_SWITCH] : []), ...(missing.length > 0 ? [GIVE_PERMISSIONS] : [])].join(' '),
      'settings.enableClientSecretInRestApiAccess',
    );
  }
  if (typeof found === 'string') return unknown(found);
  if (setting === undefined) return unknown(settings.known ? 'the org gives no such setting' : settings.why);
  return ok('on, and allowed');
}

/** What lets this tool read secrets lets everybody with the permissions do so. */
function secretsLeftOpen({ settings }: Facts): Finding {
  if (!settings.known) return unknown(settings.why);
  if (settings.value.get(SECRETS) !== true) return ok('consumer secrets are not left open to REST');
  return warning(
    `Consumer secrets are left open to REST (${SECRETS_LABEL} is on): whoever has the permissions, or their session, can read the secret of every app. Salesforce's Security Health Review wants it off.`,
    'Turn it off (settings.enableClientSecretInRestApiAccess: false); commands that read a secret take --allow-secret-access then, which turns it on for the moment only.',
    'settings.enableClientSecretInRestApiAccess',
  );
}

/** Until 62.0 External Client Apps had to be opted in to. */
function ecaSettings({ settings, org }: Facts): Finding {
  if (!settings.known) return unknown(settings.why);
  if (settings.value.get('ExternalClientApp.enableExternalClientApps') !== false)
    return ok('External Client Apps are on');
  return Number.parseFloat(org.apiVersion) >= 63
    ? ok('External Client Apps are on')
    : warning(
        'The org has not opted in to External Client Apps.',
        'Turn them on in Setup, External Client App Settings.',
      );
}

function writesSettings({ config }: Facts): boolean {
  return Object.keys(config.settings).length > 0;
}

/** Whoever deploys last decides about a setting of the whole org, be it another config or somebody in Setup. */
function settingsOfConfig({ settings, config }: Facts): Finding {
  if (!settings.known) return unknown(settings.why);
  const all = Object.entries(config.settings).map(([name, wanted]) => ({
    name,
    wanted,
    found: settings.value.get(`ExternalClientApp.${name}`),
  }));
  const other = all.filter(({ found, wanted }) => found !== undefined && found !== wanted);
  const [first] = other;
  if (first !== undefined) {
    const texts = other.map(
      ({ name, found, wanted }) => `${name} is ${String(found)}, and the config says ${String(wanted)}`,
    );
    return warning(
      `The org disagrees with the settings of the config: ${texts.join('; ')}.`,
      'Find out who else sets it (another config, or somebody in Setup): one config should own the settings. `eca deploy` sets it back.',
      `settings.${first.name}`,
    );
  }
  const silent = all.filter(({ found }) => found === undefined).map(({ name }) => name);
  return silent.length === 0 ? ok('as the config says') : unknown(`the org gives no ${silent.join(' and no ')}`);
}

function apiAccessControl({ settings, anyApiClient }: Facts): Finding {
  if (!settings.known) return unknown(settings.why);
  const setting = settings.value.get(API_ACCESS_CONTROL);
  if (setting === undefined) return unknown('the org gives no such setting');
  if (!setting) return ok('off');
  const held = anyApiClient.known ? [...anyApiClient.value.values()] : [];
  if (held.length > 0 && held.every(({ permissions }) => permissions.has('UseAnyApiClient'))) {
    return ok('on, and the run-as users may use any API client');
  }
  return warning(
    'API Access Control is on: users reach the API only through apps that an admin approved for them.',
    'Pre-authorise the run-as user: set permissionSets of the app to one that the user holds, or give the user the permission "Use Any API Client".',
  );
}
