import type { ComponentFields, FieldValue } from '../state/fields.js';
import { METADATA_NAMESPACE } from './read.js';
import { publishedFields } from './schema.js';
import { writeXml } from '../wire/xml-write.js';

/** Writes a component as Salesforce writes it in a retrieve: elements in the schema's order, four spaces. [C] */
export function writeMetadataFile(root: string, fields: ComponentFields, version: number): string {
  const inner = writeXml(fieldsOfVersion(root, fields, version), '    ');
  const open = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${METADATA_NAMESPACE}"`;
  return inner === '' ? `${open}/>\n` : `${open}>\n${inner}</${root}>\n`;
}

/** Keeps the fields that an API version has, in the schema's order, nested ones too. */
export function fieldsOfVersion(type: string, fields: ComponentFields, version: number): ComponentFields {
  const result: Record<string, FieldValue> = {};
  for (const field of publishedFields(type, version) ?? []) {
    const value = fields[field.name];
    if (value !== undefined) result[field.name] = nested(field.type, value, version);
  }
  return result;
}

function nested(type: string, value: FieldValue, version: number): FieldValue {
  if (typeof value === 'string') return value;
  if (isList(value))
    return value.map((item) => (typeof item === 'string' ? item : fieldsOfVersion(type, item, version)));
  return fieldsOfVersion(type, value, version);
}

function isList(value: FieldValue): value is Exclude<FieldValue, string | ComponentFields> {
  return Array.isArray(value);
}
