import type { MetadataComponent } from '../metadata/component.js';
import { appOf } from '../metadata/parts.js';
import { findType, typeOfPath } from '../metadata/types.js';
import { counted } from '../problem.js';
import type { OnProgress } from '../progress.js';
import type { Bounds } from '../work.js';
import {
  appNameOf,
  partKey,
  readAppRows,
  readPartNames,
  usualNames,
  type AppRow,
  type PartNames,
} from './app-names.js';
import type { Asked } from './asked.js';
import { componentsIn, selectionOf } from './components.js';
import { retrieveTogether } from './together.js';
import type { MemberSelection, Org, PackageFile } from './org.js';

/** What bounds a reading, and who is told for `--debug` how much is read. */
export type Reading = Bounds & { readonly onProgress?: OnProgress | undefined };

/** What to read of some apps. */
export interface PartsAsked {
  readonly apps: readonly string[];
  /** Types of the parts, and that of the app itself. */
  readonly types: readonly string[];
  /** Reads the parts of all apps, of which the caller looks for one by something else than its name. Default: false. */
  readonly ofAllApps?: boolean | undefined;
  /** Names that the parts would be given, and so may have. Default: none. */
  readonly named?: readonly Pick<MetadataComponent, 'type' | 'fullName'>[] | undefined;
  /** What the same retrieve brings along. Default: nothing. */
  readonly beside?: readonly MemberSelection[] | undefined;
}

/** What was read. */
export interface PartsFound {
  readonly files: readonly PackageFile[];
  readonly components: readonly MetadataComponent[];
  /** Every app of the org; undefined where nobody asked. */
  readonly appNames?: readonly string[] | undefined;
}

const APP = 'ExternalClientApplication';
/** Up to so many apps beside those asked for are read along: asking for names first would cost more. */
const FEW_OTHERS = 25;

/** What a run has learnt of an org: how to read it, and where to look. What is there is asked each time. */
interface Learnt {
  isLarge?: boolean | undefined;
  readonly names: Map<string, readonly string[]>;
}
const LEARNT = new WeakMap<Org, Learnt>();

function learntOf(org: Org): Learnt {
  const learnt = LEARNT.get(org) ?? { names: new Map<string, readonly string[]>() };
  LEARNT.set(org, learnt);
  return learnt;
}

/**
 * Reads the parts of apps and tells every app of the org. One query tells how many there are: of few, all parts are read,
 * and of many those that may belong to the apps that are asked for.
 */
export async function readPartsAndNames(org: Org, asked: PartsAsked, reading: Reading): Promise<PartsFound> {
  const rows = await readAppRows(org);
  learntOf(org).isLarge = isLarge(org, rows, asked, reading);
  const found = await readParts(org, asked, reading, rows.known ? rows.value : []);
  const isAll = learntOf(org).isLarge !== true;
  const appNames = isAll || !rows.known ? appsIn(found.components) : rows.value.map(appNameOf).sort();
  return { ...found, appNames };
}

/**
 * Reads the parts of apps. Parts can have any name, and the owner element says whose they are: names are where to look
 * first. When an app is there and a part that every app has is not among them, all of that type are read.
 */
export async function readParts(
  org: Org,
  asked: PartsAsked,
  reading: Reading,
  rows: readonly AppRow[] = [],
): Promise<PartsFound> {
  const { types, beside = [] } = asked;
  if (types.length === 0 && beside.length === 0) return { files: [], components: [] };
  const { isLarge } = learntOf(org);
  // Nobody can look for what has no name: of an org that was seen to be small, everything comes with one retrieve.
  if (isLarge === false || types.length === 0) {
    const files = await retrieveTogether(org, [...selectionOf(types), ...beside], reading);
    return { files, components: componentsIn(files, (file) => isAskedFor(typeOfPath(file.path)?.name, asked)) };
  }
  const names = await namesToTry(org, asked, reading, rows);
  const files = await retrieveTogether(org, [...selectionByName(asked, names), ...beside], reading);
  const first = componentsIn(files, (file) => mayConcern(file, asked));
  const rest = await readRest(org, asked, first, reading);
  const components = [...first, ...componentsIn(rest, (file) => mayConcern(file, asked))];
  keepNames(org, components);
  return { files: [...files, ...rest], components: unique(components).filter(({ type }) => isAskedFor(type, asked)) };
}

