import { fieldsOf, findField, isGroupKind } from '../metadata/field-table.js';
import type { FieldRow } from '../metadata/fields/row.js';
import type { SecretSource } from './values.js';
import { variableOf } from './placeholders.js';
import { isMap } from '../plain-data.js';
import type { ConfigPath, ConfigProblem } from '../problem.js';

/** Tells whether a value is the source of a secret, made by {@link takeSecrets}. */
export function isSecretSource(value: unknown): value is SecretSource {
  return isMap(value) && value['kind'] === 'secret-source' && typeof value['variable'] === 'string';
}

/** Finds the row that a path below a type leads to, through lists and groups. */
function rowAt(type: string, path: ConfigPath): FieldRow | undefined {
  const names = path.filter((step) => typeof step === 'string');
  return names.reduce<{ group: string; row?: FieldRow | undefined }>(
    ({ group }, name) => {
      const row = findField(group, name);
      return { group: row?.kind ?? '', row };
    },
    { group: type },
  ).row;
}

/** Tells whether a path of the merged config leads to a secret field, such as `apps.X.fields.TYPE.consumerSecret`. */
export function isSecretPath(path: ConfigPath): boolean {
  const [apps, , fields, type, ...rest] = path;
  return apps === 'apps' && fields === 'fields' && typeof type === 'string' && rowAt(type, rest)?.secret === true;
}

function suggestVariable(field: string): string {
  return field.replace(/[A-Z]/g, '_$&').toUpperCase();
}

/** Says that a secret stands in the config itself, without showing it. */
export function literalSecret(name: string): Pick<ConfigProblem, 'message' | 'action'> {
  const suggested = suggestVariable(name);
  return {
    message: `${name} is a secret, and a secret does not stand in a config. The value is not shown.`,
    action: `Put it into an environment variable, say ${suggested}, and write \${env:${suggested}} and nothing else.`,
  };
}

/** Gives the source of a value that is read only where it is used; undefined for a text that is the value itself. */
export function sourceOf(written: string): SecretSource | undefined {
  const variable = variableOf(written);
  return variable === undefined ? undefined : { kind: 'secret-source', variable };
}

function toSource(row: FieldRow, value: unknown, path: ConfigPath, problems: ConfigProblem[]): unknown {
  const source = typeof value === 'string' ? sourceOf(value) : undefined;
  if (source !== undefined) return source;
  problems.push({ path, ...literalSecret(row.field) });
  return { kind: 'secret-source', variable: suggestVariable(row.field) } satisfies SecretSource;
}

/**
 * Puts the sources of secrets in place of `${env:NAME}` in the secret fields of a type, also inside groups and lists.
 *
 * Secret fields with any other value are problems; the value is dropped, so that it goes no further.
 */
export function takeSecrets(
  type: string,
  fields: Readonly<Record<string, unknown>>,
): { readonly fields: Readonly<Record<string, unknown>>; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const takeValue = (row: FieldRow, value: unknown, path: ConfigPath): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown, index) => takeValue(row, item, [...path, index]));
    if (row.secret === true) return toSource(row, value, path, problems);
    return isMap(value) && isGroupKind(row.kind) ? takeGroup(row.kind, value, path) : value;
  };
  const takeGroup = (
    group: string,
    values: Readonly<Record<string, unknown>>,
    path: ConfigPath,
  ): Record<string, unknown> => {
    const rows = new Map(fieldsOf(group).map((row) => [row.field, row]));
    const taken = Object.entries(values).map(([field, value]) => {
      const row = rows.get(field);
      return [field, row === undefined ? value : takeValue(row, value, [...path, field])] as const;
    });
    return Object.fromEntries(taken.filter(([, value]) => value !== undefined));
  };
  return { fields: takeGroup(type, fields, []), problems };
}
