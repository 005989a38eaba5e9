import type { MetadataComponent } from '../metadata/component.js';
import { findType } from '../metadata/types.js';
import type { Change, Repair } from './plan.js';

/** Finds apps that the org has without all of the parts that make the flow work: a refresh can leave them so. */
export function repairsOf(changes: readonly Change[], found: readonly MetadataComponent[]): readonly Repair[] {
  const existing = new Set(found.filter(({ type }) => findType(type)?.role === 'app').map(({ fullName }) => fullName));
  const created = changes.filter(
    ({ action, app, type }) =>
      action === 'create' && app !== undefined && existing.has(app) && findType(type)?.everyApp === true,
  );
  const byApp = Map.groupBy(created, ({ app }) => app ?? '');
  return [...byApp].map(([app, parts]) => ({ app, types: parts.map(({ type }) => type) }));
}
