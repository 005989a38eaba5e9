import { includesVersion, spellVersions, type VersionSpan, versionNumber } from '../../metadata/api-version.js';
import type { Fields, FieldValue, MetadataComponent } from '../../metadata/component.js';
import { fieldVersions, findField } from '../../metadata/field-table.js';
import { defaultFullName, findType } from '../../metadata/types.js';
import { MAPPING } from './mapping.js';
import type { ConnectedAppLeaf, ConnectedAppProblem, ConnectedAppText } from './read.js';
import {
  APP,
  CANVAS,
  type ConnectedAppValue,
  type Converted,
  GLOBAL,
  type MappingRow,
  OAUTH,
  OAUTH_POLICIES,
  POLICIES,
  SAML,
} from './row.js';

/** A field that has a place in the External Client App. */
export interface MovedField {
  readonly from: string;
  readonly to: readonly string[];
}

/** A field, or some of its value, that has no place there. */
export interface LeftField {
  readonly from: string;
  /** Absent for what is not shown. */
  readonly value?: string | undefined;
  /** What to do instead. */
  readonly instead: string;
}

/** A Connected App as an External Client App. */
export interface ConvertedApp {
  readonly components: readonly MetadataComponent[];
  readonly moved: readonly MovedField[];
  readonly left: readonly LeftField[];
  readonly problems: readonly ConnectedAppProblem[];
}

/** What the app is to be called, and by which API version it is written. */
export interface Conversion {
  readonly name: string;
  readonly apiVersion: string;
  /** Contact where the Connected App names none. */
  readonly contactEmail: string;
}

type Draft = Record<string, FieldValue>;

interface Converting {
  readonly version: number;
  readonly drafts: ReadonlyMap<string, Draft>;
  readonly text: ConnectedAppText;
  readonly moved: MovedField[];
  readonly left: LeftField[];
  readonly problems: ConnectedAppProblem[];
}

/** Gives the types of the parts that a Connected App has something for. */
function typesOf({ leaves }: ConnectedAppText): readonly string[] {
  const has = (...groups: readonly string[]): boolean =>
    leaves.some(({ path }) => groups.some((group) => path.startsWith(`${group}.`)));
  return [
    APP,
    POLICIES,
    ...(has('oauthConfig') ? [GLOBAL, OAUTH, OAUTH_POLICIES] : []),
    ...(has('samlConfig') ? [SAML] : []),
    ...(has('canvasConfig', 'canvas') ? [CANVAS] : []),
  ];
}

const isThere = (type: string, version: number): boolean => {
  const row = findType(type);
  return row !== undefined && includesVersion(row, version);
};

/** Gives the versions that have a place, which may lie inside a group of fields. */
function versionsOf(place: string): VersionSpan | undefined {
  const [type = '', field = '', inner] = place.split('.');
  const row = findField(type, field);
  if (row === undefined) return undefined;
  const own = fieldVersions(type, row);
  const nested = inner === undefined ? undefined : findField(row.kind, inner);
  return nested?.since === undefined ? own : { ...own, since: Math.max(own.since, nested.since) };
}

/** Makes the External Client App that a Connected App becomes, and tells what of it has no place there. */
export function convertConnectedApp(text: ConnectedAppText, conversion: Conversion): ConvertedApp {
  const version = versionNumber(conversion.apiVersion);
  const types = typesOf(text).filter((type) => isThere(type, version));
  const drafts = new Map(types.map((type) => [type, {}]));
  const converting: Converting = { version, drafts, text, moved: [], left: [], problems: [...text.problems] };
  for (const row of MAPPING) convertRow(row, converting);
  for (const from of text.unknown) {
    converting.left.push({ from, instead: 'No Connected App has this element; it was not read.' });
  }
  const { moved, left, problems } = converting;
  return { components: componentsOf(drafts, conversion), moved, left, problems };
}

function convertRow(row: MappingRow, converting: Converting): void {
  const found = converting.text.leaves.filter(({ path }) => path === row.from);
  const byGroup = Map.groupBy(found, ({ index }) => index);
  for (const [index, leaves] of byGroup) convertLeaves(row, leaves, index, converting);
}

function convertLeaves(
  row: MappingRow,
  leaves: readonly ConnectedAppLeaf[],
  index: number,
  converting: Converting,
): void {
  const value = valueOf(row, leaves, converting);
  if (value === undefined) return;
  const { open, why } = placesOf(row, converting);
  const shown = row.hidden === true ? undefined : spell(value);
  // What is switched off needs no place.
  if (open.length === 0 && value === false) return;
  if (open.length === 0) {
    converting.left.push({ from: row.from, value: shown, instead: why });
    return;
  }
  const says = (path: string): boolean => converting.text.leaves.some((leaf) => leaf.path === path);
  const { values, left }: Converted = row.convert?.(value, says) ?? {
    values: row.to.map(() => (typeof value === 'object' ? [...value] : value)),
  };
  const taken = row.to.filter((place, order) => {
    const put = values[order];
    return open.includes(place) && put !== undefined && putInto(place, put, index, converting);
  });
  if (taken.length > 0 && index === 0) converting.moved.push({ from: row.from, to: taken });
  if (left !== undefined) converting.left.push({ from: row.from, value: left, instead: row.instead ?? '' });
  else if (taken.length === 0) {
    const instead = 'Another element of the file says something else for the same field: choose between them.';
    converting.left.push({ from: row.from, value: shown, instead });
  }
}

