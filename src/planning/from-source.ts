import { join, relative, sep } from 'node:path';
import type { ResolvedConfig } from '../config/model.js';
import { EcaError, type Problem } from '../errors.js';
import type { MetadataComponent, WantedComponent } from '../metadata/component.js';
import { findField } from '../metadata/field-table.js';
import { parse, type ParseProblem } from '../metadata/parse.js';
import { appOf } from '../metadata/parts.js';
import { mayBeReviewed } from '../metadata/review/review-file.js';
import { reviewSource } from '../metadata/review.js';
import { saysTheSame } from '../metadata/same-component.js';
import { findType } from '../metadata/types.js';
import { leftOut } from '../project/force-ignore.js';
import { componentOf, identityOf } from '../project/place-source.js';
import { tokensOf } from '../project/replacements.js';
import {
  type DeployedFile,
  type DeployedSource,
  findLayout,
  readDeployed,
  type SourceLayout,
} from '../project/source-layout.js';
import { chooseVersion } from '../project/source-version.js';
import { askedOfConsuming, consumingOfFile, type AskedOfConsuming } from './source-consuming.js';
import type { Variables } from '../plain-data.js';

/** A component of the source, with the file that holds it; `component` is absent where the file cannot be read. */
interface SourceComponent {
  readonly path: string;
  readonly component: MetadataComponent | undefined;
  /** What is wrong with the file, by itself. */
  readonly problems: readonly ParseProblem[];
}

/** A component that the source wants, and the file that says so, as it is shown. */
export interface WantedOfFile extends WantedComponent {
  readonly file: string;
}

/** What the source of a config's apps says, and what is wrong with its files. */
export interface SourceOfApps {
  readonly components: readonly WantedOfFile[];
  /** What calls the apps, as far as the config names it and the source has files of it. */
  readonly consuming: readonly WantedOfFile[];
  /** What `eca validate` says of these files. */
  readonly problems: readonly Problem[];
}

/**
 * Reads the components of a config's apps out of the project's source, as a deploy of it by `sf` would send them, to
 * compare them with an org. Every field that stands in a file counts, since a deploy of that file would set it; what the
 * org fills in does not.
 *
 * @throws SourceInvalidError when the source has nothing of these apps, a file cannot be read, or several files hold one
 * component and do not say the same.
 */
export async function readSource(root: string, config: ResolvedConfig, env: Variables): Promise<SourceOfApps> {
  const layout = await findLayout(root);
  const shown = (path: string): string => relative(root, join(layout.root, path)).split(sep).join('/');
  const apps = new Set(config.apps.map(({ name }) => name));
  const asked = askedOfConsuming(config);
  const source = await readDeployed(layout, (path) => mayBeReviewed(path) || isConsuming(path, asked), env);
  const components = source.files.filter(({ path }) => isOfApp(path)).map(readComponent);
  const calling = source.files.filter(({ path }) => isConsuming(path, asked)).map(readComponent);
  const problems = [
    ...(await problemsOf(layout, source, config, shown)),
    ...calling.flatMap((each) => problemsIn(each, shown)),
  ];
  const unreadable = [...components, ...calling].find(({ component }) => component === undefined);
  if (unreadable !== undefined) throw cannotRead(shown(unreadable.path), problems);
  const wanted = onePerComponent(components.filter((each) => wantedOf(each, apps, shown) !== undefined));
  if (wanted.length === 0) throw nothingOf(layout, [...apps], source.leftOut);
  const others = new Set(components.filter((each) => isOfOthers(each, apps)).map(({ path }) => shown(path)));
  return {
    components: wanted.flatMap((each) => wantedOf(each, apps, shown) ?? []).sort((a, b) => orderOf(a) - orderOf(b)),
    consuming: onePerComponent(calling).flatMap((each) => callingOf(each, asked, shown) ?? []),
    problems: problems.filter(({ file }) => !others.has(file ?? '')),
  };
}

/** A file of what the config names as calling its apps. */
function isConsuming(path: string, asked: AskedOfConsuming): boolean {
  const component = componentOf(path);
  return component !== undefined && asked.has(identityOf(component));
}

function problemsIn({ path, problems }: SourceComponent, shown: (path: string) => string): readonly Problem[] {
  return problems.map((problem) => ({ level: 'error', kind: 'unreadable-file', file: shown(path), ...problem }));
}

function callingOf(
  { path, component }: SourceComponent,
  asked: AskedOfConsuming,
  shown: (path: string) => string,
): WantedOfFile | undefined {
  const wanted = component === undefined ? undefined : consumingOfFile(component, asked);
  return wanted === undefined ? undefined : { ...wanted, file: shown(path) };
}

