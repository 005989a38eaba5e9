import { namesOwner } from '../metadata/parts.js';
import { isServerOwned } from '../metadata/compare.js';
import type { MetadataComponent, WantedComponent } from '../metadata/component.js';
import type { Change } from './plan.js';

/** Fields of a component in the org that the config does not name: a deploy sends them back as they were read. */
export interface UnmanagedFields {
  readonly type: string;
  readonly fullName: string;
  readonly fields: readonly string[];
}

/** Lists, for each component that would be updated, what stays as somebody else set it. */
export function unmanagedOf(
  changes: readonly Change[],
  wanted: readonly WantedComponent[],
  found: readonly MetadataComponent[],
): readonly UnmanagedFields[] {
  return changes
    .filter(({ action }) => action === 'update')
    .map(({ app, type, fullName }) => {
      const managed =
        wanted.find(
          (component) =>
            component.type === type && (app === undefined ? component.fullName === fullName : component.app === app),
        )?.managed ?? [];
      const existing =
        found.find((component) => component.type === type && component.fullName === fullName)?.fields ?? {};
      const fields = Object.keys(existing).filter(
        (field) => !namesOwner(type, field) && !managed.includes(field) && !isServerOwned(type, field),
      );
      return { type, fullName, fields: fields.sort() };
    });
}
