import type { FieldReference } from '../../compose/field-reference.js';
import type { Reference } from '../../compose/reference.js';
import type { KeyReference } from '../../config/key-reference.js';
import type { Scope } from '../../metadata/scopes.js';
import { show } from '../../problem.js';
import type { Style } from '../style.js';

/** Prints what is known of a name: keys of the config, scopes, and metadata fields by their types. */
export function referenceLines({ keys, scopes, fields }: Reference, style: Style): readonly string[] {
  const parts = [keys.flatMap((key) => keyLines(key, style)), scopeLines(scopes, style), fieldLines(fields, style)];
  return parts.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function keyLines(key: KeyReference, style: Style): readonly string[] {
  const { text, rules, becomes, examples = [] } = key;
  const example = examples.map((value) => JSON.stringify(value)).join(' or ');
  return [
    style.bold(key.key),
    `  ${[kindOf(key), defaultOf(key)].join('; ')}`,
    `  ${[text, rules ?? ''].filter((sentence) => sentence !== '').join(' ')}`,
    ...(example === '' ? [] : [`  Such as ${example}`]),
    ...becomes.map(({ field, versions }) => `  becomes ${field} (API version ${versions})`),
  ];
}

function kindOf({ kind, values }: KeyReference): string {
  return values === undefined ? kind : `${kind}: ${values.join('|')}`;
}

function defaultOf({ required, optionalFor, default: standard, defaultText }: KeyReference): string {
  if (required) return optionalFor === undefined ? 'required' : `required, unless role: ${optionalFor}`;
  if (defaultText !== undefined) return `default: ${defaultText}`;
  return standard === undefined ? 'no default' : `default: ${typeof standard === 'string' ? standard : show(standard)}`;
}

function scopeLines(scopes: readonly Scope[], style: Style): readonly string[] {
  if (scopes.length === 0) return [];
  const width = Math.max(...scopes.map(({ protocol }) => protocol.length));
  const wide = Math.max(...scopes.map(({ metadata }) => metadata.length));
  const lines = scopes.map(({ protocol, metadata, since, dropped }) => {
    const said = [
      since === undefined ? '' : `came with API version ${since}.0`,
      dropped === true ? 'tokens of the client credentials flow never carry it' : '',
    ];
    return `  ${protocol.padEnd(width)}  ${metadata.padEnd(wide)}  ${said.filter((text) => text !== '').join('; ')}`.trimEnd();
  });
  return [style.bold('Scopes, by protocol name and metadata name; a config takes either'), ...lines];
}

function fieldLines(found: readonly FieldReference[], style: Style): readonly string[] {
  const width = Math.max(0, ...found.map(({ field }) => field.length));
  return [...Map.groupBy(found, ({ type }) => type)].flatMap(([type, members]) => [
    style.bold(type),
    ...members.map((field) => `  ${field.field.padEnd(width)}  ${describe(field)}`),
  ]);
}

function describe(field: FieldReference): string {
  const { kind, list, values, limits, versions, required, secret, serverOwned, link, initial, configKeys } = field;
  const parts = [
    values === undefined ? kind : values.join('|'),
    list ? 'list' : '',
    ...limits,
    versions,
    required ? 'required' : '',
    initial === undefined ? '' : `begins as ${String(initial)}`,
    secret ? 'secret' : '',
    serverOwned ? (link ? 'set by the owning org; in the source of a packaged app only' : 'set by the org') : '',
    configKeys.length === 0 ? '' : `key: ${configKeys.join(', ')}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}
