import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { MetadataType } from '../metadata/types.js';
import { metadataTypeOfFile } from '../metadata/types.js';
import type { SeedProblem } from './seed-error.js';
import { LocalOrgSeedError } from './seed-error.js';

/** A file of a component, in source or metadata format. */
export interface SourceFile {
  /** Below the folder. */
  readonly path: string;
  readonly type: MetadataType;
  readonly fullName: string;
}

/** What a folder of components holds. */
export interface SourceFolder {
  /** In the order in which components need each other. */
  readonly components: readonly SourceFile[];
  /** Paths of files that are no component of a type that the local org holds. */
  readonly unread: readonly string[];
}

/** Files that belong to a project and are no components. */
const BESIDE = /(^|[\\/])(\.[^\\/]*|package\.xml|destructiveChanges(Pre|Post)?\.xml|[^\\/]+\.(md|txt|ya?ml|json))$/;

/**
 * Lists a folder of components.
 *
 * @throws LocalOrgSeedError when it cannot be read, holds no component, or one twice.
 */
export function listSource(folder: string, file: string | undefined): SourceFolder {
  const paths = listFiles(folder, file);
  const components = paths
    .flatMap((path) => componentOf(path) ?? [])
    .sort((left, right) => left.type.rank - right.type.rank || (left.path < right.path ? -1 : 1));
  const unread = paths.filter((path) => componentOf(path) === undefined && !BESIDE.test(path)).sort();
  const problems = twice(components);
  if (components.length === 0) {
    const unreadFiles = unread.length === 0 ? '' : ` Not read: ${unread.slice(0, 5).join(', ')}.`;
    problems.push({ path: 'source', message: `holds no component that the local org knows.${unreadFiles}` });
  }
  if (problems.length > 0) throw new LocalOrgSeedError(problems, file);
  return { components, unread };
}

function componentOf(path: string): SourceFile | undefined {
  const type = metadataTypeOfFile(path);
  if (type === undefined) return undefined;
  const name = path.split(/[\\/]/).pop() ?? '';
  const fullName = name.replace(/-meta\.xml$/, '').slice(0, -type.suffix.length - 1);
  return fullName === '' ? undefined : { path, type, fullName };
}

function twice(components: readonly SourceFile[]): SeedProblem[] {
  return components.flatMap(({ path, type, fullName }, index) => {
    const first = components.findIndex((other) => other.type === type && other.fullName === fullName);
    if (first === index) return [];
    return [{ path: `source/${path}`, message: `is there twice, also as ${components[first]?.path ?? ''}` }];
  });
}

function listFiles(folder: string, file: string | undefined): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LocalOrgSeedError([{ path: 'source', message: `The folder cannot be read: ${reason}` }], file);
  }
}
