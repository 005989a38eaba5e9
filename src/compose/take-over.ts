import { fieldsOfSetting, keysOfField } from '../config/config-fields.js';
import { SETTINGS } from '../config/rows/config.js';
import { resolve } from '../config/resolve.js';
import { isEmpty, sameOrEmpty } from '../metadata/compare.js';
import type { FieldValue, MetadataComponent, WantedComponent } from '../metadata/component.js';
import { appOf } from '../metadata/parts.js';
import { findType } from '../metadata/types.js';
import type { PlainMap } from '../plain-data.js';
import type { ConfigProblem } from '../problem.js';
import { compose } from './compose.js';
import { appsIn, type FoundApp } from './found-app.js';
import { notesOfLeftOut, notesOfLost, sayable } from './left-out.js';
import { NO_CONTACT, writtenApp } from './written-app.js';

/** How components are turned into a config. */
export interface TakeOverOptions {
  readonly apiVersion: string;
  /** True writes also what is as it would be anyway. Default: false. */
  readonly all?: boolean | undefined;
  /** Org that the components were found in. Default: they were found in source. */
  readonly orgId?: string | undefined;
}

/** Something that was found and that the config does not say. */
export interface Unsaid {
  /** Absent for what belongs to no app. */
  readonly app?: string | undefined;
  readonly type: string;
  readonly fullName: string;
  /** Absent when the whole component cannot be said. */
  readonly field?: string | undefined;
  readonly value?: FieldValue | undefined;
  readonly reason: string;
}

/** A config made from components. */
export interface TakenOver {
  /** As people write it. */
  readonly written: PlainMap & { readonly apps: Readonly<Record<string, PlainMap>> };
  /** What was found of each app, without what a config never holds. */
  readonly found: readonly FoundApp[];
  readonly wanted: readonly WantedComponent[];
  readonly apps: readonly string[];
  readonly notes: readonly string[];
  readonly unsaid: readonly Unsaid[];
  /** What apps of an org have lost, which may be why something of them cannot be said; among the notes too. */
  readonly lost: readonly string[];
}

/** What the config refused, by app and place, with the words of the refusal. */
type Refusals = Map<string, Map<string, string>>;

const NO_APP = '';

/** Refusals that can come one after another; each takes one place out. */
const MOST_ROUNDS = 100;

/** Gives where a problem is to be taken out: app and place; an empty place is the whole app. */
function placeOf({ path }: ConfigProblem): readonly [string, string] {
  const [top, name, key, type, field] = path.map(String);
  if (top !== 'apps') return [NO_APP, [top, name].filter((step) => step !== undefined).join('.')];
  if (key === undefined) return [name ?? '', ''];
  const steps = key === 'fields' ? [key, type, field] : key === 'names' ? [key, type] : [key];
  return [name ?? '', steps.filter((step) => step !== undefined).join('.')];
}

/** Takes note of what was refused; false when nothing of it is new. */
function refuse(refusals: Refusals, problems: readonly ConfigProblem[]): boolean {
  const isNew = problems.map((problem) => {
    const [app, place] = placeOf(problem);
    const ofApp = refusals.get(app) ?? new Map<string, string>();
    refusals.set(app, ofApp);
    if (ofApp.has(place)) return false;
    ofApp.set(place, `${problem.message} ${problem.action}`);
    return true;
  });
  return isNew.includes(true);
}

function settingsOf(found: readonly MetadataComponent[], refused: ReadonlySet<string>): PlainMap {
  const fields = found.find(({ type }) => type === 'Settings')?.fields ?? {};
  return Object.fromEntries(
    Object.keys(SETTINGS.keys).flatMap((key) => {
      const values = fieldsOfSetting(key).flatMap(({ field }) => fields[field] ?? []);
      return values[0] === undefined || refused.has(`settings.${key}`) ? [] : [[key, values[0]] as const];
    }),
  );
}

