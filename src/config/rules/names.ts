import { withoutNamespace } from '../../metadata/namespace.js';
import { defaultFullName, METADATA_TYPES, type MetadataType } from '../../metadata/types.js';
import type { AppConfig, PartNames } from '../model.js';
import { show } from '../../problem.js';
import { type AppRule, type ConfigRule, type EffectiveConfig, type RuleProblem, problem } from './rule.js';

/** Longest developer name and longest label. @see Salesforce's own tool for External Client Apps */
export const LONGEST = 80;
const DEVELOPER_NAME = /^[A-Za-z](?:_?[A-Za-z0-9])*$/;

/** Tells whether a text is a developer name, with or without a namespace before it. */
export function isApiName(text: string): boolean {
  return DEVELOPER_NAME.test(withoutNamespace(text));
}

/** Makes a developer name out of a text, or gives undefined when nothing is left of it. */
export function toDeveloperName(text: string): string | undefined {
  const name = text
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^[^A-Za-z]+/, '')
    .replace(/_+$/, '');
  return name === '' ? undefined : name;
}

function adviseName(text: string): string {
  const near = toDeveloperName(text);
  const rule = 'Begin with a letter; use letters, digits and single underscores; do not end with one.';
  return near === undefined ? rule : `${rule} Such as ${near}.`;
}

function isNameOf(app: AppConfig, text: string): boolean {
  return app.role === 'subscriber' ? isApiName(text) : DEVELOPER_NAME.test(text);
}

/** An app's name is a developer name; with a namespace only where a package brought the app. */
export const appName: AppRule = {
  name: 'app-name',
  reads: ['role'],
  check: (app, { name }) => {
    if (withoutNamespace(name).length > LONGEST) return [tooLong([], name)];
    if (isNameOf(app, name)) return [];
    const action = isApiName(name) ? 'Leave the namespace out, or write "role: subscriber".' : adviseName(name);
    return [problem([], `${show(name)} cannot be the name of an app.`, action)];
  },
};

/** Full names of parts are developer names. */
export const partNames: AppRule = {
  name: 'part-names',
  reads: ['names', 'role'],
  check: (app) =>
    Object.entries(app.names ?? {})
      .filter(([, name]) => typeof name === 'string' && !isNameOf(app, name))
      .map(([type, name]) =>
        problem(['names', type], `${show(name)} cannot be a full name.`, adviseName(String(name))),
      ),
};

/** Parts whose names would be too long, whether they were chosen or follow from the name of the app. */
export const partNameLengths: AppRule = {
  name: 'part-name-lengths',
  reads: ['names', 'parts', 'role'],
  check: (app, { name }) => {
    const bare = withoutNamespace(name);
    if (bare.length > LONGEST) return [];
    return PARTS.filter(({ name: type }) => isMade(app, type)).flatMap((type) => {
      const fullName = defaultFullName(type, bare, { ...app.names });
      if (fullName.length <= LONGEST) return [];
      const isChosen = app.names?.[type.name as keyof PartNames] !== undefined;
      if (isChosen) return [tooLong(['names', type.name], fullName)];
      const message = `The ${type.name} of this app would be called ${show(fullName)}, which has ${fullName.length} characters.`;
      return [
        problem([], message, `Take a shorter name for the app, or choose one of the part in names.${type.name}.`),
      ];
    });
  },
};

/** Every app has the parts of the flow; the others are made where the config writes a field of theirs. */
function isMade(app: AppConfig, type: string): boolean {
  const written = Object.keys(app.fields ?? {}).includes(type);
  if (app.parts !== undefined) return written || app.parts.some((name) => name === type);
  return written || METADATA_TYPES.some((row) => row.name === type && row.everyApp === true);
}

function tooLong(path: readonly string[], name: string): RuleProblem {
  return problem(path, `${show(name)} has ${name.length} characters, and a name may have ${LONGEST}.`, 'Shorten it.');
}

const PARTS = METADATA_TYPES.filter((type) => type.role === 'part');

/** A part that two apps would have. */
interface Clash {
  readonly type: string;
  readonly fullName: string;
  /** The app that comes first, and the one that the clash is found at. */
  readonly apps: readonly [string, string];
  /** True when the config chooses the name. */
  readonly isChosen: boolean;
}

function clashesOf(type: MetadataType, config: EffectiveConfig): readonly Clash[] {
  const owners = new Map<string, string>();
  return config.apps.flatMap(([name, app]) => {
    const fullName = defaultFullName(type, name, { ...app.names });
    const other = owners.get(fullName.toLowerCase());
    owners.set(fullName.toLowerCase(), name);
    if (other === undefined || other.toLowerCase() === name.toLowerCase()) return [];
    const isChosen = app.names?.[type.name as keyof PartNames] !== undefined;
    return [{ type: type.name, fullName, apps: [other, name], isChosen }];
  });
}

const bareName = (name: string): string => withoutNamespace(name).toLowerCase();

/** Apps of two namespaces with one name share the names of all parts, which is one thing to say. */
function problemsOf(clashes: readonly Clash[]): readonly RuleProblem[] {
  const [{ apps, isChosen } = { apps: ['', ''] as const, isChosen: false }] = clashes;
  const [other, name] = apps;
  if (clashes.length > 1 && !isChosen && bareName(other) === bareName(name)) {
    const message = `${other} and ${name} differ in their namespace only, and their policies carry none: they would have the same names.`;
    const action = `Keep each in the environments of its org: \`${other}: null\` below apps of an environment leaves one out there.`;
    return [problem(['apps', name], message, action)];
  }
  return clashes.map((clash) => {
    const path = clash.isChosen ? ['apps', name, 'names', clash.type] : ['apps', name];
    const message = `${clash.type} ${clash.fullName} would belong to both ${other} and ${name}.`;
    return problem(path, message, `Give one of them another name in names.${clash.type}.`);
  });
}

/** No two apps have a part of one type with the same full name. Salesforce compares names without case. */
export const distinctPartNames: ConfigRule = {
  name: 'distinct-part-names',
  check: (config) => {
    const clashes = PARTS.flatMap((type) => clashesOf(type, config));
    return [...Map.groupBy(clashes, ({ apps, isChosen }) => `${apps.join(' ')} ${isChosen}`).values()].flatMap(
      problemsOf,
    );
  },
};

/** No two apps have names that differ in case only. */
export const distinctAppNames: ConfigRule = {
  name: 'distinct-app-names',
  check: ({ apps }) => {
    const seen = new Map<string, string>();
    return apps.flatMap(([name]) => {
      const other = seen.get(name.toLowerCase());
      seen.set(name.toLowerCase(), name);
      if (other === undefined) return [];
      return [problem(['apps', name], `The apps ${other} and ${name} differ in case only.`, 'Rename one of them.')];
    });
  },
};
