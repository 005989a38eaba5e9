import type { ComponentFields } from './fields.js';
import { ownerOf } from './fields.js';

/** A metadata component that the org holds. */
export interface StoredComponent {
  readonly type: string;
  readonly fullName: string;
  readonly id: string;
  readonly fields: ComponentFields;
  readonly createdDate: string;
  readonly createdById: string;
  readonly lastModifiedDate: string;
  readonly lastModifiedById: string;
}

/** Key of a component among those of the org. */
export function componentKey(type: string, fullName: string): string {
  return `${type}/${fullName}`;
}

type Components = Record<string, StoredComponent>;

/** Parts by app, for each set of components; made on first use and kept in step by put and remove. */
const indexes = new WeakMap<Components, Map<string, StoredComponent[]>>();

const isPart = (component: StoredComponent): boolean => component.type.startsWith('ExtlClntApp');

function indexOf(components: Components): Map<string, StoredComponent[]> {
  const known = indexes.get(components);
  if (known !== undefined) return known;
  const index = new Map<string, StoredComponent[]>();
  for (const component of Object.values(components)) if (isPart(component)) addTo(index, component);
  indexes.set(components, index);
  return index;
}

function addTo(index: Map<string, StoredComponent[]>, component: StoredComponent): void {
  const owner = ownerOf(component.fields);
  const parts = index.get(owner);
  if (parts === undefined) index.set(owner, [component]);
  else parts.push(component);
}

/** Puts a component in, in place of the one with its type and name. */
export function putComponent(components: Components, component: StoredComponent): void {
  const key = componentKey(component.type, component.fullName);
  removeComponent(components, key);
  components[key] = component;
  if (isPart(component)) addTo(indexOf(components), component);
}

/** Takes a component out. */
export function removeComponent(components: Components, key: string): void {
  const index = indexOf(components);
  const before = components[key];
  if (before === undefined) return;
  const owner = ownerOf(before.fields);
  if (isPart(before))
    index.set(
      owner,
      (index.get(owner) ?? []).filter((part) => part !== before),
    );
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the components are a map by key
  delete components[key];
}

/** Lists the parts of an app, whatever their names. */
export function partsOf(components: Components, app: string): readonly StoredComponent[] {
  return indexOf(components).get(app) ?? [];
}

/** Finds an app's part of a type. */
export function partOf(components: Components, type: string, app: string): StoredComponent | undefined {
  return partsOf(components, app).find((component) => component.type === type);
}
