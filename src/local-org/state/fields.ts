/** A value of a metadata field as XML has it: text, nested elements, or a repeated element. */
export type FieldValue = string | FieldGroup | readonly (string | FieldGroup)[];

/** Nested elements by name. */
export interface FieldGroup {
  readonly [name: string]: FieldValue;
}

/** Fields of a component by name. */
export type ComponentFields = Readonly<Record<string, FieldValue>>;

/** Gives the text of a field, empty when it is not set. */
export function textOf(fields: ComponentFields | undefined, name: string): string {
  const value = fields?.[name];
  return typeof value === 'string' ? value : '';
}

/** Tells whether a switch is on. */
export function isOn(fields: ComponentFields | undefined, name: string): boolean {
  return textOf(fields, name) === 'true';
}

/** Lists the groups of a repeated element. */
export function groupsOf(fields: ComponentFields, name: string): FieldGroup[] {
  const value = fields[name];
  if (!Array.isArray(value)) return [];
  return (value as readonly (string | FieldGroup)[]).filter((item): item is FieldGroup => typeof item !== 'string');
}

/** Name of the app that a part belongs to. */
export function ownerOf(fields: ComponentFields): string {
  return textOf(fields, 'externalClientApplication');
}
