import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { EcaError } from '../errors.js';
import { findConfigFile } from './config-discovery.js';
import { readJson } from './config-json.js';
import { readScript, type ScriptGuard } from './config-script.js';
import { readLayers, sourceOf } from './config-layers.js';
import type { ConfigContent, ConfigFileName, ConfigLayer, ConfigSource } from './config-source.js';
import { unreadable } from './config-unreadable.js';
import { readYaml } from './config-yaml.js';
import { refuseUnreadable } from './regular-file.js';

const MOST_BYTES = 1024 * 1024;

/** Which config to read. */
export interface ReadConfigOptions {
  /** Working directory. The search begins here, and relative paths do. */
  readonly cwd: string;
  /** The file. Default: `eca.config.*` in the working directory or the nearest folder above it. */
  readonly path?: string | undefined;
  /** Runs a config that is a script. Default: nothing guards the process against it. */
  readonly guard?: ScriptGuard | undefined;
}

async function readText({ path, displayPath }: ConfigFileName): Promise<string> {
  const opened = refuseUnreadable(path).then(() => open(path));
  const file = await opened.catch((cause: unknown) => {
    const message = `${displayPath} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}).`;
    throw new EcaError({ name: 'ConfigNotFoundError', message, actions: ['Make the file readable.'], cause });
  });
  try {
    const { size } = await file.stat();
    if (size > MOST_BYTES) {
      const message = `The file has ${size} bytes; a config has at most ${MOST_BYTES}.`;
      throw unreadable(displayPath, [{ message, action: 'Name the config itself; it is smaller than that.' }]);
    }
    return decode(await file.readFile(), displayPath);
  } finally {
    await file.close();
  }
}

function decode(bytes: Uint8Array, displayPath: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const action = 'Save the file as UTF-8.';
    throw unreadable(displayPath, [{ message: 'The file is not text in UTF-8.', action }], cause);
  }
}

async function readContent(file: ConfigFileName, guard: ScriptGuard | undefined): Promise<ConfigContent> {
  switch (extname(file.path).toLowerCase()) {
    case '.yaml':
    case '.yml':
      return readYaml(await readText(file), file.displayPath);
    case '.json':
      return readJson(await readText(file), file.displayPath);
    case '.ts':
    case '.mts':
    case '.js':
    case '.mjs':
      await readText(file);
      return readScript(file, guard);
    default: {
      const message = 'The name does not say which kind of config it is.';
      const action = 'Let it end in .yaml, .yml, .json, .ts, .mts, .js or .mjs.';
      throw unreadable(file.displayPath, [{ message, action }]);
    }
  }
}

/**
 * Reads the config file, as YAML, JSON or a program, by its name, and the files that it extends.
 *
 * @throws EcaError ConfigNotFoundError when there is no file to read, ConfigUnreadableError when it cannot be understood.
 */
export async function readConfigFile(options: ReadConfigOptions): Promise<ConfigSource> {
  const { cwd, path, guard } = options;
  const file = await findConfigFile(cwd, path);
  const read = async (name: ConfigFileName): Promise<ConfigLayer> => ({ ...name, ...(await readContent(name, guard)) });
  return sourceOf(file, await readLayers(file, cwd, read));
}
