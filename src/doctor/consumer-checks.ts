import type { ResolvedApp } from '../config/model.js';
import { parameterValue } from '../compose/credential-parts.js';
import { consumingNames } from '../compose/named-credential.js';
import type { MetadataComponent } from '../metadata/component.js';
import { partOf } from '../metadata/parts.js';
import { leadsToOtherOrg } from '../org/other-org-url.js';
import { tokenEndpointOf } from '../planning/consumers.js';
import type { AppCheck } from './app-checks.js';
import { blocker, ok, unknown, warning, type Finding } from './check.js';
import type { ConsumerAdvice, ConsumerFacts } from './consumer-facts.js';
import type { Facts } from './facts.js';

/** Checks of the orgs that call an app, in the order in which `eca doctor` lists them. */
export const CONSUMER_CHECKS: readonly AppCheck[] = [
  { name: 'calling-org', run: callingOrg },
  { name: 'calling-users', run: callingUsers },
  { name: 'named-credential-permission', isAdvice: true, run: advised(managePermission) },
  { name: 'named-credential-host', isAdvice: true, run: advised(host) },
  { name: 'named-credential-endpoint', isAdvice: true, run: advised(tokenEndpoint) },
  { name: 'named-credential-populated', isAdvice: true, run: advised(populated) },
  { name: 'principal-access', isAdvice: true, run: advised(principalAccess) },
  { name: 'user-external-credentials', isAdvice: true, run: advised(tokenObject) },
  { name: 'author-apex', isAdvice: true, run: advised(authorApex) },
];

type Advised = ConsumerFacts & ConsumerAdvice;
type AdvisedCheck = (facts: Advised, app: ResolvedApp, all: Facts) => readonly Finding[];

function advised(run: AdvisedCheck): AppCheck['run'] {
  return (app, all) => {
    const facts = factsOf(app, all);
    return facts?.advice === undefined ? [] : run({ ...facts, ...facts.advice }, app, all);
  };
}

function factsOf({ name }: ResolvedApp, { consumers }: Facts): ConsumerFacts | undefined {
  return consumers.known ? consumers.value.get(name) : undefined;
}

function callingOrg(app: ResolvedApp, all: Facts): readonly Finding[] {
  const { consumers } = all;
  if (app.namedCredential === undefined) return [];
  if (consumers.known) {
    const facts = factsOf(app, all);
    return facts === undefined ? [] : [ok(`${facts.org.identity.target}, as ${facts.org.identity.username}`)];
  }
  return [
    warning(
      `The org that calls ${app.name} cannot be asked: ${consumers.why}`,
      'Log in to it with `sf org login web --alias ALIAS`, or correct namedCredential.targetOrg.',
      `apps.${app.name}.namedCredential.targetOrg`,
    ),
  ];
}

function callingUsers(app: ResolvedApp, all: Facts): readonly Finding[] {
  const facts = factsOf(app, all);
  const wanted = facts?.config.assign ?? [];
  if (facts === undefined || wanted.length === 0) return [];
  const configPath = `apps.${app.name}.namedCredential.assign`;
  const wrong = wanted.flatMap((username) => {
    const user = facts.users.find((one) => one.username.toLowerCase() === username.toLowerCase());
    if (user?.isActive === true && user.isFrozen !== true) return [];
    const where = `org "${facts.org.identity.target}"`;
    if (user === undefined) {
      const action = `Create the user there, or correct ${configPath}.`;
      return [blocker('CallingUserError', `The ${where} has no user "${username}".`, action, configPath)];
    }
    const [state, cure] = user.isActive ? ['frozen', 'Unfreeze'] : ['inactive', 'Activate'];
    const detail = `The calling user "${username}" of ${where} is ${state}.`;
    return [
      blocker('CallingUserError', detail, `${cure} the user there, or take it out of ${configPath}.`, configPath),
    ];
  });
  return wrong.length > 0 ? wrong : [ok(`${wanted.join(', ')} can call`)];
}

function managePermission({ org, holdings }: Advised): readonly Finding[] {
  if (!holdings.known) return [unknown(holdings.why)];
  const { username, target } = org.identity;
  const held = holdings.value.get(username.toLowerCase())?.permissions;
  if (held?.has('ManageNamedCredentials') === true || held?.has('CustomizeApplication') === true) {
    return [ok(`${username} may manage Named Credentials`)];
  }
  return [
    warning(
      `${username} has neither "Manage Named Credentials" nor "Customize Application" in "${target}": key and secret cannot be put there.`,
      'Give the deploying user "Manage Named Credentials" in the calling org.',
    ),
  ];
}

const componentOf = ({ components }: Advised, type: string): MetadataComponent | undefined =>
  components.known ? components.value.find((component) => component.type === type) : undefined;

