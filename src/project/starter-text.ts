import type { StarterConfig, StarterEntry } from '../compose/starter-config.js';
import { wrapped } from '../wrapped.js';
import renderScript from '../../templates/starter/config.ts.hbs';
import renderYaml from '../../templates/starter/config.yaml.hbs';
import { newConfigText, SCHEMA_PATH, yamlInline } from './config-text.js';

/** How a starter config can be written. */
export const STARTER_FORMATS = ['yaml', 'json', 'ts'] as const;

/** One of {@link STARTER_FORMATS}. */
export type StarterFormat = (typeof STARTER_FORMATS)[number];

/** Columns of a comment, without what stands before it. */
const COMMENT_WIDTH = 100;

/** Keys before which a blank line helps the eye. */
const APART: ReadonlySet<string> = new Set(['scopes', 'runAsUser', 'permissionSets', 'sink']);

/** Gives the text of a starter config; JSON has no comments. */
export function starterText(starter: StarterConfig, format: StarterFormat): string {
  if (format === 'json') return newConfigText(starter.value, 'json');
  const [render, spell] = format === 'yaml' ? [renderYaml, yamlInline] : [renderScript, scriptInline];
  const { app, apiVersion, environment } = starter.answers;
  return render({
    schema: SCHEMA_PATH,
    head: headOf(starter),
    app: spellKey(app, spell),
    apiVersion: format === 'yaml' ? `'${apiVersion}'` : spell(apiVersion),
    entries: starter.entries.map((entry) => shownEntry(entry, spell)),
    environment:
      environment === undefined
        ? undefined
        : { name: spellKey(environment.name, spell), targetOrg: spell(environment.targetOrg) },
  });
}

type Spell = (value: unknown) => string;

function shownEntry({ about, key, value, isOff = false }: StarterEntry, spell: Spell) {
  const lines = about.flatMap((text) => wrapped(text, COMMENT_WIDTH));
  return { about: lines, key, value: spell(value), isOff, isApart: APART.has(key) };
}

/** What is to be done with the file; each line begins with the blank behind the comment sign. */
function headOf({ answers: { environment } }: StarterConfig): readonly string[] {
  const target = environment === undefined ? '-o ALIAS' : `-e ${environment.name}`;
  const rows = [
    ['eca validate', 'checks this file'],
    [`eca plan ${target}`, 'shows what would change in the org'],
    [`eca deploy ${target}`, 'creates the app, and proves it by a token'],
  ] as const;
  const width = Math.max(...rows.map(([command]) => command.length));
  return [
    ' Written by `eca init`. It is yours: no command writes over it.',
    '',
    ...rows.map(([command, text]) => `   ${command.padEnd(width)}   ${text}`),
    '',
    ' `eca schema` describes every key.',
  ];
}

const PLAIN_KEY = /^[A-Za-z_]\w*$/;

/** A key that no format would read as something else stands there without quotes. */
function spellKey(key: string, spell: Spell): string {
  return PLAIN_KEY.test(key) && !/^(?:true|false|null|yes|no|on|off)$/i.test(key) ? key : spell(key);
}

/** Spells a value as people write it in a script. */
function scriptInline(value: unknown): string {
  if (typeof value === 'string')
    return /['\\\u0000-\u001f\u2028\u2029]/.test(value) ? JSON.stringify(value) : `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(scriptInline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, inner]) => `${spellKey(key, scriptInline)}: ${scriptInline(inner)}`);
  return `{ ${entries.join(', ')} }`;
}
