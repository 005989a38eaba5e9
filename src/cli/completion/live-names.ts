import { readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { isMap, type PlainMap } from '../../plain-data.js';
import type { Candidate } from './wanted.js';

/** Names of configs that can be read without running anything. */
const CONFIGS = ['eca.config.yaml', 'eca.config.yml', 'eca.config.json'];
/** Largest file that is worth waiting for while somebody types. */
const MOST_BYTES = 500_000;
const MOST_FILES = 32;

/** Names of the files in which `sf` keeps a login, `USERNAME.json`. */
const LOGIN = /^([^.][^@]*@[^.]+(?:\.[^.\s]+)+)\.json$/;

/** Gives the names below a key of the config and of what it extends. A config that is a program is never run. */
export function configNames(key: 'environments' | 'apps', cwd: string, named?: string): readonly Candidate[] {
  const path = named === undefined ? upward(cwd) : resolve(cwd, named);
  const names = new Set<string>();
  for (const layer of layers(path).toReversed()) {
    const map = layer[key];
    if (!isMap(map)) continue;
    for (const [name, value] of Object.entries(map)) {
      // In a config that lies over another, null takes out.
      if (value === null) names.delete(name);
      else names.add(name);
    }
  }
  return [...names].map((value) => ({ value }));
}

function upward(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = CONFIGS.map((name) => join(folder, name)).find((path) => isReadable(path));
    if (found !== undefined || dirname(folder) === folder) return found;
  }
}

/** Gives the maps of a config and of the files that it extends, the topmost first. */
function layers(path: string | undefined): readonly PlainMap[] {
  const maps: PlainMap[] = [];
  for (let file = path; file !== undefined && maps.length < MOST_FILES;) {
    const map = readMap(file);
    if (map === undefined) break;
    maps.push(map);
    file = typeof map.extends === 'string' ? resolve(dirname(file), map.extends) : undefined;
  }
  return maps;
}

/** A named pipe would block for good. */
function isReadable(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size <= MOST_BYTES;
}

function readMap(path: string): PlainMap | undefined {
  if (!isReadable(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  // A file that is being written may have mistakes: what stands in it counts all the same.
  const value: unknown = extname(path) === '.json' ? JSON.parse(text) : fromYaml(text);
  return isMap(value) ? value : undefined;
}

function fromYaml(text: string): unknown {
  return parseDocument(text, { merge: true, uniqueKeys: false }).toJS({ maxAliasCount: 100 });
}

/** Gives the aliases and usernames of the orgs that `sf` knows, as it keeps them in the home folder. */
export function orgNames(home: string = homedir()): readonly Candidate[] {
  const folder = join(home, '.sfdx');
  const aliases = aliasesOf(join(folder, 'alias.json'));
  const logins = filesIn(folder).flatMap((name) => LOGIN.exec(name)?.[1] ?? []);
  return [
    ...Object.entries(aliases).map(([value, username]) => ({ value, about: String(username) })),
    ...logins.map((value) => ({ value })),
  ];
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function aliasesOf(path: string): PlainMap {
  try {
    const value = readMap(path);
    return isMap(value?.orgs) ? value.orgs : {};
  } catch {
    return {}; // A file that is being written gives no aliases; the logins count all the same.
  }
}
