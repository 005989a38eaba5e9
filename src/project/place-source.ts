import { findType, sourcePath, typeOfPath } from '../metadata/types.js';
import type { SourceLayout } from './source-layout.js';

/** What a component is known by: two files of one type and full name are one component. */
export function identityOf({ type, fullName }: { readonly type: string; readonly fullName: string }): string {
  return `${type}:${fullName.toLowerCase()}`;
}

/** Gives the component that a file in source format holds, by its name; undefined for other files. */
export function componentOf(path: string): { readonly type: string; readonly fullName: string } | undefined {
  const type = path.endsWith('-meta.xml') ? typeOfPath(path) : undefined;
  if (type === undefined) return undefined;
  return { type: type.name, fullName: path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+-meta\.xml$/, '') };
}

/** A component of some app, to be placed. */
interface Placeable {
  readonly type: string;
  readonly fullName: string;
  readonly app: string;
}

/** A component with the path of its file, or the paths between which nobody can choose for it. */
export interface PlacedComponent<T extends Placeable> {
  readonly component: T;
  readonly path: string;
  /** All files that hold the component, when none of them is in the default package. */
  readonly alternatives: readonly string[];
}

/** Gives the folder that holds the folder of a component's type. */
function baseOf(path: string, type: string): string {
  const folders = path.split('/').slice(0, -1);
  return (folders.at(-1) === findType(type)?.folder ? folders.slice(0, -1) : folders).join('/');
}

/**
 * Finds the path of each component's file: where the project has it already, else beside the other files of its app, else
 * in the folder for new files.
 *
 * @param paths - All files of the project that hold components, those of the default package first.
 */
export function placeSource<T extends Placeable>(
  components: readonly T[],
  paths: readonly string[],
  layout: SourceLayout,
): readonly PlacedComponent<T>[] {
  const [main = ''] = layout.packages;
  const inMain = (path: string): boolean => main === '' || path.startsWith(`${main}/`);
  const byIdentity = Map.groupBy(paths, (path) => identityOf(componentOf(path) ?? { type: '', fullName: path }));
  const found = components.map((component) => byIdentity.get(identityOf(component)) ?? []);
  const homes = new Map<string, string>();
  for (const [index, component] of components.entries()) {
    const path = found[index]?.find(inMain);
    if (path !== undefined && !homes.has(component.app)) homes.set(component.app, baseOf(path, component.type));
  }
  return components.map((component, index) => {
    const own = found[index] ?? [];
    const home = homes.get(component.app) ?? layout.newFiles;
    const chosen = own.find(inMain) ?? own[0] ?? [home, sourcePath(component)].filter((step) => step !== '').join('/');
    return { component, path: chosen, alternatives: own.length > 1 && !own.some(inMain) ? own : [] };
  });
}
