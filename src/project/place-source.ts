import { findType, sourcePath, typeOfPath } from '../metadata/types.js';
import { joined, type SourceLayout } from './source-layout.js';

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

/** A component with the path of its file; empty when nobody can choose for it. */
export interface PlacedComponent<T extends Placeable> {
  readonly component: T;
  readonly path: string;
  /** All files that hold the component, when nobody can tell which of them is meant. */
  readonly alternatives: readonly string[];
}

/** Gives the folder that holds the folder of a component's type. */
function baseOf(path: string, type: string): string {
  const folders = path.split('/').slice(0, -1);
  return (folders.at(-1) === findType(type)?.folder ? folders.slice(0, -1) : folders).join('/');
}

const isBelow = (path: string, folder: string): boolean => folder === '' || path.startsWith(`${folder}/`);

/** Finds where the files of each app lie in the default package: there where its own file does, else a part that has but one. */
function homesOf(
  components: readonly Placeable[],
  found: readonly (readonly string[])[],
  mainPackage: string,
): ReadonlyMap<string, string> {
  const single = components.flatMap((component, index) => {
    const [path, ...others] = found[index] ?? [];
    const isCertain = path !== undefined && others.length === 0 && isBelow(path, mainPackage);
    return !isCertain ? [] : [{ component, home: baseOf(path, component.type) }];
  });
  const isApp = ({ component }: { readonly component: Placeable }): boolean => findType(component.type)?.role === 'app';
  const inOrder = [...single.filter((each) => !isApp(each)).toReversed(), ...single.filter(isApp)];
  return new Map(inOrder.map(({ component, home }) => [component.app, home]));
}

/** Finds the one of several files that the base config means; undefined when that is not to be told. */
function chosenOf(own: readonly string[], home: string, { newFiles, packages }: SourceLayout): string | undefined {
  for (const folder of [newFiles, home, packages[0] ?? '']) {
    const there = own.filter((path) => isBelow(path, folder));
    if (there.length === 1) return there[0];
  }
  return undefined;
}

/**
 * Finds the path of each component's file: where the project has it already, else beside the other files of its app, else
 * in the folder for new files. Of several files that hold it, the one in the folder for new files is meant, else the one
 * beside the app's own file, else the only one in the default package.
 *
 * @param paths - All files of the project that hold components.
 */
export function placeSource<T extends Placeable>(
  components: readonly T[],
  paths: readonly string[],
  layout: SourceLayout,
): readonly PlacedComponent<T>[] {
  const byIdentity = Map.groupBy(paths, (path) => identityOf(componentOf(path) ?? { type: '', fullName: path }));
  const found = components.map((component) => byIdentity.get(identityOf(component)) ?? []);
  const homes = homesOf(components, found, layout.packages[0] ?? '');
  return components.map((component, index) => {
    const own = found[index] ?? [];
    const home = homes.get(component.app) ?? layout.newFiles;
    if (own.length === 0) {
      return { component, path: joined(home, sourcePath(component)), alternatives: [] };
    }
    const chosen = own.length === 1 ? own[0] : chosenOf(own, home, layout);
    return { component, path: chosen ?? '', alternatives: chosen === undefined ? own : [] };
  });
}
