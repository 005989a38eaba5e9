import type { KeyRow } from '../../src/config/key-row.js';
import { APP } from '../../src/config/rows/app.js';
import { CONFIG } from '../../src/config/rows/config.js';
import { ENVIRONMENT } from '../../src/config/rows/environment.js';
import { NAMED_CREDENTIAL } from '../../src/config/rows/named-credential.js';
import type { Group, Shape } from '../../src/config/shape.js';
import { groupsIn } from './groups.js';

const HEAD = `// Made from the rows in src/config/rows by "npm run generate". Change the rows, not this file.
import type { Overlay, ResolvedFieldValue, SecretSource, WrittenFieldValue } from './values.js';
`;

/** A key of the resolved config that no key of the written config has. */
interface Computed {
  readonly key: string;
  readonly type: string;
  readonly text: string;
}

const OF_APP: readonly Computed[] = [
  { key: 'name', type: 'string', text: 'Developer name.' },
  {
    key: 'written',
    type: 'ReadonlySet<string>',
    text: 'Keys of {@link AppConfig} that the config or the environment wrote.',
  },
];
const OF_CONFIG: readonly Computed[] = [
  { key: 'apiVersionWritten', type: 'boolean', text: 'True when the config itself names the version.' },
  { key: 'environment?', type: 'string | undefined', text: 'Name of the environment that was applied.' },
  {
    key: 'loginVariables?',
    type: 'readonly string[] | undefined',
    text: 'Names of the variables that `auth` of any environment takes logins from; absent where there are none.',
  },
];

/** Spells the type of a written value. */
function typeOf(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
    case 'scope':
    case 'variable-name':
    case 'late-text':
    case 'secret':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'whole-number':
      return 'number';
    case 'true-or-text':
      return 'true | string';
    case 'choice':
      return shape.of.map((word) => `'${word}'`).join(' | ');
    case 'list':
      return shape.item.kind === 'choice' ? `readonly (${typeOf(shape.item)})[]` : `readonly ${typeOf(shape.item)}[]`;
    case 'one-or-list':
      return `${typeOf(shape.of)} | readonly ${typeOf(shape.of)}[]`;
    case 'map':
      return `Readonly<Record<string, ${typeOf(shape.value)}>>`;
    case 'overlay':
      return `Overlay<${typeOf(shape.of)}> | null`;
    case 'metadata-field':
      return 'WrittenFieldValue';
    case 'metadata-fields':
      return 'Readonly<Record<string, Readonly<Record<string, WrittenFieldValue>>>>';
    case 'group':
      return shape.name;
  }
}

function spellDefault({ default: standard, defaultText }: KeyRow): string {
  if (defaultText !== undefined) return ` Default: ${defaultText}.`;
  if (standard === undefined) return '';
  const text = typeof standard === 'string' ? standard : JSON.stringify(standard);
  return ` Default: \`${text.replaceAll('"', "'")}\`.`;
}

const documented = (text: string, line: string): string => `  /** ${text.trim()} */\n  readonly ${line};`;

function writtenKey(
  [key, row]: readonly [string, KeyRow],
  isNeeded = row.required === true && row.optionalFor === undefined,
): string {
  const type = typeOf(row.shape);
  return documented(row.text + spellDefault(row), isNeeded ? `${key}: ${type}` : `${key}?: ${type} | undefined`);
}

/** Spells a group of which exactly one of several keys is written as a choice of as many types; the rest goes with each. */
function alternatives({ keys }: Group, oneOf: readonly string[]): string {
  const isShared = (key: string, row: KeyRow): boolean => !oneOf.includes(key) && row.belongsTo === undefined;
  return oneOf
    .map((kind) =>
      Object.entries(keys).filter(([key, row]) => key === kind || row.belongsTo === kind || isShared(key, row)),
    )
    .map((entries) => `  | {\n${entries.map((entry) => writtenKey(entry, oneOf.includes(entry[0]))).join('\n')}\n}`)
    .join('\n');
}

/** Spells that keys are written, or the role is one that need not write them; undefined where no key depends on the role. */
function neededOrRole({ keys }: Group): string | undefined {
  const byRole = Object.entries(keys).filter(([, { optionalFor }]) => optionalFor !== undefined);
  const [first] = byRole;
  if (first === undefined) return undefined;
  const needed = byRole.map(([key, { shape }]) => `readonly ${key}: ${typeOf(shape)}`);
  return `{ ${needed.join('; ')} } | { readonly role: '${first[1].optionalFor ?? ''}' }`;
}

function writtenType(group: Group): string {
  const head = `/** ${group.text} */\nexport`;
  if (group.oneOf !== undefined) return `${head} type ${group.name} =\n${alternatives(group, group.oneOf)};\n`;
  const keys = Object.entries(group.keys).map((entry) => writtenKey(entry));
  const loose = `${head} interface ${group.name} {\n${keys.join('\n')}\n}\n`;
  const needed = neededOrRole(group);
  if (needed === undefined) return loose;
  const complete = `/** {@link ${group.name}} with the keys that its role needs. */\nexport type Complete${group.name} =`;
  return `${loose}\n${complete} ${group.name} & (${needed});\n`;
}

function resolvedKey([key, row]: readonly [string, KeyRow]): readonly string[] {
  const { type = typeOf(row.shape), otherwise, dissolved } = row.resolved ?? {};
  if (dissolved === true) return [];
  const isNeeded = row.required === true && row.optionalFor === undefined;
  const isThere = isNeeded || row.default !== undefined || otherwise !== undefined || row.resolved?.always === true;
  return [documented(row.text, isThere ? `${key}: ${type}` : `${key}?: ${type} | undefined`)];
}

function resolvedType(name: string, text: string, groups: readonly Group[], computed: readonly Computed[]): string {
  const own = computed.map(({ key, type, text: words }) => documented(words, `${key}: ${type}`));
  const keys = groups.flatMap((group) => Object.entries(group.keys)).flatMap(resolvedKey);
  return `/** ${text} */\nexport interface ${name} {\n${[...own, ...keys].join('\n')}\n}\n`;
}

/** Writes the module with the types of the written and of the resolved config, not formatted yet. */
export function configInterfaces(config: Group = CONFIG, app: Group = APP, environment: Group = ENVIRONMENT): string {
  const groups = [...new Set(groupsIn(config))];
  return [
    HEAD,
    ...groups.map(writtenType),
    resolvedType('ResolvedNamedCredential', 'The consuming side with defaults applied.', [NAMED_CREDENTIAL], []),
    resolvedType('ResolvedApp', 'One app with defaults applied.', [app], OF_APP),
    resolvedType(
      'ResolvedConfig',
      'The config with one environment applied, defaults filled in, and every rule checked.',
      [config, environment],
      OF_CONFIG,
    ),
  ].join('\n');
}
