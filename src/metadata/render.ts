import { Secret } from '../secret.js';
import type { FieldGroup, FieldValue, Leaf, MetadataComponent } from './component.js';
import { COMPONENT_TEMPLATE, type TemplateElement } from './templates.js';
import { findType } from './types.js';
import { escapeText } from './xml.js';

/** Settings of {@link render}. */
export interface RenderOptions {
  /** `reveal` writes secrets, for a deploy only. Default: `omit`, which leaves their elements out. */
  readonly secrets?: 'omit' | 'reveal';
}

const INDENT = '    ';
const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function isGroup(value: Leaf | FieldGroup): value is FieldGroup {
  return typeof value === 'object' && !(value instanceof Secret);
}

function elementsOf(fields: FieldGroup, depth: number, reveal: boolean): TemplateElement[] {
  return Object.keys(fields)
    .sort(byCodeUnit)
    .flatMap((name) => valuesOf(fields[name]).flatMap((value) => elementOf(name, value, depth, reveal)));
}

function valuesOf(value: FieldValue | undefined): readonly (Leaf | FieldGroup)[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function isList(value: FieldValue): value is readonly (Leaf | FieldGroup)[] {
  return Array.isArray(value);
}

function elementOf(name: string, value: Leaf | FieldGroup, depth: number, reveal: boolean): TemplateElement[] {
  if (!/^[A-Za-z_][\w.-]*$/.test(name)) throw new RangeError(`"${name}" is no name of an XML element.`);
  const indent = INDENT.repeat(depth);
  if (isGroup(value)) {
    return [{ name, indent, isGroup: true, text: '', elements: elementsOf(value, depth + 1, reveal) }];
  }
  if (value instanceof Secret && !reveal) return [];
  const text = escapeText(value instanceof Secret ? value.reveal() : String(value));
  return [{ name, indent, isGroup: false, text, elements: [] }];
}

/**
 * Renders a component as the file that Salesforce itself would write: elements alphabetical by code unit, four spaces,
 * a line feed at the end of each line.
 *
 * @throws RangeError when a text holds a character that XML cannot carry, or the type has no template.
 */
export function render(component: MetadataComponent, options: RenderOptions = {}): string {
  const type = findType(component.type);
  if (type === undefined) throw new RangeError(`There is no template for the metadata type ${component.type}.`);
  const elements = elementsOf(component.fields, 1, options.secrets === 'reveal');
  return COMPONENT_TEMPLATE({ root: type.root, elements });
}
