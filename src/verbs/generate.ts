import { join } from 'node:path';
import type { ResolvedConfig } from '../config/model.js';
import type { WantedComponent } from '../metadata/component.js';
import { compose } from '../compose/compose.js';
import { renderManifest } from '../metadata/manifest.js';
import type { parse as Parse } from '../metadata/parse.js';
import { render } from '../metadata/render.js';
import { sourcePath, typeOfPath } from '../metadata/types.js';
import {
  PACKAGE_FOLDER,
  readSourceFiles,
  readTextFile,
  type SourceFile,
  writeSourceFiles,
} from '../project/source-files.js';

const MANIFEST = 'manifest/package.xml';

/** What {@link generate} works on. */
export interface GenerateOptions {
  readonly config: ResolvedConfig;
  /** Project folder. */
  readonly root: string;
  /** True writes nothing and only tells what would change. Default: false. */
  readonly check?: boolean;
  /** Folder that takes the place of the project folder. Default: the project folder. */
  readonly outputDir?: string;
}

/** One generated file. */
export interface GeneratedFile {
  /** Path below the project or output folder, with `/`. */
  readonly path: string;
  readonly state: 'created' | 'changed' | 'unchanged';
}

/** What {@link generate} did, or would do. */
export interface GenerateReport {
  readonly files: readonly GeneratedFile[];
  /** Files of apps in the config that the config no longer makes. */
  readonly warnings: readonly string[];
}

/**
 * Writes the metadata source and the manifest of a config: all files that differ, or none.
 *
 * Files that belong to no app of the config are left alone, and nothing is deleted.
 *
 * @throws EcaError WriteFailedError
 */
export async function generate(options: GenerateOptions): Promise<GenerateReport> {
  const folder = options.outputDir ?? options.root;
  const wanted = compose(options.config);
  const files = sourceOf(wanted, options.config.apiVersion);
  const states = await Promise.all(files.map((file) => stateOf(folder, file)));
  const report = files.map(({ path }, index) => ({ path, state: states[index] ?? 'unchanged' }));
  const warnings = await staleFiles(folder, options.config, new Set(files.map(({ path }) => path)));
  if (options.check !== true) {
    await writeSourceFiles(
      folder,
      files.filter((_, index) => states[index] !== 'unchanged'),
    );
  }
  return { files: report, warnings };
}

function sourceOf(wanted: readonly WantedComponent[], apiVersion: string): SourceFile[] {
  const source = wanted.map((component) => ({
    path: `${PACKAGE_FOLDER}/${sourcePath(component)}`,
    text: render(component),
  }));
  return [...source, { path: MANIFEST, text: renderManifest(wanted, apiVersion) }];
}

async function stateOf(folder: string, { path, text }: SourceFile): Promise<GeneratedFile['state']> {
  const found = await readTextFile(join(folder, path));
  if (found === undefined) return 'created';
  // Git may have given the file Windows line ends.
  return found.replaceAll('\r\n', '\n') === text ? 'unchanged' : 'changed';
}

async function staleFiles(folder: string, config: ResolvedConfig, written: ReadonlySet<string>): Promise<string[]> {
  const apps = new Set(config.apps.map(({ name }) => name));
  const isOtherPart = (path: string): boolean =>
    typeOfPath(path)?.role === 'part' && !written.has(`${PACKAGE_FOLDER}/${path}`);
  const files = (await readSourceFiles(join(folder, PACKAGE_FOLDER), isOtherPart)) ?? [];
  if (files.length === 0) return [];
  // The XML parser takes time to load, and mostly there is nothing to read.
  const { parse } = await import('../metadata/parse.js');
  return files.flatMap((file) => {
    const path = `${PACKAGE_FOLDER}/${file.path}`;
    const owner = ownerOf(file, parse);
    if (owner === undefined || !apps.has(owner)) return [];
    return [`${path} belongs to ${owner}, but the config does not make it. Delete it, or name the part under "names".`];
  });
}

function ownerOf({ path, text }: SourceFile, parse: typeof Parse): string | undefined {
  const type = typeOfPath(path);
  if (type?.owner === undefined) return undefined;
  const owner = parse(type.name, path, text).component?.fields[type.owner];
  return typeof owner === 'string' ? owner : undefined;
}
