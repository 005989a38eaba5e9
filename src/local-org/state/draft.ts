import type { Context } from './context.js';
import type { AppCredentials, ComponentFields, PermissionSetRecord, StoredComponent, World } from './world.js';
import { componentKey } from './world.js';

/** The parts of the org that a deploy changes, copied so that it can be thrown away. */
export interface Draft {
  components: Record<string, StoredComponent>;
  apps: Record<string, AppCredentials>;
  permissionSets: PermissionSetRecord[];
  settings: Record<string, boolean>;
}

/** A component on its way into the org. */
export interface Incoming {
  readonly context: Context;
  readonly draft: Draft;
  readonly type: string;
  readonly fullName: string;
  /** What the file says. */
  readonly deployed: ComponentFields;
  /** What the org would keep: the file, defaults, and fields that the API version does not know. */
  readonly fields: ComponentFields;
  readonly before: StoredComponent | undefined;
  readonly version: number;
}

/** Finds what is wrong with an incoming component. */
export type Rule = (incoming: Incoming) => string | undefined;

/** Copies what a deploy may change. */
export function draftOf(world: World): Draft {
  return {
    components: { ...world.components },
    apps: { ...world.apps },
    permissionSets: [...world.permissionSets],
    settings: { ...world.settings },
  };
}

/** Gives the text of a field, empty when it is not set. */
export function textOf(fields: ComponentFields | undefined, name: string): string {
  const value = fields?.[name];
  return typeof value === 'string' ? value : '';
}

/** Tells whether a switch is on. */
export function isOn(fields: ComponentFields | undefined, name: string): boolean {
  return textOf(fields, name) === 'true';
}

/** Name of the app that a part belongs to. */
export function ownerOf(fields: ComponentFields): string {
  return textOf(fields, 'externalClientApplication');
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
