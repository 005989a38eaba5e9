import type { MetadataComponent } from './component.js';
import { findType } from './types.js';

/**
 * Gives the app that a component is, or is a part of. The element that names the owner decides, never the full name.
 *
 * @returns `undefined` for what stands on its own, and for a part that names no app.
 */
export function appOf({ type, fullName, fields }: MetadataComponent): string | undefined {
  const row = findType(type);
  if (row?.owner === undefined) return row?.role === 'app' ? fullName : undefined;
  const owner = fields[row.owner];
  // A formatter may have put the name on a line of its own.
  return typeof owner === 'string' ? owner.trim() : undefined;
}

/** Finds the part of an app that has a type, or the app itself. */
export function partOf(
  app: string,
  type: string,
  components: readonly MetadataComponent[],
): MetadataComponent | undefined {
  return components.find((component) => component.type === type && appOf(component) === app);
}

/** Tells whether a field of a type names the app that owns it. */
export function namesOwner(type: string, field: string): boolean {
  return findType(type)?.owner === field;
}
