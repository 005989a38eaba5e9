import { basename, dirname, join } from 'node:path';
import { compose } from '../compose/compose.js';
import { takeOver, type TakenOver, type Unsaid } from '../compose/take-over.js';
import { configJsonSchema } from '../config/json-schema.js';
import { resolve } from '../config/resolve.js';
import { DEFAULT_API_VERSION } from '../config/rows/config.js';
import { EcaError } from '../errors.js';
import type { MetadataComponent } from '../metadata/component.js';
import { appOf } from '../metadata/parts.js';
import { diff } from '../planning/diff.js';
import { isMap, valueAt, type Variables } from '../plain-data.js';
import { type ConfigProblem, counted, show, spellPath } from '../problem.js';
import { type ConfigEdit, editConfig, withEdit } from '../project/config-edit.js';
import { newConfigText, SCHEMA_FILE } from '../project/config-text.js';
import type { ConfigTarget } from '../project/config-target.js';
import { privateFolder, writePrivateFile } from '../project/private-file.js';
import { writeSourceFiles } from '../project/write-source.js';
import { refuseEditsElsewhere } from './import-elsewhere.js';
import { withConsuming } from './import-consuming.js';
import { importEdits } from './import-edits.js';
import type { Imported } from './import-source.js';

/** What {@link importApps} works on. */
export interface ImportOptions {
  readonly imported: Imported;
  /** Developer names of the apps to import. Default: all that were found. */
  readonly apps?: readonly string[] | undefined;
  /** File that is written, or that is there already. */
  readonly target: ConfigTarget;
  /** Environment whose overlay is written. Default: the base config. */
  readonly environment?: string | undefined;
  /** Alias or username of the org of the environment. Default: the overlay says nothing of it. */
  readonly targetOrg?: string | undefined;
  /** True writes also what would be so anyway. Default: false. */
  readonly all?: boolean | undefined;
  /** True changes apps that the config has already. Default: false. */
  readonly update?: boolean | undefined;
  /** True writes although something cannot be said. Default: false. */
  readonly force?: boolean | undefined;
  /** False writes nothing, and only says what would be written. Default: true. */
  readonly write?: boolean | undefined;
  readonly env: Variables;
}

