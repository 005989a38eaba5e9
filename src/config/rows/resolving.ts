import { withoutNamespace } from '../../metadata/namespace.js';
import { toMetadataScope } from '../../metadata/scopes.js';
import type { AppSurroundings } from '../key-row.js';
import type { CredentialsConfig, ResolvedApp, VerifyConfig } from '../model.js';
import { sourceOf, takeSecrets } from '../secret-fields.js';
import { withSuffix } from '../username.js';

/** Gives scopes by their metadata names, each once. */
export function metadataScopes(names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => toMetadataScope(name) ?? []))];
}

/** Gives the checks with scopes by their metadata names. */
export function expectedScopes(verify: VerifyConfig): VerifyConfig {
  const { expectScopes, ...rest } = verify;
  return expectScopes === undefined ? rest : { ...rest, expectScopes: metadataScopes(expectScopes) };
}

/** Gives fields with the sources of their secrets. */
export function withSecretSources(fields: Readonly<Record<string, Readonly<Record<string, unknown>>>>): unknown {
  return Object.fromEntries(Object.entries(fields).map(([type, values]) => [type, takeSecrets(type, values).fields]));
}

/** Gives where key and secret come from; they are read only where they are used. */
export function pairSources(credentials: CredentialsConfig | undefined): unknown {
  if (credentials === undefined) return undefined;
  const { key, secret } = credentials;
  return { key: sourceOf(key) ?? key, secret: sourceOf(secret) };
}

/** Gives entries without repetition. */
export function unique(items: readonly string[]): readonly string[] {
  return [...new Set(items)];
}

/** Gives the run-as user with the environment's suffix. */
export function suffixed(username: string | undefined, { runAsUserSuffix }: AppSurroundings): string | undefined {
  return username === undefined ? undefined : withSuffix(username, runAsUserSuffix);
}

/** Gives the sink of the app, else that of its surroundings. */
export function surroundingSink(sink: ResolvedApp['sink'], around: AppSurroundings): ResolvedApp['sink'] {
  return sink ?? around.sink;
}

/** Gives the label of an app; without one, which a publisher's app may be, its name in words. */
export function labelOr(written: string | undefined, { name = '' }: AppSurroundings): string {
  return written ?? withoutNamespace(name).replace(/_+/g, ' ');
}
