import { type ConvertedApp, convertConnectedApp } from '../compose/connected-app/convert.js';
import { isManaged, newAppName } from '../compose/connected-app/names.js';
import { type ConnectedAppText, readConnectedApp } from '../compose/connected-app/read.js';
import { NO_CONTACT } from '../compose/written-app.js';
import { isApiName } from '../config/rules/names.js';
import { EcaError, type Problem } from '../errors.js';
import { includesVersion, versionNumber } from '../metadata/api-version.js';
import type { MetadataComponent } from '../metadata/component.js';
import { withoutNamespace } from '../metadata/namespace.js';
import { appOf } from '../metadata/parts.js';
import { APP_TYPE_NAMES, findType } from '../metadata/types.js';
import { componentsIn, selectionOf } from '../org/components.js';
import { connectedAppSelection, connectedAppsIn, readConnectedAppLabels } from '../org/connected-apps.js';
import type { Org } from '../org/org.js';
import { sentence, show } from '../problem.js';
import type { Work } from '../work.js';
import type { ConnectedAppSource } from './connected-app-files.js';
import type { Imported } from './import-source.js';

/** What became of one Connected App. */
export interface ConnectedAppMove extends Pick<ConvertedApp, 'moved' | 'left'> {
  readonly connectedApp: string;
  /** Name of the External Client App in the config. */
  readonly app: string;
  /** True when Setup had migrated the Connected App, and the External Client App that it made was imported. */
  readonly migrated: boolean;
}

/** Connected Apps as External Client Apps that can be imported. */
export interface ImportedConnectedApps extends Imported {
  readonly moves: readonly ConnectedAppMove[];
}

/** What an org holds of the Connected Apps that are to be moved. */
export interface OrgOfConnectedApps {
  readonly sources: readonly ConnectedAppSource[];
  /** All External Client Apps with their parts. */
  readonly components: readonly MetadataComponent[];
  readonly apiVersion: string;
  readonly orgId: string;
  readonly target: string;
}

/** Which Connected Apps to move, and how. */
export interface ConnectedAppsToMove {
  readonly sources: readonly ConnectedAppSource[];
  readonly apiVersion: string;
  readonly notes: readonly string[];
  /** What the org says that was asked. Default: none was. */
  readonly org?: OrgOfConnectedApps | undefined;
  /** Name of the External Client App, for one Connected App. Default: its own with `_ECA` behind it. */
  readonly as?: string | undefined;
}

/**
 * Reads Connected Apps by their API names, and the External Client Apps that may have been made of them.
 *
 * @param names - Connected Apps to read.
 * @throws EcaError UsageError when the org does not have one of them
 */
export async function readConnectedAppsOfOrg(
  org: Org,
  names: readonly string[],
  work: Work,
): Promise<OrgOfConnectedApps> {
  work.onProgress({ kind: 'stage', stage: 'read', message: 'Reading the apps of the org' });
  const version = versionNumber(org.apiVersion);
  const types = APP_TYPE_NAMES.filter((name) => {
    const type = findType(name);
    return type !== undefined && includesVersion(type, version);
  });
  const files = await org.retrieve([...connectedAppSelection(names), ...selectionOf(types)], work);
  const sources = connectedAppsIn(files);
  const { orgId, target } = org.identity;
  const components = componentsIn(files);
  const missing = names.filter((name) => !sources.some(({ fullName }) => fullName === name));
  if (missing.length > 0) throw await notInOrg(org, missing, components);
  return { sources, components, apiVersion: org.apiVersion, orgId, target };
}

async function notInOrg(
  org: Org,
  missing: readonly string[],
  components: readonly MetadataComponent[],
): Promise<EcaError> {
  const labels = await readConnectedAppLabels(org);
  const made = missing.filter((name) => components.some((component) => appOf(component) === name));
  return new EcaError({
    name: 'UsageError',
    message: `The org "${org.identity.target}" has no Connected App ${missing.map(show).join(', ')} that the session may read. Nothing was written.`,
    actions: [
      labels.length === 0
        ? 'It has no Connected App at all.'
        : `Give the API name, not the label. Labels of its Connected Apps: ${labels.slice(0, 20).join(', ')}${labels.length > 20 ? ', …' : ''}.`,
      ...made.map(
        (name) => `It has an External Client App of that name: \`eca import -o ORG --app ${name}\` takes it over.`,
      ),
    ],
  });
}

/**
 * Makes what can be imported of Connected Apps: the External Client App that Setup made of one where the org that was asked
 * has it, else the one that it becomes by the mapping. Nothing of a Connected App itself is changed.
 *
 * @throws EcaError SourceInvalidError when a file cannot be read entirely, UsageError when names collide
 */