function writeAll(
  apps: readonly FoundApp[],
  others: readonly MetadataComponent[],
  refusals: Refusals,
  options: TakeOverOptions,
) {
  const { apiVersion, all = false } = options;
  const refusedOf = (name: string): ReadonlySet<string> => new Set(refusals.get(name)?.keys());
  const settings = settingsOf(others, refusedOf(NO_APP));
  const entries = apps
    .filter(({ name }) => !refusedOf(name).has(''))
    .map((app) => [app.name, writtenApp(app, { apiVersion, all, refused: refusedOf(app.name) })] as const);
  return {
    apiVersion,
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
    apps: Object.fromEntries(entries),
  };
}

/** An app without what a config never holds. */
function sayableApp(app: FoundApp): { readonly app: FoundApp; readonly notes: readonly string[] } {
  const parts = app.components.map(sayable);
  const publishers = app.publishers.map(({ type }) => type);
  const notes = [
    ...notesOfLeftOut(app.name, parts),
    ...(publishers.length === 0
      ? []
      : [
          `${app.name}: somebody else publishes the app; its policies alone are taken over, not ${publishers.join(', ')}.`,
        ]),
  ];
  return { app: { ...app, components: parts.map(({ component }) => component) }, notes };
}

/** Tells whether nothing was found of an app that a subscriber could decide about. */
const isPublishersAlone = ({ role, components }: FoundApp): boolean => role === 'subscriber' && components.length === 0;

const PUBLISHERS_ALONE =
  'somebody else publishes the app, and its policies, which are all that a config decides about then, were not found; it is left out. Where its package is installed, write it by hand, with role: subscriber and runAsUser.';

/** Writes the config again without what it refused, until it refuses nothing. */
function accepted(apps: readonly FoundApp[], others: readonly MetadataComponent[], options: TakeOverOptions) {
  const refusals: Refusals = new Map();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const written = writeAll(apps, others, refusals, options);
    // A config without an app is none, and there is nothing left to compare.
    if (Object.keys(written.apps).length === 0) break;
    const { config, problems } = resolve(written, { env: {} });
    if (config !== undefined) return { written, wanted: compose(config), refusals };
    if (!refuse(refusals, problems)) break;
  }
  return { written: { apps: {} }, wanted: [], refusals };
}

/**
 * Makes the config that composes to the components that were found, the reverse of {@link compose}. What the config refuses
 * is left out and named; secrets and what the org makes up are left out and noted.
 */
export function takeOver(found: readonly MetadataComponent[], options: TakeOverOptions): TakenOver {
  const others = found
    .filter((component) => findType(component.type)?.member !== undefined)
    .map((each) => sayable(each).component);
  const all = appsIn(found, options.orgId);
  const ofApps = all.filter((app) => !isPublishersAlone(app)).map(sayableApp);
  const apps = ofApps.map(({ app }) => app);
  const { written, wanted, refusals } = accepted(apps, others, options);
  const names = Object.keys(written.apps);
  const lost = options.orgId === undefined ? [] : all.flatMap(notesOfLost);
  return {
    written,
    found: apps,
    wanted,
    apps: names,
    lost,
    notes: [
      ...lost,
      ...all.filter(isPublishersAlone).map(({ name }) => `${name}: ${PUBLISHERS_ALONE}`),
      ...ofApps.flatMap(({ notes }) => notes),
      ...apps.flatMap((app) => silenceNotes(app, wanted)),
      ...apps.flatMap((app) => contactNotes(app, written.apps)),
    ],
    unsaid: [
      ...apps.flatMap((app) => unsaidOf(app, wanted, refusals)),
      ...others.flatMap((component) => unsaidFields(component, wanted, undefined, refusals.get(NO_APP))),
      ...ownerless(found),
    ],
  };
}

