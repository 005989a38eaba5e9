import { join } from 'node:path';
import { findType } from '../metadata/types.js';
import { componentOf, identityOf } from './place-source.js';
import { readTextFile } from './source-files.js';
import type { ComponentName } from './written-before.js';

/** Files of an earlier run whose app or part is no longer in the config. */
export interface LeftOver {
  readonly files: readonly (ComponentName & { readonly path: string })[];
  readonly warnings: readonly string[];
}

/** What tells files that are left over from those of somebody else. */
export interface Ownership {
  /** Apps that are worked on. */
  readonly apps: readonly string[];
  /** All apps of the config. */
  readonly allApps: readonly string[];
  /** Identities of what an earlier run wrote. */
  readonly before: ReadonlySet<string>;
}

/** Gives the app that a file belongs to, or that it is. */
async function ownerOf(root: string, path: string): Promise<string | undefined> {
  const component = componentOf(path);
  const type = component === undefined ? undefined : findType(component.type);
  if (component === undefined || type?.role === 'app') return component?.fullName;
  const text = type?.owner === undefined ? undefined : await readTextFile(join(root, path));
  if (type?.owner === undefined || text === undefined) return undefined;
  const { parse } = await import('../metadata/parse.js');
  const owner = parse(component.type, component.fullName, text).component?.fields[type.owner];
  return typeof owner === 'string' ? owner.trim() : undefined;
}

/**
 * Finds what is left over among files that the config does not make.
 *
 * @param paths - Files of components, below the root.
 */
export async function leftOverOf(root: string, paths: readonly string[], known: Ownership): Promise<LeftOver> {
  const { apps, allApps, before } = known;
  const owned = await Promise.all(
    paths.flatMap((path) => {
      const component = componentOf(path);
      const isOfApp = component !== undefined && findType(component.type)?.role !== 'other';
      return isOfApp ? [ownerOf(root, path).then((owner) => ({ ...component, path, owner }))] : [];
    }),
  );
  const concerned = owned.filter(
    ({ owner }) => owner !== undefined && (apps.includes(owner) || !allApps.includes(owner)),
  );
  const isLeft = (each: ComponentName): boolean => before.has(identityOf(each));
  return {
    files: concerned.filter(isLeft).map(({ type, fullName, path }) => ({ type, fullName, path })),
    warnings: concerned
      .filter(({ owner = '' }) => apps.includes(owner))
      .map(
        ({ path, owner = '' }) =>
          `${path} belongs to ${owner}, but the config does not make it. Delete it, or name the part under "names".`,
      ),
  };
}