/** Reads the values of a field by its kind. A text that is not of the kind is a problem of the file. */
function valueOf(
  { kind, from }: MappingRow,
  leaves: readonly ConnectedAppLeaf[],
  { problems }: Converting,
): ConnectedAppValue | undefined {
  if (kind === 'texts') return leaves.map(({ text }) => text);
  const [leaf] = leaves;
  if (leaf === undefined) return undefined;
  const { text, line, column } = leaf;
  if (kind === 'text') return text;
  if (kind === 'boolean' && /^(?:true|false|1|0)$/.test(text)) return text === 'true' || text === '1';
  if (kind === 'number' && /^[+-]?\d{1,10}$/.test(text)) return Number(text);
  const wanted = kind === 'boolean' ? 'true or false' : 'a whole number';
  const message = `${from} is ${JSON.stringify(text.slice(0, 60))}, and takes ${wanted}.`;
  problems.push({ line, column, path: from, message, action: `Write ${wanted}.` });
  return undefined;
}

const spell = (value: ConnectedAppValue): string => (typeof value === 'object' ? value.join(', ') : String(value));

/** Gives the places of a row that the app and the version have, or why there are none. */
function placesOf(row: MappingRow, { drafts, version }: Converting): { open: readonly string[]; why: string } {
  const typeOf = (place: string): string => place.slice(0, place.indexOf('.'));
  const inVersion = row.to.filter((place) => {
    const span = versionsOf(place);
    return span !== undefined && includesVersion(span, version);
  });
  const open = inVersion.filter((place) => drafts.has(typeOf(place)));
  if (row.to.length === 0 || open.length > 0) return { open, why: row.instead ?? '' };
  const [first = ''] = row.to;
  const span = versionsOf(first);
  if (inVersion.length === 0 && span !== undefined) {
    const why = `${first} is there in API version ${spellVersions(span)}, and this is ${version}.0: give --api-version, or change apiVersion of the config.`;
    return { open, why };
  }
  return { open, why: `The app has no ${typeOf(first)}, since the Connected App has nothing else that belongs there.` };
}

/** Puts a value in its place; false where another value is there already. */
function putInto(place: string, value: FieldValue, index: number, { drafts }: Converting): boolean {
  const [type = '', field = '', inner] = place.split('.');
  const draft = drafts.get(type);
  if (draft === undefined) return false;
  if (inner === undefined) {
    const there = draft[field];
    if (there !== undefined) return JSON.stringify(there) === JSON.stringify(value);
    draft[field] = value;
    return true;
  }
  if (findField(type, field)?.list !== true) {
    draft[field] = { ...(draft[field] as Fields | undefined), [inner]: value };
    return true;
  }
  const list = Array.isArray(draft[field]) ? (draft[field] as Fields[]) : [];
  while (list.length <= index) list.push({});
  list[index] = { ...list[index], [inner]: value };
  draft[field] = list;
  return true;
}

/** What an app is by what it consists of, and what every app has. */
function standing(type: string, drafts: ReadonlyMap<string, Draft>, { name, contactEmail }: Conversion): Fields {
  if (type === APP) return { contactEmail, label: name.replace(/_+/g, ' '), distributionState: 'Local' };
  if (type !== POLICIES) return {};
  return {
    isEnabled: true,
    isOauthPluginEnabled: drafts.has(OAUTH),
    ...(drafts.has(SAML) ? { isSamlPluginEnabled: true } : {}),
    ...(drafts.has(CANVAS) ? { isCanvasPluginEnabled: true } : {}),
  };
}

function componentsOf(drafts: ReadonlyMap<string, Draft>, conversion: Conversion): readonly MetadataComponent[] {
  const { name } = conversion;
  return [...drafts].flatMap(([typeName, draft]): MetadataComponent[] => {
    const type = findType(typeName);
    if (type === undefined) return [];
    const owner = type.owner === undefined ? {} : { [type.owner]: name };
    const said = Object.entries(draft).map(([field, value]) => [field, withoutEmpty(value)] as const);
    const fields = { ...standing(typeName, drafts, conversion), ...Object.fromEntries(said), ...owner };
    return [{ type: typeName, fullName: defaultFullName(type, name), fields }];
  });
}

/** A group of a list that says nothing is none. */
function withoutEmpty(value: FieldValue): FieldValue {
  if (!Array.isArray(value)) return value;
  return value.filter(
    (item: unknown) => typeof item !== 'object' || item === null || Object.keys(item).length > 0,
  ) as FieldValue;
}
