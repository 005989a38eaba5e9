import { TEXT_LENGTHS } from '../soql/table.js';
import { id15 } from '../state/ids.js';
import type { Context } from '../state/context.js';
import type { Answer } from '../wire/answer.js';
import { restError } from '../wire/answer.js';
import type { DataField } from './objects.js';
import { userById } from '../users/access.js';
import { EMAIL } from '../users/names.js';

/** What a field can hold. */
export type Cell = string | number | boolean | null;

/** A value that a client gave, for a field. */
interface Given {
  readonly context: Context;
  readonly field: DataField;
  readonly value: unknown;
}

const ID = /^[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?$/i;

/** Objects that fields lead to, with their key prefixes. */
const PREFIXES: Readonly<Record<string, string>> = { OwnerId: '005', AccountId: '001' };

/** Reads a value as its field takes it, or says why it does not. [C] the codes; [P] the words */
export function readValue(given: Given): Cell | { readonly refusal: Answer } {
  const { field, value } = given;
  if (value === null) return null;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    return refused('JSON_PARSER_ERROR', `Cannot deserialize the value of ${field.name}`);
  }
  if (field.type === 'double') return readNumber(value);
  if (field.type === 'reference') return readReference(given, String(value));
  return readText(field, String(value).trimEnd());
}

const refused = (code: string, message: string, fields: readonly string[] = []): { readonly refusal: Answer } => ({
  refusal: restError(400, code, message, fields),
});

function readNumber(value: string | number | boolean): Cell | { readonly refusal: Answer } {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  const kind = typeof value === 'string' ? `VALUE_STRING value ${value}` : `VALUE_${String(value).toUpperCase()}`;
  return refused('JSON_PARSER_ERROR', `Cannot deserialize instance of double from ${kind}`);
}

function readText({ name, label, type }: DataField, text: string): Cell | { readonly refusal: Answer } {
  if (text === '') return null;
  const longest = TEXT_LENGTHS[type] ?? Infinity;
  if (text.length > longest) {
    return refused('STRING_TOO_LONG', `${label}: data value too large: ${text} (max length=${longest})`, [name]);
  }
  if (type === 'email' && !EMAIL.test(text)) {
    return refused('INVALID_EMAIL_ADDRESS', `${label}: invalid email address: ${text}`, [name]);
  }
  return text;
}

function readReference({ context, field: { name, label } }: Given, text: string): Cell | { readonly refusal: Answer } {
  if (text === '') return null;
  const prefix = PREFIXES[name];
  if (!ID.test(text) || (prefix !== undefined && !text.startsWith(prefix))) {
    return refused('MALFORMED_ID', `${label}: id value of incorrect type: ${text}`, [name]);
  }
  const found =
    prefix === '005'
      ? userById(context.world, text)?.id
      : context.world.records['Account']?.find(({ Id }) => id15(Id) === id15(text))?.Id;
  return found ?? refused('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
}
