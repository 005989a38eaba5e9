import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { mergeConfigs } from '../config/merge.js';
import { withMovedPaths } from '../config/paths.js';
import { hasPlaceholder } from '../config/placeholders.js';
import { EcaError } from '../errors.js';
import { describeValue, isMap, toPlainData, valueAt } from '../plain-data.js';
import { type ConfigPath, sentence, show, spellPath } from '../problem.js';
import { findConfigFile } from './config-discovery.js';
import type { ConfigFileName, ConfigLayer, ConfigSource, FilePlace } from './config-source.js';
import { unreadable } from './config-unreadable.js';

/** Key by which a config names the one that it lies over. */
const KEY = 'extends';

/** Most files that one config is made of; what is longer is made by a program gone wrong. */
const MOST_FILES = 32;

const CHECK_PATH = 'Check the path; it begins at the folder of the file that names it.';

/** Reads one file, whatever it extends. */
type ReadLayer = (file: ConfigFileName) => Promise<ConfigLayer>;

type Layers = readonly [ConfigLayer, ...ConfigLayer[]];

/**
 * Reads a config and, one after the other, the files that it extends.
 *
 * @throws EcaError ConfigUnreadableError at the key that names a file which cannot be read, is read already, or is none.
 */
export async function readLayers(file: ConfigFileName, cwd: string, read: ReadLayer): Promise<Layers> {
  const main = await read(file);
  const layers: [ConfigLayer, ...ConfigLayer[]] = [main];
  const seen = [await realpath(file.path)];
  for (let layer: ConfigLayer | undefined = main; layer !== undefined;) {
    layer = await extendedBy(layer, { cwd, read, layers, seen });
    if (layer !== undefined) layers.push(layer);
  }
  return layers;
}

interface Chain {
  readonly cwd: string;
  readonly read: ReadLayer;
  readonly layers: readonly ConfigLayer[];
  /** Files that were read, behind links. */
  readonly seen: string[];
}

async function extendedBy(layer: ConfigLayer, { cwd, read, layers, seen }: Chain): Promise<ConfigLayer | undefined> {
  const named = valueAt(layer.value, [KEY]);
  if (named === undefined) return undefined;
  if (typeof named !== 'string')
    throw refused(layer, `extends is ${describeValue(named)}.`, 'Write the path of one file.');
  refuseOddName(layer, named);
  const file = await findExtended(layer, named, cwd);
  const real = await realpath(file.path);
  if (seen.includes(real)) throw circle(layer, layers, file);
  if (layers.length >= MOST_FILES) {
    throw refused(
      layer,
      `The config is made of more than ${MOST_FILES} files.`,
      'Put several of them together into one.',
    );
  }
  seen.push(real);
  return read(file).catch((cause: unknown) => {
    throw brokenBelow(layer, named, cause);
  });
}

function refuseOddName(layer: ConfigLayer, named: string): void {
  if (named.trim() === '') throw refused(layer, 'extends names no file.', 'Name a config, or remove the key.');
  if (hasPlaceholder(named)) {
    const action = 'Write the path itself; ${env:NAME} works in the values of both files.';
    throw refused(layer, `extends takes no variables, and it is ${show(named)}.`, action);
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(named)) {
    throw refused(layer, `extends takes a file, and ${show(named)} is an address.`, 'Keep a copy beside the config.');
  }
}

async function findExtended(layer: ConfigLayer, named: string, cwd: string): Promise<ConfigFileName> {
  const path = resolve(dirname(layer.path), named);
  return findConfigFile(cwd, path).catch((cause: unknown) => {
    if (!(cause instanceof EcaError)) throw cause;
    const [action = CHECK_PATH] = cause.actions;
    throw refused(layer, `extends names ${show(named)}. ${cause.message}`, action, cause);
  });
}

function refused(layer: ConfigLayer, message: string, action: string, cause?: unknown): EcaError {
  return unreadable(layer.displayPath, [{ position: layer.locate([KEY]), message, action }], cause);
}

function circle(layer: ConfigLayer, layers: readonly ConfigLayer[], file: ConfigFileName): EcaError {
  const way = [...layers, file].map(({ displayPath }) => displayPath).join(' -> ');
  return refused(layer, `The configs extend each other in a circle: ${way}.`, `Take one "${KEY}" of these files out.`);
}

/** Says where the broken file is named, and then all that is wrong in it. */
function brokenBelow(layer: ConfigLayer, named: string, cause: unknown): unknown {
  if (!(cause instanceof EcaError)) return cause;
  const [first = CHECK_PATH, ...more] = cause.actions;
  const outer = refused(layer, `extends names ${show(named)}, which cannot be read. ${cause.message}`, first, cause);
  return new EcaError({
    name: 'ConfigUnreadableError',
    message: outer.message,
    actions: [first, ...more],
    problems: [...outer.problems, ...cause.problems],
    cause,
  });
}

/** Gives the relative paths of an extended file as the main config would write them. */
function inFolderOf(root: string, layer: ConfigLayer): unknown {
  const from = dirname(layer.path);
  if (from === root) return layer.value;
  return withMovedPaths(layer.value, (path, kind) => {
    // A program without a folder is looked for in PATH; a variable at the beginning may be a whole path.
    if (isAbsolute(path) || path.startsWith('${') || (kind === 'program' && !path.includes('/'))) return path;
    const moved = relative(root, resolve(from, path)).split(sep).join('/');
    return kind === 'program' && !moved.includes('/') ? `./${moved}` : moved;
  });
}

const withoutKey = (value: unknown): unknown =>
  isMap(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== KEY)) : value;

/** A program can export what no other file can be laid over, such as a value that contains itself. */
function plainLayer(layer: ConfigLayer): ConfigLayer {
  const { value, problems } = toPlainData(layer.value);
  const [first, ...more] = problems.map(({ path, message, action }) => ({
    message: `${spellPath(path)}: ${message}`,
    action,
  }));
  if (first !== undefined) throw unreadable(layer.displayPath, [first, ...more]);
  if (isMap(value)) return { ...layer, value };
  const action = 'Describe apps or environments in it.';
  throw unreadable(layer.displayPath, [{ message: `The file holds ${sentence(describeValue(value))}`, action }]);
}

/** Makes one config out of its files. */
export function sourceOf(file: ConfigFileName, layers: Layers): ConfigSource {
  const root = dirname(file.path);
  const [main, ...extended] = layers;
  const value =
    extended.length === 0
      ? main.value
      : layers
          .map((layer) => withoutKey(inFolderOf(root, plainLayer(layer))))
          .reduceRight((below, above) => mergeConfigs(below, above));
  return { ...file, root, value, layers, place: (path) => placeIn(layers, path) };
}

/** The topmost file that says the value counts; where none does, the one that says most of what is around it. */
function placeIn(layers: Layers, path: ConfigPath): FilePlace {
  const depthIn = ({ value }: ConfigLayer): number =>
    path.filter((_, index) => valueAt(value, path.slice(0, index + 1)) !== undefined).length;
  const [layer] = layers.toSorted((a, b) => depthIn(b) - depthIn(a));
  const { displayPath, locate } = layer ?? layers[0];
  return { file: displayPath, ...locate(path) };
}
