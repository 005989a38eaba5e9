import type { ComponentFields, FieldGroup, FieldValue } from '../state/fields.js';
import type { PublishedField } from './schema.js';
import { publishedEnum, publishedFields } from './schema.js';
import type { XmlElement } from '../wire/xml-read.js';
import { XmlSyntaxError, positionOf, readXml } from '../wire/xml-read.js';

/** Namespace of metadata files. */
export const METADATA_NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/** Raised for a metadata file that the API version does not accept. */
export class MetadataFileError extends Error {
  override readonly name = 'MetadataFileError';
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(message: string, position?: { line: number; column: number }) {
    super(message);
    this.line = position?.line;
    this.column = position?.column;
  }
}

/**
 * Reads a metadata file as an API version does: the first thing that it does not know is an error. [C] for unknown
 * elements, enums and switches; [P] for the wording of enums; the position is that behind the start tag. [U]
 *
 * @throws MetadataFileError
 */
export function readMetadataFile(
  source: string,
  root: string,
  version: number,
  options: { readonly ordered: boolean },
): ComponentFields {
  const document = parse(source);
  if (document.namespace !== METADATA_NAMESPACE || document.name !== root) {
    const qualified = `{${document.namespace}}${document.name}`;
    throw new MetadataFileError(`Element ${qualified} invalid at this location, expected ${root}`, {
      line: positionOf(source, document.offset).line,
      column: positionOf(source, document.offset).column,
    });
  }
  const fields = readGroup({ source, version, ordered: options.ordered }, document, root);
  return fields;
}

interface Reading {
  readonly source: string;
  readonly version: number;
  readonly ordered: boolean;
}

function parse(source: string): XmlElement {
  try {
    return readXml(source);
  } catch (error) {
    if (error instanceof XmlSyntaxError) throw new MetadataFileError(error.message, error);
    throw error;
  }
}

function readGroup(reading: Reading, element: XmlElement, typeName: string): FieldGroup {
  const known = publishedFields(typeName, reading.version) ?? [];
  const result: Record<string, FieldValue> = {};
  const lists: Record<string, (string | FieldGroup)[]> = {};
  let last = '';
  for (const childElement of element.children) {
    const { name } = childElement;
    const field = known.find((candidate) => candidate.name === name);
    if (name === 'fullName' && field === undefined) continue;
    const misplaced = reading.ordered && name < last;
    if (field === undefined || childElement.namespace !== METADATA_NAMESPACE || misplaced) {
      throw invalidElement(reading, childElement, 'invalid', typeName);
    }
    last = name;
    if (isNil(childElement)) continue;
    const value = readValue(reading, childElement, field);
    if (field.repeated) {
      const items = (lists[name] ??= []);
      items.push(value);
      result[name] = items;
    } else if (result[name] !== undefined) throw invalidElement(reading, childElement, 'duplicated', typeName);
    else if (value !== '') result[name] = value;
  }
  for (const field of known) {
    if (field.required && result[field.name] === undefined) {
      throw new MetadataFileError(
        `Required field is missing: ${field.name}`,
        positionOf(reading.source, element.offset),
      );
    }
  }
  return result;
}

function isNil(element: XmlElement): boolean {
  return Object.entries(element.attributes).some(([name, value]) => name.endsWith(':nil') && /^(true|1)$/.test(value));
}

function invalidElement(reading: Reading, element: XmlElement, what: string, typeName: string): MetadataFileError {
  const qualified = `{${element.namespace}}${element.name}`;
  const message = `Element ${qualified} ${what} at this location in type ${typeName}`;
  return new MetadataFileError(message, positionOf(reading.source, element.offset));
}

function readValue(reading: Reading, element: XmlElement, field: PublishedField): string | FieldGroup {
  const text = element.text.trim();
  const fail = (message: string): never => {
    throw new MetadataFileError(message, positionOf(reading.source, element.offset));
  };
  if (field.type === 'string') {
    if (element.children[0] !== undefined) throw invalidElement(reading, element.children[0], 'invalid', 'string');
    return text;
  }
  if (field.type === 'boolean') {
    if (!/^(true|false|1|0)$/.test(text)) fail(`'${text}' is not a valid value for the type xsd:boolean`);
    return text === 'true' || text === '1' ? 'true' : 'false';
  }
  if (field.type === 'int') {
    const number = Number(text);
    const whole = /^[+-]?\d+$/.test(text) && Math.abs(number) <= 2147483647;
    return whole ? String(number) : fail(`'${text}' is not a valid value for the type xsd:int`);
  }
  const values = publishedEnum(field.type, reading.version);
  if (values === undefined) return readGroup(reading, element, field.type);
  return values.includes(text) ? text : fail(`'${text}' is not a valid value for the enum '${field.type}'`);
}
