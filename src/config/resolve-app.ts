import { toMetadataScope } from '../metadata/scopes.js';
import type { AppConfig, ResolvedApp, ResolvedFieldValue, SinkConfig, VerifyConfig } from './model.js';
import { withSuffix } from './rules/users.js';
import { DEFAULT_CALLBACK_URL } from './schema-app.js';
import { takeSecrets } from './secret-fields.js';

/** Keys that have no default: they are in the resolved app only when they are written. */
const WITHOUT_DEFAULT = [
  'description',
  'iconUrl',
  'logoUrl',
  'trustedIpRanges',
  'sessionTimeoutMinutes',
  'namedCredential',
] as const;

/** What an app takes over from around it. */
export interface AppSurroundings {
  /** Empty when the environment has none. */
  readonly runAsUserSuffix: string;
  /** Sink of the environment, else that of the config. */
  readonly sink?: SinkConfig;
}

function metadataScopes(names: readonly string[]): string[] {
  return [...new Set(names.flatMap((name) => toMetadataScope(name) ?? []))];
}

function resolveVerify(verify: VerifyConfig): VerifyConfig {
  const { expectScopes, ...rest } = verify;
  return expectScopes === undefined ? rest : { ...rest, expectScopes: metadataScopes(expectScopes) };
}

function resolveFields(fields: NonNullable<AppConfig['fields']>): ResolvedApp['fields'] {
  const types = Object.entries(fields).map(([type, values]) => {
    const taken = takeSecrets(type, values).fields;
    return [type, taken as Readonly<Record<string, ResolvedFieldValue>>] as const;
  });
  return Object.fromEntries(types);
}

function keysWithoutDefault(app: AppConfig): Pick<AppConfig, (typeof WITHOUT_DEFAULT)[number]> {
  return Object.fromEntries(WITHOUT_DEFAULT.filter((key) => app[key] !== undefined).map((key) => [key, app[key]]));
}

const unique = (items: readonly string[] | undefined): readonly string[] => [...new Set(items ?? [])];

/** Fills in the defaults of an app that breaks no rule. Secret fields get the source of their secret. */
export function resolveApp(name: string, app: AppConfig, around: AppSurroundings): ResolvedApp {
  const sink = app.sink ?? around.sink;
  return {
    ...keysWithoutDefault(app),
    name,
    label: app.label,
    contactEmail: app.contactEmail,
    distribution: app.distribution ?? 'Local',
    role: app.role ?? 'owner',
    scopes: metadataScopes(app.scopes ?? ['api']),
    clientCredentials: app.clientCredentials ?? true,
    ...(app.runAsUser === undefined ? {} : { runAsUser: withSuffix(app.runAsUser, around.runAsUserSuffix) }),
    callbackUrls: unique(app.callbackUrls ?? [DEFAULT_CALLBACK_URL]),
    tokenFormat: app.tokenFormat ?? 'opaque',
    permissionSets: unique(app.permissionSets),
    profiles: unique(app.profiles),
    assign: unique(app.assign),
    ipRelaxation: app.ipRelaxation ?? 'Enforce',
    names: app.names ?? {},
    fields: resolveFields(app.fields ?? {}),
    verify: resolveVerify(app.verify ?? {}),
    ...(sink === undefined ? {} : { sink }),
    written: new Set(Object.keys(app)),
  };
}