/** Says which values generated source would carry where what was found is silent. */
function silenceNotes({ name, components }: FoundApp, wanted: readonly WantedComponent[]): readonly string[] {
  const filled = components.flatMap((component) => {
    const made = madeOf(component, name, wanted);
    return Object.entries(made?.fields ?? {})
      .filter(
        ([field, value]) =>
          !['label', 'contactEmail', findType(component.type)?.owner].includes(field) && !isEmpty(value),
      )
      .filter(([field]) => component.fields[field] === undefined)
      .map(([field, value]) => `${field} ${spell(value)}`);
  });
  if (filled.length === 0) return [];
  return [
    `${name}: what was read says nothing of some fields; a new app and generated source get the default: ${[...new Set(filled)].join(', ')}.`,
  ];
}

function contactNotes({ name }: FoundApp, written: PlainMap): readonly string[] {
  const app = written[name] as { readonly contactEmail?: unknown } | undefined;
  if (app?.contactEmail !== NO_CONTACT) return [];
  return [`${name}: nothing that was read names a contact; replace ${NO_CONTACT} in contactEmail.`];
}

const spell = (value: FieldValue | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value));

function madeOf(
  component: MetadataComponent,
  app: string,
  wanted: readonly WantedComponent[],
): WantedComponent | undefined {
  return wanted.find((made) => made.type === component.type && made.app === app);
}

function unsaidOf(app: FoundApp, wanted: readonly WantedComponent[], refusals: Refusals): readonly Unsaid[] {
  const refused = refusals.get(app.name);
  const whole = refused?.get('');
  const { name } = app;
  if (whole !== undefined) {
    return app.components.map(({ type, fullName }) => ({ app: name, type, fullName, reason: whole }));
  }
  return [
    ...app.components.flatMap((component) => unsaidFields(component, wanted, name, refused)),
    ...app.components.flatMap((component) => unsaidName(component, wanted, name, refused)),
    ...app.repeated.map(({ type, fullName }) => ({
      app: name,
      type,
      fullName,
      reason: 'An app has one part of this type, and this is another one.',
    })),
  ];
}

/** A part whose name the config does not say would be generated under another one. */
function unsaidName(
  component: MetadataComponent,
  wanted: readonly WantedComponent[],
  app: string,
  refused: ReadonlyMap<string, string> | undefined,
): readonly Unsaid[] {
  const made = madeOf(component, app, wanted);
  if (made === undefined || made.fullName === component.fullName) return [];
  const { type, fullName } = component;
  return [
    { app, type, fullName, field: 'fullName', value: fullName, reason: refused?.get(`names.${type}`) ?? OTHER_KEY },
  ];
}

const OTHER_KEY = 'The keys of the config that decide this field say something else for the app as a whole.';

/** Finds what stands in a component and not in what the config composes to. */
function unsaidFields(
  { type, fullName, fields }: MetadataComponent,
  wanted: readonly WantedComponent[],
  app: string | undefined,
  refused: ReadonlyMap<string, string> | undefined,
): readonly Unsaid[] {
  const made = wanted.find((each) => each.type === type && each.app === (app ?? NO_APP));
  const rest = { app, type, fullName };
  if (made === undefined && findType(type)?.role !== 'other') {
    return [{ ...rest, reason: refused?.get(`fields.${type}`) ?? 'The config has no such part.' }];
  }
  return Object.entries(fields)
    .filter(([field, value]) => !sameOrEmpty(type, field, value, made?.fields[field]))
    .map(([field, value]) => ({ ...rest, field, value, reason: reasonFor(type, field, refused) }));
}

const NO_KEY = 'The config has no key for this setting.';

function reasonFor(type: string, field: string, refused: ReadonlyMap<string, string> | undefined): string {
  const places = [`fields.${type}.${field}`, `fields.${type}`, ...keysOfField(type, field)];
  return (
    places.map((place) => refused?.get(place)).find((reason) => reason !== undefined) ??
    (findType(type)?.member === undefined ? OTHER_KEY : NO_KEY)
  );
}

/** Parts that do not say whose they are. */
function ownerless(found: readonly MetadataComponent[]): readonly Unsaid[] {
  return found
    .filter((component) => findType(component.type)?.role === 'part' && (appOf(component) ?? '') === '')
    .map(({ type, fullName }) => ({ type, fullName, reason: 'It names no app that it belongs to.' }));
}