/** One place of the config that an import changes. */
export interface ImportChange {
  readonly path: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** What an import did, or would do. */
export interface ImportReport {
  readonly apps: readonly string[];
  /** Path of the config, as the user would type it. */
  readonly config: string;
  readonly notes: readonly string[];
  readonly changes: readonly ImportChange[];
  /** Changes of apps that the config has already, which wait for `--update`. */
  readonly waiting: readonly ImportChange[];
  /** True when the file was written. */
  readonly written: boolean;
  /** What to write by hand, where the file cannot be changed in place; nothing was written then. */
  readonly toPaste: readonly string[];
  /** Text of the config before and after, for a diff; the one after also has what waits. */
  readonly texts: { readonly before: string; readonly after: string };
}

/**
 * Takes over apps into a config: a new one, or one that is there, of which only the places that say something else change.
 * Before anything is written, the plan of the new config against what was imported must be empty.
 *
 * @throws EcaError ImportIncompleteError when something cannot be said in the config
 */
export async function importApps(options: ImportOptions): Promise<ImportReport> {
  const { imported, target, all, force = false } = options;
  const components = chosen(imported, options.apps);
  const apiVersion = target.value === undefined ? imported.apiVersion : versionOf(target.value);
  const apps = takeOver(components, { apiVersion, all, orgId: imported.orgId });
  const taken = withConsuming(apps, imported.components, imported.consuming);
  if (taken.apps.length + taken.unsaid.length === 0) throw nothingToTake(imported.from, taken.notes);
  const result = target.value === undefined ? newConfig(target, taken) : changedConfig(options, taken);
  const unsaid = [...taken.unsaid, ...lawBreaches(components, taken, result, options)];
  if (unsaid.length > 0 && (!force || taken.apps.length === 0))
    throw incomplete(unsaid, taken.lost, imported.from, taken.apps.length > 0);
  const written = result.toPaste.length === 0 && result.text !== target.text && options.write !== false;
  if (written) await writeConfig(target, result.text);
  return {
    apps: taken.apps,
    config: target.displayPath,
    notes: [
      ...imported.notes,
      ...taken.notes,
      ...result.notes,
      ...unsaid.map((each) => `Not taken over: ${spellUnsaid(each)}`),
    ],
    changes: result.changes,
    waiting: result.waiting,
    written,
    toPaste: result.toPaste,
    texts: { before: target.text ?? '', after: result.preview },
  };
}

/** Writes the config; beside a new one goes the schema that it names for editors. */
async function writeConfig({ path, value }: ConfigTarget, text: string): Promise<void> {
  const folder = dirname(path);
  if (value === undefined) {
    const schema = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
    await writePrivateFile(join(await privateFolder(folder), SCHEMA_FILE), schema);
  }
  await writeSourceFiles(folder, [{ path: basename(path), text }]);
}

/** What an import makes of a config. */
interface Result {
  readonly text: string;
  /** The text with what waits. */
  readonly preview: string;
  /** What the text says, with what is to be pasted. */
  readonly value: unknown;
  readonly changes: readonly ImportChange[];
  readonly waiting: readonly ImportChange[];
  readonly toPaste: readonly string[];
  readonly notes: readonly string[];
}

function newConfig({ format, read }: ConfigTarget, { written }: TakenOver): Result {
  const changes = Object.entries(written.apps).map(([name, app]) => ({ path: spellPath(['apps', name]), to: app }));
  const text = newConfigText(written, format);
  if (format === 'script')
    return { text: '', preview: '', value: written, changes, waiting: [], toPaste: [text.trimEnd()], notes: [] };
  return { text, preview: text, value: read(text), changes, waiting: [], toPaste: [], notes: [] };
}

function changedConfig(
  { target, environment, targetOrg, env, update = false }: ImportOptions,
  taken: TakenOver,
): Result {
  const { value, text = '', format, read, certificates } = target;
  if (!isMap(value)) throw refusedConfig(problemsOf(resolve(value, { env, environment }).problems));
  const apiVersion = versionOf(value);
  const { added, changed, notes } = importEdits(
    { value, apiVersion, environment, targetOrg, env, certificates },
    taken,
  );
  const edits = update ? [...added, ...changed] : added;
  refuseEditsElsewhere(target, edits);
  const done = editConfig(text, format, edits, read);
  const all = update ? done : editConfig(text, format, [...added, ...changed], read);
  const spelled = (edit: ConfigEdit): ImportChange => ({
    path: spellPath(edit.path),
    from: valueAt(value, edit.path),
    to: edit.value,
  });
  return {
    text: done.toPaste.length > 0 ? text : done.text,
    preview: all.text,
    value: edits.reduce(withEdit, value),
    changes: edits.map(spelled),
    waiting: update ? [] : changed.map(spelled),
    toPaste: done.toPaste,
    notes,
  };
}

function versionOf(value: unknown): string {
  const version = valueAt(value, ['apiVersion']);
  return typeof version === 'string' ? version : DEFAULT_API_VERSION;
}

function chosen({ components, from }: Imported, apps: readonly string[] | undefined): readonly MetadataComponent[] {
  const known = [...new Set(components.flatMap((component) => appOf(component) ?? []))].sort();
  const unknown = (apps ?? []).filter((name) => !known.includes(name));
  if (unknown.length > 0 || known.length === 0) {
    throw new EcaError({
      name: 'UsageError',
      message:
        known.length === 0
          ? `${from} has no External Client App that can be read. Nothing was written.`
          : `${from} has no app ${unknown.map(show).join(', ')}. Nothing was written.`,
      actions: [
        known.length === 0
          ? 'Check that the session may see the apps, or name another source.'
          : `It has ${known.join(', ')}.`,
      ],
    });
  }
  if (apps === undefined) return components;
  return components.filter((component) => apps.includes(appOf(component) ?? ''));
}

/** Compares the new config with what was imported, by the plan that a deploy would make. */
function lawBreaches(
  components: readonly MetadataComponent[],
  taken: TakenOver,
  { value, waiting }: Result,
  { environment, env, target: { certificates } }: ImportOptions,
): readonly Unsaid[] {
  if (taken.apps.length === 0) return [];
  const { config, problems } = resolve(value, { env, environment, certificates });
  if (config === undefined) throw refusedConfig(problemsOf(problems));
  // What waits for the whole environment, as its suffix does, waits for every app.
  const late = new Set(waiting.map(({ path }) => /(?:^|\.)apps\.(\w+)/.exec(path)?.[1]));
  const apps = late.has(undefined) ? [] : taken.apps.filter((name) => !late.has(name));
  const wanted = compose(config).filter(({ app }) => apps.includes(app));
  const plan = diff(wanted, components);
  const known = new Set(taken.unsaid.map(({ type, fullName, field }) => `${type} ${fullName} ${field ?? ''}`));
  const changes = plan.changes.flatMap(({ app, type, fullName, fields, action }): readonly Unsaid[] =>
    action === 'create'
      ? [{ app, type, fullName, reason: 'It was not found, and an app of the config has it.' }]
      : fields.map(({ path, from, to }) => ({
          ...{ app, type, fullName, field: path, value: from },
          reason: `The config says ${to === undefined ? 'nothing' : show(to)} instead.`,
        })),
  );
  const names = plan.conflicts.map(({ app, type, found, wanted: name }): Unsaid => ({
    ...{ app, type, fullName: found, field: 'fullName', value: found },
    reason: `The config names it ${name}.`,
  }));
  return [...changes, ...names].filter(({ type, fullName, field }) => !known.has(`${type} ${fullName} ${field ?? ''}`));
}

const problemsOf = (problems: readonly ConfigProblem[]): readonly string[] =>
  problems.map(({ path, message }) => (path.length === 0 ? message : `${spellPath(path)}: ${message}`));

function spellUnsaid({ type, fullName, field, value, reason }: Unsaid): string {
  const place = field === undefined ? `${type} ${fullName}` : `${field} of ${type} ${fullName}`;
  return `${place}${value === undefined ? '' : ` = ${show(value)}`}: ${reason}`;
}

function incomplete(unsaid: readonly Unsaid[], lost: readonly string[], from: string, isForcible: boolean): EcaError {
  const what = unsaid.length === 1 ? 'One thing' : counted(unsaid.length, 'thing');
  return new EcaError({
    name: 'ImportIncompleteError',
    message: `${what} of ${from} cannot be said in a config, so nothing was written:\n${unsaid.map((each) => `  ${spellUnsaid(each)}`).join('\n')}`,
    actions: [
      'Correct it where it comes from, and import again.',
      ...lost,
      ...(isForcible ? ['Or give --force, which writes the rest; `eca plan` then shows what differs.'] : []),
    ],
    data: { unsaid },
  });
}

function nothingToTake(from: string, notes: readonly string[]): EcaError {
  return new EcaError({
    name: 'ImportIncompleteError',
    message: `${from} has nothing that a config could say, so nothing was written:\n${notes.map((each) => `  ${each}`).join('\n')}`,
    actions: ['Import from an org that has the policies, or name another source.'],
  });
}

function refusedConfig(problems: readonly string[]): EcaError {
  return new EcaError({
    name: 'ConfigInvalidError',
    message: `The config would not be right with what is imported, so nothing was written:\n${problems.map((each) => `  ${each}`).join('\n')}`,
    actions: ['Run `eca validate`, correct the config, and import again.'],
  });
}