/** Of the org where the credential is there, else of the config: what would be called. */
function host(facts: Advised, app: ResolvedApp, { org }: Facts): readonly Finding[] {
  const { config, components } = facts;
  if (!components.known) return [unknown(components.why)];
  const found = componentOf(facts, 'NamedCredential');
  const url = (found === undefined ? undefined : parameterValue(found, 'Url')) ?? config.url;
  if (!leadsToOtherOrg(url, org.identity)) return [ok(url)];
  return [
    warning(
      `The Named Credential ${config.name} calls ${url}, and the app is in ${org.identity.instanceUrl}: its token counts there only.`,
      url === config.url
        ? `Write apps.${app.name}.namedCredential.url with the host of this org; an environment may have its own.`
        : 'Run `eca deploy`, which writes the URL of the config.',
      `apps.${app.name}.namedCredential.url`,
    ),
  ];
}

function tokenEndpoint(facts: Advised, { name }: ResolvedApp, { org }: Facts): readonly Finding[] {
  const found = componentOf(facts, 'ExternalCredential');
  if (found === undefined) return [];
  const [there, wanted] = [parameterValue(found, 'AuthProviderUrl'), tokenEndpointOf(org)];
  if (there === wanted) return [ok(wanted)];
  return [
    warning(
      `The External Credential ${found.fullName} gets tokens at ${there ?? 'no endpoint'}; those of this app come from ${wanted}.`,
      'Run `eca deploy`, which writes the endpoint of this org.',
      `apps.${name}.namedCredential`,
    ),
  ];
}

function populated(facts: Advised, { name }: ResolvedApp, { components }: Facts): readonly Finding[] {
  const { principal, config } = facts;
  const names = consumingNames(config);
  if (!principal.known) return [unknown(principal.why)];
  if (principal.value === undefined) return [ok('not there yet; a deploy makes it')];
  const configPath = `apps.${name}.namedCredential`;
  const what = `The principal ${names.principal} of the External Credential ${names.externalCredential}`;
  const action = `Run \`eca credentials store --app ${name}\`, which puts key and secret there.`;
  if (!principal.value.configured) return [warning(`${what} holds no key and secret.`, action, configPath)];
  const stored = principal.value.consumerKey;
  const part = components.known ? partOf(name, 'ExtlClntAppGlobalOauthSettings', components.value) : undefined;
  const key = part?.fields.consumerKey;
  if (stored === undefined || typeof key !== 'string' || key === stored) return [ok(`${what} holds key and secret`)];
  return [warning(`${what} holds another key than the app has.`, action, configPath)];
}

/** Who is to get the permission set by the next deploy lacks nothing. */
function principalAccess(facts: Advised, { name }: ResolvedApp): readonly Finding[] {
  const { holdings, config, callers } = facts;
  const configPath = `apps.${name}.namedCredential.permissionSet`;
  const { permissionSet, assign = [] } = config;
  if (permissionSet === undefined) {
    const detail = `No permission set gives access to the principal of ${config.name}: nobody may call.`;
    return [warning(detail, `Write ${configPath}.`, configPath)];
  }
  if (!holdings.known) return [unknown(holdings.why)];
  const lacking = callers.filter(
    (username) =>
      !assign.some((one) => one.toLowerCase() === username.toLowerCase()) &&
      !hasSet(holdings.value.get(username.toLowerCase())?.permissionSets, permissionSet),
  );
  if (lacking.length === 0)
    return [ok(callers.length === 0 ? permissionSet : `${callers.join(', ')}: ${permissionSet}`)];
  return [
    warning(
      `${lacking.join(', ')} of "${facts.org.identity.target}" has not the permission set ${permissionSet}, which gives access to the principal.`,
      `Add the username to apps.${name}.namedCredential.assign, and deploy.`,
      `apps.${name}.namedCredential.assign`,
    ),
  ];
}

const hasSet = (sets: ReadonlySet<string> | undefined, name: string): boolean =>
  [...(sets ?? [])].some((one) => one.toLowerCase() === name.toLowerCase());

function tokenObject({ readers, holdings, callers, org }: Advised): readonly Finding[] {
  if (callers.length === 0) return [];
  if (!readers.known) return [unknown(readers.why)];
  const readsAll = (username: string): boolean => {
    const held = holdings.known ? holdings.value.get(username.toLowerCase())?.permissions : undefined;
    return held?.has('ViewAllData') === true || held?.has('ModifyAllData') === true;
  };
  const lacking = callers.filter((username) => !readers.value.has(username.toLowerCase()) && !readsAll(username));
  if (lacking.length === 0) return [ok(`${callers.join(', ')} may use "User External Credentials"`)];
  return [
    warning(
      `${lacking.join(', ')} of "${org.identity.target}" may not read "User External Credentials", where tokens are kept: callouts are refused.`,
      'Give the user a permission set with Read on the object "User External Credentials".',
    ),
  ];
}

function authorApex({ org, holdings }: Advised, { name, verify }: ResolvedApp): readonly Finding[] {
  if (verify.callout === undefined) return [];
  if (!holdings.known) return [unknown(holdings.why)];
  const { username, target } = org.identity;
  if (holdings.value.get(username.toLowerCase())?.permissions.has('AuthorApex') === true) {
    return [ok(`${username} may run Apex`)];
  }
  return [
    warning(
      `${username} lacks "Author Apex" in "${target}": the callout of apps.${name}.verify.callout cannot be made.`,
      'Give the user "Author Apex", or remove verify.callout.',
      `apps.${name}.verify.callout`,
    ),
  ];
}