export function importConnectedApps(given: ConnectedAppsToMove): ImportedConnectedApps {
  const { apiVersion, org } = given;
  const own = given.sources.filter(({ fullName }) => !isManaged(fullName));
  const managed = given.sources.filter(({ fullName }) => isManaged(fullName)).map(({ fullName }) => fullName);
  if (own.length === 0) throw allManaged(managed);
  const names = namesOf(own, given.as);
  const parts = own.map((source, index) => partOf(source, names[index] ?? '', given));
  const problems = parts.flatMap((part) => part.problems);
  if (problems.length > 0) throw unreadable(problems);
  return {
    components: parts.flatMap(({ components }) => components),
    apiVersion,
    orgId: org?.orgId,
    from: own.map(({ fullName, path }) => path ?? `the Connected App ${fullName}`).join(' and '),
    notes: [
      ...given.notes,
      ...managed.map((name) => `${name}: ${MANAGED}`),
      ...parts.flatMap(({ move, components }) => notesOf(move, components, given)),
    ],
    moves: parts.map(({ move }) => move),
  };
}

interface Part {
  readonly move: ConnectedAppMove;
  readonly components: readonly MetadataComponent[];
  readonly problems: readonly Problem[];
}

function partOf({ fullName, text, path }: ConnectedAppSource, name: string, given: ConnectedAppsToMove): Part {
  const { org, apiVersion } = given;
  const made = org?.components.filter((component) => isMadeOf(component, fullName)) ?? [];
  const [first] = made;
  const madeName = first === undefined ? undefined : appOf(first);
  if (madeName !== undefined) {
    const move = { connectedApp: fullName, app: madeName, migrated: true, moved: [], left: [] };
    return { move, components: made, problems: [] };
  }
  const read: ConnectedAppText = readConnectedApp(text);
  const converted = convertConnectedApp(read, { name, apiVersion, contactEmail: NO_CONTACT });
  return {
    move: { connectedApp: fullName, app: name, migrated: false, moved: converted.moved, left: converted.left },
    components: converted.components,
    problems: converted.problems.map((problem): Problem => ({
      level: 'error',
      kind: 'unreadable-file',
      file: path ?? `ConnectedApp ${fullName}`,
      ...problem,
    })),
  };
}

/** Setup gives the External Client App the name of the Connected App, which no other app of the org can have. */
function isMadeOf(component: MetadataComponent, connectedApp: string): boolean {
  return appOf(component)?.toLowerCase() === connectedApp.toLowerCase();
}

function notesOf(
  { connectedApp, app, migrated }: ConnectedAppMove,
  components: readonly MetadataComponent[],
  { org }: ConnectedAppsToMove,
): readonly string[] {
  if (migrated) {
    return [
      `${connectedApp}: Setup has migrated this Connected App; the External Client App ${app} that it made is imported, with the same key and secret. Leave the Connected App where it is: it is read-only, and comes back to life when the External Client App is deleted.`,
    ];
  }
  const contact = components.some(({ fields }) => fields.contactEmail === NO_CONTACT);
  return [
    ...(contact ? [`${connectedApp}: names no contact.`] : []),
    ...(org === undefined
      ? [
          `${connectedApp}: no org was asked whether Setup has migrated this Connected App already; -o ORG asks. If it has, import the app that it made.`,
        ]
      : []),
    ...(org?.components.some((component) => appOf(component) === app) === true
      ? [`${app}: "${org.target}" has an External Client App of this name already; a plan shows what differs.`]
      : []),
  ];
}

function namesOf(sources: readonly ConnectedAppSource[], as: string | undefined): readonly string[] {
  if (as !== undefined && sources.length > 1) {
    const names = sources.map(({ fullName }) => fullName).join(', ');
    throw usage(`--as names one app, and these are ${sources.length}: ${names}.`, 'Import them one after the other.');
  }
  if (as !== undefined && (!isApiName(as) || withoutNamespace(as) !== as)) {
    const action = 'Begin with a letter; use letters, digits and single underscores; do not end with one.';
    throw usage(`${show(as)} cannot be the name of an app.`, action);
  }
  const names = sources.map(({ fullName }) => as ?? newAppName(fullName));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw usage(`Several Connected Apps would become ${twice}.`, 'Import them one after the other, each with --as NAME.');
}

const usage = (message: string, action: string): EcaError =>
  new EcaError({ name: 'UsageError', message: `${message} Nothing was written.`, actions: [action] });

const MANAGED =
  'it came with a package, so its publisher moves it; ask there for a version with an External Client App, and import that with -o ORG.';

function allManaged(names: readonly string[]): EcaError {
  return new EcaError({
    name: 'SourceInvalidError',
    message: `Somebody else's package brought ${names.join(', ')}. Nothing was written.`,
    actions: ['Ask the publisher for a version with an External Client App, and import that with -o ORG.'],
  });
}

function unreadable(problems: readonly Problem[]): EcaError {
  const [first] = problems;
  return new EcaError({
    name: 'SourceInvalidError',
    message: `${first?.file ?? ''}:${first?.line ?? 1}: ${sentence(first?.message ?? '')} Nothing was written.`,
    actions: [first?.action ?? 'Correct the file.'],
    problems,
  });
}