/** Says of the files what `eca validate` says of them. */
async function problemsOf(
  { project, root: folder }: SourceLayout,
  { files, leftOut: ignored }: DeployedSource,
  { apiVersion: ofConfig }: ResolvedConfig,
  shown: (path: string) => string,
): Promise<readonly Problem[]> {
  const written = project?.apiVersion === undefined ? ofConfig : undefined;
  const { apiVersion } = await chooseVersion(written, project, folder, folder);
  const texts = files.map(async ({ path, text }) => ({
    path: shown(path),
    text,
    tokens: project === undefined ? [] : await tokensOf(project, path, text),
  }));
  return [...reviewSource(await Promise.all(texts), apiVersion), ...ignored.map((path) => leftOut(shown(path)))];
}

/** Other metadata of a project is not read: it has no part in the comparison. */
function isOfApp(path: string): boolean {
  const type = findType(componentOf(path)?.type ?? '');
  return type !== undefined && (type.role !== 'other' || type.member !== undefined);
}

function readComponent({ path, sent }: DeployedFile): SourceComponent {
  const { type, fullName } = componentOf(path) ?? { type: '', fullName: '' };
  const { component, problems } = parse(type, fullName, sent);
  return { path, component, problems };
}

/** Takes one of the files that hold the same, and refuses to choose between files that do not. */
function onePerComponent(found: readonly SourceComponent[]): readonly SourceComponent[] {
  const byIdentity = Map.groupBy(found, ({ component }) => (component === undefined ? '' : identityOf(component)));
  return [...byIdentity.values()].flatMap((same) => {
    const [first, ...others] = same;
    if (first?.component === undefined) return [];
    const { component } = first;
    const other = others.find((each) => each.component !== undefined && !isSame(each.component, component));
    if (other === undefined) return [first];
    throw new EcaError({
      name: 'SourceInvalidError',
      message: `${component.type} ${component.fullName} lies in ${first.path} and in ${other.path}, which do not say the same: nobody can tell which of them is deployed.`,
      actions: ['Leave --source out to compare the config, or keep one of the files in the package directories.'],
    });
  });
}

function isSame(a: MetadataComponent, b: MetadataComponent): boolean {
  return saysTheSame({ component: a, problems: [], valueless: [] }, b, new Set());
}

function nothingOf({ packages }: SourceLayout, apps: readonly string[], ignored: readonly string[]): EcaError {
  const but = ignored.length === 0 ? '' : ' but files that .forceignore has a deploy leave out';
  return new EcaError({
    name: 'SourceInvalidError',
    message: `${packages.join(' and ')} ${packages.length === 1 ? 'has' : 'have'} nothing of ${apps.join(', ')}${but}.`,
    actions: ['Write the source with `eca generate`, or leave --source out to compare the config.'],
  });
}

function orderOf({ type }: MetadataComponent): number {
  return findType(type)?.deployOrder ?? 0;
}

/** Gives the app that a component is of; what stands on its own goes by its name. */
function ownerOf(component: MetadataComponent): string | undefined {
  return findType(component.type)?.owner === undefined ? component.fullName : appOf(component);
}

/** Tells whether a file is certain to be of an app that is not asked for. */
function isOfOthers({ component }: SourceComponent, apps: ReadonlySet<string>): boolean {
  const owner = component === undefined ? undefined : ownerOf(component);
  return owner !== undefined && !apps.has(owner);
}

function wantedOf(
  { path, component }: SourceComponent,
  apps: ReadonlySet<string>,
  shown: (path: string) => string,
): WantedOfFile | undefined {
  const owner = component === undefined ? undefined : ownerOf(component);
  if (component === undefined || owner === undefined || !apps.has(owner)) return undefined;
  const type = findType(component.type);
  const managed = Object.keys(component.fields).filter((field) => {
    const row = findField(component.type, field);
    return field !== type?.owner && row?.serverOwned !== true && row?.action !== true && row?.never !== true;
  });
  return { ...component, app: owner, managed, named: false, file: shown(path) };
}

function cannotRead(file: string, problems: readonly Problem[]): EcaError {
  const own = problems.filter((problem) => problem.file === file && problem.level === 'error');
  return new EcaError({
    name: 'SourceInvalidError',
    message: `${file} cannot be read: ${own[0]?.message ?? 'it holds no component.'}`,
    actions: ['`eca validate --source-dir force-app` shows everything that is wrong with the source.'],
    problems: own,
  });
}
