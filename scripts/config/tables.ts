import { fieldVersions, findField } from '../../src/metadata/field-table.js';
import { spellVersions } from '../../src/metadata/api-version.js';
import { findType } from '../../src/metadata/types.js';
import type { FieldOfKey, KeyRow } from '../../src/config/key-row.js';
import { APP } from '../../src/config/rows/app.js';
import { CONFIG } from '../../src/config/rows/config.js';
import { ENVIRONMENT } from '../../src/config/rows/environment.js';
import type { Group, Shape } from '../../src/config/shape.js';
import { groupsIn } from './groups.js';

/** Tables of the reference that have a place of their own, by the name of their group. */
const TABLES: readonly Group[] = [CONFIG, APP, ENVIRONMENT];

const cell = (text: string): string => text.trim().replaceAll('|', '\\|').replaceAll('\n', ' ');

function spellDefault({ required, optionalFor, default: standard, defaultText }: KeyRow): string {
  if (optionalFor !== undefined) return `required, unless \`role: ${optionalFor}\``;
  if (required === true) return 'required';
  if (defaultText !== undefined) return defaultText;
  if (standard === undefined) return 'none';
  const text = typeof standard === 'string' ? standard : JSON.stringify(standard).replaceAll('"', '');
  return `\`${text}\``;
}

/** Names a field, and its API versions where those are fewer than the versions of its type. */
function spellField({ type, field }: FieldOfKey): string {
  const row = findField(type, field);
  const isNarrow = row !== undefined && (row.since !== undefined || row.until !== undefined);
  const versions = isNarrow ? ` (API version ${spellVersions(fieldVersions(type, row))})` : '';
  return `\`${findType(type)?.root ?? type}.${field}\`${versions}`;
}

/** Names the words of which one is written, also inside lists and maps. */
function spellWords(shape: Shape): string {
  if (shape.kind === 'list') return spellWords(shape.item);
  if (shape.kind === 'map') return spellWords(shape.value);
  return shape.kind === 'choice' ? `Words: ${shape.of.map((word) => `\`${word}\``).join(', ')}.` : '';
}

/** Columns of a table: head, and what stands in it for a key. One without any text is left out. */
const COLUMNS: readonly (readonly [string, (key: string, row: KeyRow) => string])[] = [
  ['key', (key) => `\`${key}\``],
  ['default', (_, row) => spellDefault(row)],
  ['meaning', (_, row) => [row.text, spellWords(row.shape), row.rules ?? ''].filter((text) => text !== '').join(' ')],
  ['becomes', (_, { becomes = [] }) => becomes.map(spellField).join(', ')],
];

function table({ keys }: Group): string {
  const rows = Object.entries(keys);
  const columns = COLUMNS.map(([head, spell]) => [head, '---', ...rows.map(([key, row]) => cell(spell(key, row)))]);
  const shown = columns.filter(([, , ...cells]) => cells.some((text) => text !== ''));
  const lines = ['', '', ...rows].map((_, index) => shown.map((column) => column[index] ?? ''));
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/**
 * Puts the tables of the keys into the reference, between the marks that name their groups. Not formatted yet.
 *
 * @throws Error when a mark names no group.
 */
export function withTables(page: string, tops: readonly Group[] = TABLES): string {
  const groups = new Map(tops.flatMap(groupsIn).map((group) => [group.name, group]));
  return page.replace(
    /(<!-- keys: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, open: string, name: string, end: string) => {
      const group = groups.get(name);
      if (group === undefined) throw new Error(`The config has no group ${name}.`);
      return `${open}\n${table(group)}\n\n${end}`;
    },
  );
}
