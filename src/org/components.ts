import type { MetadataComponent } from '../metadata/component.js';
import { parse } from '../metadata/parse.js';
import { findType, findTypeBySuffix } from '../metadata/types.js';
import type { Org, PackageFile, WaitOptions } from './org.js';

/**
 * Reads every component of the given types that the org holds. Parts can have any name, so all of a type are read and
 * the owner element says whose they are.
 */
export async function readComponents(
  org: Org,
  types: readonly string[],
  wait: WaitOptions,
): Promise<readonly MetadataComponent[]> {
  const selection = types.map((type) => ({ type, members: [findType(type)?.member ?? '*'] }));
  const files = await org.retrieve(selection, wait);
  return files.flatMap((file) => componentOf(file) ?? []);
}

function componentOf({ path, text }: PackageFile): MetadataComponent | undefined {
  const [, fullName, suffix] = /([^/]+)\.(\w+)$/.exec(path) ?? [];
  const type = suffix === undefined ? undefined : findTypeBySuffix(suffix);
  if (fullName === undefined || type === undefined) return undefined;
  return parse(type.name, decodeURIComponent(fullName), text).component;
}
