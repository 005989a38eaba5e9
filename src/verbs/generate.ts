import { join } from 'node:path';
import { compose } from '../compose/compose.js';
import type { ResolvedConfig } from '../config/model.js';
import type { WantedComponent } from '../metadata/component.js';
import { renderManifest } from '../metadata/manifest.js';
import type { OpenField } from '../metadata/open-field.js';
import { type NamedConfig, perEnvironment } from '../planning/per-environment.js';
import { type BesideFile, type PlacedField, withIgnored, withReplacements } from '../project/beside-pipeline.js';
import { type LeftOver, leftOverOf } from '../project/left-over.js';
import { componentOf, identityOf, placeSource, type PlacedComponent } from '../project/place-source.js';
import { findLayout, layoutLike, listLayout, type SourceLayout } from '../project/source-layout.js';
import { findSfdxProject } from '../project/sfdx-project.js';
import { readTextFile, type SourceFile } from '../project/source-files.js';
import { sourceTextOf } from '../project/source-text.js';
import { removeSourceFiles, writeSourceFiles } from '../project/write-source.js';
import { type ComponentName, withLeftOver, writtenBefore } from '../project/written-before.js';
import { PACKAGED_MANIFEST, packagedManifest, unpackageable, withOwnLinks } from './generate-packaged.js';
import { consumingMembers, consumingSource, leftCredentials } from './generate-consuming.js';

const MANIFEST = 'manifest/package.xml';

/** How another pipeline is to meet the files of the apps. */
export type BesidePipeline =
  /** It deploys them too, with values of its own where orgs differ. */
  | { readonly kind: 'replacements'; readonly environments: readonly NamedConfig[] }
  /** It passes over them. */
  | { readonly kind: 'forceignore' };

/** What {@link generate} works on. */
export interface GenerateOptions {
  readonly config: ResolvedConfig;
  /** Names of all apps of the config, when `config` holds but some of them. Default: those in `config`. */
  readonly allApps?: readonly string[] | undefined;
  /** Folder of the config. Source goes to the project around it, as `sfdx-project.json` says. */
  readonly root: string;
  /** True writes nothing and only tells what would change. Default: false. */
  readonly check?: boolean | undefined;
  /** True removes files of apps and parts that are no longer in the config. Default: false. */
  readonly prune?: boolean | undefined;
  /** Folder that takes the place of the project folder. Default: the project folder. */
  readonly outputDir?: string | undefined;
  /** What calls the apps is written too. Default: it is left as it is. */
  readonly namedCredentials?:
    | {
        /** My Domain of the org that has the apps. Default: the host that each Named Credential calls. */
        readonly myDomainUrl?: string | undefined;
      }
    | undefined;
  /** Gives the texts of the files too. Default: false. */
  readonly texts?: boolean | undefined;
  /** Default: no other pipeline is thought of; what a project replaces already stays so. */
  readonly beside?: BesidePipeline | undefined;
}

/** One generated file, or one that an earlier run generated. */
export interface GeneratedFile {
  /** Path below the project or output folder, with `/`. */
  readonly path: string;
  /** `stale`: of an app or part that is no longer in the config; `removed`: was so. */
  readonly state: 'created' | 'changed' | 'unchanged' | 'stale' | 'removed';
  /** What it holds, or would hold; absent unless asked for, and for one that is stale. */
  readonly text?: string | undefined;
}

/** What {@link generate} did, or would do. */
export interface GenerateReport {
  readonly files: readonly GeneratedFile[];
  /** Values that the other pipeline has to provide; absent unless asked for. */
  readonly replacements: readonly PlacedField[] | undefined;
  readonly warnings: readonly string[];
  /** Whether `sf` finds a project around the files, without which it deploys none of them. */
  readonly isInProject: boolean;
}

/** A file as it has to be, beside how it was found. */
interface WantedFile extends SourceFile {
  readonly state: 'created' | 'changed' | 'unchanged';
}