function isLarge(
  org: Org,
  rows: Asked<readonly AppRow[]>,
  { apps, ofAllApps = false }: PartsAsked,
  reading: Reading,
): boolean {
  if (ofAllApps) return false;
  const say = (message: string): void =>
    reading.onProgress?.({ kind: 'debug', message: `${org.identity.target}: ${message}` });
  if (!rows.known) {
    say(`all apps are read, since the org does not list them: ${rows.why}`);
    return false;
  }
  const wanted = new Set(apps);
  const others = rows.value.filter((row) => !wanted.has(appNameOf(row))).length;
  const isLarge = others > Math.max(FEW_OTHERS, 3 * wanted.size);
  if (isLarge) say(`of ${counted(rows.value.length, 'app')}, only the parts of ${apps.join(', ')} are read`);
  return isLarge;
}

async function namesToTry(
  org: Org,
  { apps, types }: PartsAsked,
  { onProgress }: Reading,
  rows: readonly AppRow[],
): Promise<PartNames> {
  const learnt = learntOf(org).names;
  const wanted = new Set(apps);
  const own = rows.filter((row) => wanted.has(appNameOf(row)));
  const told = await readPartNames(org, types, own);
  for (const why of told.refusals) {
    onProgress?.({ kind: 'debug', message: `${org.identity.target}: names of parts are not told: ${why}` });
  }
  return new Map([...learnt, ...told.names]);
}

function selectionByName({ apps, types, named = [] }: PartsAsked, names: PartNames): readonly MemberSelection[] {
  const all = types.includes(APP) ? types : [APP, ...types];
  return all.flatMap((type) => {
    // What not every app has can be missing, and no name would prove it.
    if (findType(type)?.everyApp !== true) return selectionOf([type]);
    const likely = apps.flatMap((app) => names.get(partKey(type, app)) ?? usualNames(type, app));
    const own = named.filter((one) => one.type === type).map(({ fullName }) => fullName);
    return [{ type, members: [...new Set([...own, ...likely])] }];
  });
}

/** Reads all of the types of which an app that is there seems to have no part. */
async function readRest(
  org: Org,
  { apps, types }: PartsAsked,
  found: readonly MetadataComponent[],
  reading: Reading,
): Promise<readonly PackageFile[]> {
  const present = new Set(found.map((component) => partKey(component.type, appOf(component) ?? '')));
  const existing = apps.filter((app) => present.has(partKey(APP, app)));
  const missing = types.filter(
    (type) => findType(type)?.everyApp === true && existing.some((app) => !present.has(partKey(type, app))),
  );
  if (missing.length === 0) return [];
  const message = `${org.identity.target}: all ${missing.join(', ')} are read, since no likely name is that of a part of ${existing.join(', ')}`;
  reading.onProgress?.({ kind: 'debug', message });
  return retrieveTogether(org, selectionOf(missing), reading);
}

/** The file of a part that does not name an app is none of it; a name in character references is read to be sure. */
function mayConcern({ path, text }: PackageFile, { apps }: PartsAsked): boolean {
  const role = typeOfPath(path)?.role;
  if (role === 'app') return apps.some((app) => path.includes(app));
  return role !== 'part' || apps.some((app) => text.includes(app)) || text.includes('&#');
}

function isAskedFor(type: string | undefined, { types, beside = [] }: PartsAsked): boolean {
  return type !== undefined && (types.includes(type) || beside.some((selection) => selection.type === type));
}

function keepNames(org: Org, components: readonly MetadataComponent[]): void {
  const { names } = learntOf(org);
  for (const component of components) {
    const app = appOf(component);
    if (app !== undefined) names.set(partKey(component.type, app), [component.fullName]);
  }
}

function unique(components: readonly MetadataComponent[]): readonly MetadataComponent[] {
  return [...new Map(components.map((component) => [`${component.type}#${component.fullName}`, component])).values()];
}

function appsIn(components: readonly MetadataComponent[]): readonly string[] {
  return components.filter(({ type }) => type === APP).map(({ fullName }) => fullName);
}
