import { extname, relative, resolve, sep } from 'node:path';
import type { CertificateTexts } from '../config/certificate-files.js';
import { EcaError } from '../errors.js';
import { show } from '../problem.js';
import { readCertificates } from './certificate-files.js';
import { configFileUpward } from './config-discovery.js';
import { readConfigFile } from './config-file.js';
import { readJson } from './config-json.js';
import type { ScriptGuard } from './config-script.js';
import type { ConfigLayer } from './config-source.js';
import type { ConfigFormat } from './config-text.js';
import { readYaml } from './config-yaml.js';
import { withoutByteOrderMark } from './file-error.js';
import { readTextFile } from './source-files.js';

/** A config file that is to be written, whether it is there or not. */
export interface ConfigTarget {
  readonly path: string;
  /** Path from the working directory, with `/`. */
  readonly displayPath: string;
  readonly format: ConfigFormat;
  /** Absent when there is no file yet, or nothing in it. */
  readonly text?: string | undefined;
  /** What the file says, laid over what the files say that it extends; absent when there is none. */
  readonly value?: unknown;
  /** The file and those that it extends; absent when there is none. */
  readonly layers?: readonly ConfigLayer[] | undefined;
  /** Certificates that it names by their files; absent when there is none. */
  readonly certificates?: CertificateTexts | undefined;
  /** Reads a text as the config is read. @throws EcaError ConfigUnreadableError */
  readonly read: (text: string) => unknown;
}

/** Which config to write. */
export interface TargetOptions {
  readonly cwd: string;
  /** Default: `eca.config.*` here or in a folder above, else `eca.config.yaml` here. */
  readonly named?: string | undefined;
  readonly guard?: ScriptGuard | undefined;
}

const DEFAULT_NAME = 'eca.config.yaml';

const FORMATS: Readonly<Record<string, ConfigFormat>> = {
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.json': 'json',
  ...Object.fromEntries(['.ts', '.mts', '.js', '.mjs'].map((ending) => [ending, 'script' as const])),
};

/**
 * Finds the config that is to be written, and reads it when it is there.
 *
 * @throws EcaError UsageError for a file that cannot be a config, and what reading a config throws
 */
export async function findConfigTarget({ cwd, named, guard }: TargetOptions): Promise<ConfigTarget> {
  const path =
    named === undefined ? ((await configFileUpward(cwd)) ?? resolve(cwd, DEFAULT_NAME)) : resolve(cwd, named);
  const displayPath = relative(cwd, path).split(sep).join('/');
  const format = FORMATS[extname(path).toLowerCase()];
  if (format === undefined) {
    throw new EcaError({
      name: 'UsageError',
      message: `${show(displayPath)} is not the name of a config.`,
      actions: [`Give it one of the endings ${Object.keys(FORMATS).join(', ')}.`],
    });
  }
  const read = (text: string): unknown => (format === 'json' ? readJson : readYaml)(text, displayPath).value;
  const text = await readTextFile(path);
  // A file in which nothing stands is one that was just made.
  if (text === undefined || withoutByteOrderMark(text).trim() === '') return { path, displayPath, format, read };
  const { value, root, layers } = await readConfigFile({ cwd, path, guard });
  const certificates = await readCertificates(value, root);
  return { path, displayPath, format, text, value, layers, read, certificates };
}