/**
 * Writes the metadata source and the manifest of a config: all files that differ in what they say, or none. A component
 * that the project has already is written where it lies.
 *
 * Files that neither belong to an app of the config nor come from an earlier run are left alone.
 *
 * @throws EcaError WriteFailedError, or SourceInvalidError for an `sfdx-project.json` that cannot be read
 */
export async function generate(options: GenerateOptions): Promise<GenerateReport> {
  const { config, root, outputDir, check = false, prune = false } = options;
  const layout = outputDir === undefined ? await findLayout(root) : await layoutLike(outputDir, root);
  const { namedCredentials } = options;
  const paths = await listLayout(layout, (path) => componentOf(path) !== undefined);
  const consuming =
    namedCredentials === undefined ? [] : await consumingSource(config, namedCredentials.myDomainUrl, layout, paths);
  const wanted = [...compose(config), ...consuming];
  const placed = placeSource(wanted, paths, layout);
  const planned = openFieldsOf(options, wanted, placed);
  const source = await sourceFiles(layout, placed, planned.fields, config);
  // A file that has a token of somebody's own there keeps it.
  const open = planned.fields.filter(({ path, token }) =>
    source.some((file) => file.path === path && file.text.includes(token)),
  );
  const before = (await readTextFile(join(layout.root, MANIFEST))) ?? '';
  const left = await leftOverIn(layout, paths, options, wanted, before);
  // What was not asked for is left as an earlier run wrote it.
  const kept = namedCredentials === undefined ? await consumingMembers(before) : [];
  const manifest = await manifestFile([...wanted, ...kept], config.apiVersion, before, prune ? [] : left.files);
  const beside = await besideFiles(options, layout, source, open);
  const packaged = await packagedFiles(options, wanted, layout);
  const files = [...source, manifest, ...packaged.files, ...beside];
  const leftPaths = [...left.files.map(({ path }) => path), ...packaged.left];
  if (!check) {
    await writeSourceFiles(
      layout.root,
      files.filter(({ state }) => state !== 'unchanged'),
    );
    if (prune) await removeSourceFiles(layout.root, leftPaths);
  }
  const leftState = prune && !check ? 'removed' : 'stale';
  return {
    files: [
      ...files.map(({ path, state, text }) => (options.texts === true ? { path, state, text } : { path, state })),
      ...leftPaths.map((path): GeneratedFile => ({ path, state: leftState })),
    ],
    replacements: options.beside?.kind === 'replacements' ? open : undefined,
    warnings: [
      ...planned.warnings,
      ...ambiguous(placed),
      ...left.warnings,
      ...unpackageable(config, placed, layout.project),
    ],
    isInProject: layout.project !== undefined || (await findSfdxProject(layout.root)) !== undefined,
  };
}

interface OpenFields {
  readonly fields: readonly PlacedField[];
  readonly warnings: readonly string[];
}

function openFieldsOf(
  { beside }: GenerateOptions,
  wanted: readonly WantedComponent[],
  placed: readonly PlacedComponent<WantedComponent>[],
): OpenFields {
  if (beside?.kind !== 'replacements') return { fields: [], warnings: [] };
  const { fields, warnings } = perEnvironment(wanted, beside.environments);
  const pathOf = (field: OpenField): string =>
    placed.find(({ component }) => identityOf(component) === identityOf(field))?.path ?? '';
  return { fields: fields.map((field) => ({ ...field, path: pathOf(field) })), warnings };
}

/** Gives the source as it has to be. Of several files between which nobody can choose, none is touched. */
async function sourceFiles(
  layout: SourceLayout,
  placed: readonly PlacedComponent<WantedComponent>[],
  open: readonly PlacedField[],
  config: ResolvedConfig,
): Promise<readonly WantedFile[]> {
  const certain = placed.filter(({ alternatives }) => alternatives.length === 0);
  return Promise.all(
    certain.map(async ({ component, path }): Promise<WantedFile> => {
      const previous = await readTextFile(join(layout.root, path));
      const own = open.filter((field) => field.path === path);
      const linked = await withOwnLinks(component, previous, config);
      const text = await sourceTextOf(linked, { path, previous, project: layout.project, open: own });
      return { path, text, state: stateOf(text, previous) };
    }),
  );
}

