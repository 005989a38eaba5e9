import type { Context } from '../state/context.js';
import { putComponent, componentKey } from '../state/components.js';
import { metadataType } from './types.js';
import type { ComponentFields, FieldValue } from '../state/fields.js';

type Change = Readonly<Record<string, FieldValue | boolean | number | undefined>>;

/** Changes a component without any check. */
export function changeComponent(
  context: Context,
  type: string,
  fullName: string,
  change: Change,
  how: 'merge' | 'replace',
): void {
  const { world } = context;
  const key = componentKey(type, fullName);
  const before = world.components[key];
  if (before === undefined && how === 'merge') throw new Error(`The local org has no ${type} named "${fullName}".`);
  const base: ComponentFields = how === 'merge' ? (before?.fields ?? {}) : {};
  const author = world.users[0]?.id ?? '';
  const now = context.timestamp();
  putComponent(world.components, {
    type,
    fullName,
    id: before?.id ?? context.nextId(metadataType(type)?.prefix ?? '000'),
    fields: merged(base, change),
    createdDate: before?.createdDate ?? now,
    createdById: before?.createdById ?? author,
    lastModifiedDate: now,
    lastModifiedById: author,
  });
}

function merged(base: ComponentFields, change: Change): ComponentFields {
  const result: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries({ ...base, ...change })) {
    if (value !== undefined)
      result[name] = typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
  }
  return result;
}

/** Takes a component out of the org without any check. */
export function dropComponent({ world }: Context, type: string, fullName: string): void {
  const key = componentKey(type, fullName);
  world.components = Object.fromEntries(Object.entries(world.components).filter(([other]) => other !== key));
  if (type !== 'ExternalClientApplication') return;
  world.apps = Object.fromEntries(Object.entries(world.apps).filter(([app]) => app !== fullName));
}
