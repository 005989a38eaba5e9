import { EcaError } from '../errors.js';
import type { MetadataComponent } from '../metadata/component.js';
import { parse } from '../metadata/parse.js';
import { findType, findTypeBySuffix } from '../metadata/types.js';
import type { Org, PackageFile } from './org.js';
import type { Bounds } from '../work.js';

/** Reads every component of the given types that the org holds, of any app. */
export async function readComponents(
  org: Org,
  types: readonly string[],
  wait: Bounds,
): Promise<readonly MetadataComponent[]> {
  // A retrieve that asks for nothing is refused.
  if (types.length === 0) return [];
  return componentsIn(await org.retrieve(selectionOf(types), wait));
}

/** Gives what a retrieve asks for to read every component of the given types. */
export function selectionOf(
  types: readonly string[],
): readonly { readonly type: string; readonly members: string[] }[] {
  return types.map((type) => ({ type, members: [findType(type)?.member ?? '*'] }));
}

/**
 * Reads the components out of files of a retrieve.
 *
 * @param mayConcern - Tells whether a file is worth reading. Default: every file is.
 */
export function componentsIn(
  files: readonly PackageFile[],
  mayConcern: (file: PackageFile) => boolean = () => true,
): readonly MetadataComponent[] {
  return files.flatMap((file) => (mayConcern(file) ? (componentOf(file) ?? []) : []));
}

function componentOf({ path, text }: PackageFile): MetadataComponent | undefined {
  const [, fullName, suffix] = /([^/]+)\.(\w+)$/.exec(path) ?? [];
  const type = suffix === undefined ? undefined : findTypeBySuffix(suffix);
  if (fullName === undefined || type === undefined) return undefined;
  // A settings file can be one of other settings.
  if (type.member !== undefined && type.member !== fullName) return undefined;
  const { component, problems } = parse(type.name, decodeURIComponent(fullName), text);
  // Taking it for absent would make a deploy write over what the org holds.
  if (component === undefined) throw unreadable(path, problems[0]?.message ?? '');
  return component;
}

function unreadable(path: string, why: string): EcaError {
  return new EcaError({
    name: 'OrgRequestFailedError',
    message: `The org gave back ${path} in a form that cannot be read: ${why}`,
    actions: ['Retrieve the component with `sf project retrieve start`, and report the file without its values.'],
  });
}