function stateOf(text: string, previous: string | undefined): WantedFile['state'] {
  if (previous === undefined) return 'created';
  return text === previous ? 'unchanged' : 'changed';
}

function ambiguous(placed: readonly PlacedComponent<WantedComponent>[]): readonly string[] {
  return placed
    .filter(({ alternatives }) => alternatives.length > 0)
    .map(
      ({ component: { type, fullName }, alternatives }) =>
        `${type} ${fullName} lies in ${alternatives.length} folders, and which of the files the config means is not to be told, so none was touched: ${alternatives.join(', ')}.`,
    );
}

async function leftOverIn(
  layout: SourceLayout,
  paths: readonly string[],
  { config, allApps, namedCredentials }: GenerateOptions,
  wanted: readonly WantedComponent[],
  manifest: string,
): Promise<LeftOver> {
  const kept = new Set(wanted.map(identityOf));
  const others = paths.filter((path) => !kept.has(identityOf(componentOf(path) ?? { type: '', fullName: '' })));
  // The XML parser takes time to load, and mostly there is nothing to read.
  if (others.length === 0) return { files: [], warnings: [] };
  const { parseManifest } = await import('../metadata/parse-manifest.js');
  const apps = config.apps.map(({ name }) => name);
  const before = writtenBefore(manifest, parseManifest(manifest));
  const left = await leftOverOf(layout.root, others, { apps, allApps: allApps ?? apps, before });
  // Those of apps that are not worked on now are not known.
  const isWhole = namedCredentials !== undefined && (allApps ?? apps).every((app) => apps.includes(app));
  if (!isWhole) return left;
  const isWritten = (each: ComponentName): boolean => before.has(identityOf(each));
  return { ...left, files: [...left.files, ...leftCredentials(others, isWritten)] };
}

async function manifestFile(
  wanted: readonly ComponentName[],
  apiVersion: string,
  previous: string,
  leftOver: LeftOver['files'],
): Promise<WantedFile> {
  const text = withLeftOver(renderManifest(wanted, apiVersion), leftOver);
  if (previous === '') return { path: MANIFEST, text, state: 'created' };
  if (previous.replaceAll('\r\n', '\n') === text) return { path: MANIFEST, text, state: 'unchanged' };
  const { parseManifest, sameManifest } = await import('../metadata/parse-manifest.js');
  const isSame =
    sameManifest(parseManifest(previous), parseManifest(text)) &&
    writtenBefore(previous, parseManifest(previous)).size === writtenBefore(text, parseManifest(text)).size;
  return { path: MANIFEST, text, state: isSame ? 'unchanged' : 'changed' };
}

/** The manifest of what goes into packages, or the one of an earlier run that nothing is left for. */
async function packagedFiles(
  { config, allApps }: GenerateOptions,
  wanted: readonly WantedComponent[],
  { root }: SourceLayout,
): Promise<{ readonly files: readonly WantedFile[]; readonly left: readonly string[] }> {
  const previous = (await readTextFile(join(root, PACKAGED_MANIFEST)))?.replaceAll('\r\n', '\n');
  const text = packagedManifest(config, wanted);
  if (text !== undefined)
    return { files: [{ path: PACKAGED_MANIFEST, text, state: stateOf(text, previous) }], left: [] };
  const isLeft = previous !== undefined && (allApps ?? []).length <= config.apps.length;
  return { files: [], left: isLeft ? [PACKAGED_MANIFEST] : [] };
}

async function besideFiles(
  { beside }: GenerateOptions,
  layout: SourceLayout,
  source: readonly WantedFile[],
  open: readonly PlacedField[],
): Promise<readonly WantedFile[]> {
  if (beside === undefined) return [];
  const file: BesideFile | undefined =
    beside.kind === 'replacements'
      ? await withReplacements(layout.project, layout.root, open)
      : await withIgnored(
          layout.root,
          source.map(({ path }) => path),
        );
  return file === undefined ? [] : [{ path: file.path, text: file.text, state: stateOf(file.text, file.previous) }];
}
