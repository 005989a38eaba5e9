import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { consumingNames } from '../compose/named-credential.js';
import { listIn } from '../metadata/app-policy.js';
import type { WantedComponent } from '../metadata/component.js';
import { findType } from '../metadata/types.js';
import type { SourceOfApps, WantedOfFile } from './from-source.js';

const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';

const listOf = (value: unknown): readonly string[] => (typeof value === 'string' ? listIn(value) : []);

/** Gives the fields of a component that is deployed as its file stands. */
function fieldsOf({ type, fields }: WantedComponent): ResolvedApp['fields'][string] {
  const owner = findType(type)?.owner;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== owner)) as ResolvedApp['fields'][string];
}

/**
 * Gives the config with each app as the source has it: what a deploy of the files would meet in the org is judged by the
 * run-as user, permission sets and profiles that they name.
 */
export function sourceAsConfig(
  config: ResolvedConfig,
  { components: source, consuming }: Pick<SourceOfApps, 'components' | 'consuming'>,
): ResolvedConfig {
  const apps = config.apps.map((app): ResolvedApp => {
    const own = source.filter((component) => component.app === app.name);
    const policy = own.find(({ type }) => type === POLICIES)?.fields ?? {};
    const user = policy.clientCredentialsFlowUser;
    return {
      ...app,
      runAsUser: typeof user === 'string' && user.trim() !== '' ? user.trim() : undefined,
      permissionSets: listOf(policy.commaSeparatedPermissionSet),
      profiles: listOf(policy.commaSeparatedProfile),
      assign: [],
      credentials: undefined,
      namedCredential: namedIn(app, consuming),
      fields: Object.fromEntries(own.map((component) => [component.type, fieldsOf(component)])),
      written: new Set(),
    };
  });
  return { ...config, settings: {}, apps };
}

/** Source can hold what calls an app, and says nothing of the users who call. */
function namedIn({ namedCredential }: ResolvedApp, consuming: readonly WantedOfFile[]): ResolvedApp['namedCredential'] {
  if (namedCredential === undefined) return undefined;
  const { externalCredential, namedCredential: named } = consumingNames(namedCredential);
  const names = new Set([externalCredential, named, namedCredential.permissionSet].map((name) => name?.toLowerCase()));
  const isThere = consuming.some(({ fullName }) => names.has(fullName.toLowerCase()));
  return isThere ? { ...namedCredential, assign: undefined } : undefined;
}

/** Keys of the config that messages name, with the field of the policies that says it in source. */
const FIELDS = [
  ['runAsUser', 'clientCredentialsFlowUser'],
  ['permissionSets', 'commaSeparatedPermissionSet'],
  ['profiles', 'commaSeparatedProfile'],
] as const;

/** Makes a message that names keys of the config name the fields of the files. */
export function inWordsOfSource(text: string, source: readonly WantedOfFile[]): string {
  const withElements = text.replace(
    /Write into apps\.\w+: fields: \{ (\w+): \{ (\w+): (\w+) \} \}/g,
    (_all, type: string, field: string, value: string) =>
      `Write <${field}>${value}</${field}> into the ${type} of the source`,
  );
  return source
    .filter(({ type }) => type === POLICIES)
    .flatMap(({ app, file }) => FIELDS.map(([key, field]) => [`apps.${app}.${key}`, `${field} in ${file}`] as const))
    .reduce((result, [key, place]) => result.replaceAll(key, place), withElements);
}
