import type { Context } from './context.js';
import type { AppCredentials, ComponentFields, PermissionSetRecord, StoredComponent, World } from './model.js';

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
  readonly ignoreWarnings: boolean;
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

/** Lists the parts of an app, whatever their names. */
export function partsOf(components: Draft['components'], app: string): StoredComponent[] {
  return Object.values(components).filter(
    (component) => component.type.startsWith('ExtlClntApp') && ownerOf(component.fields) === app,
  );
}

/** Finds an app's part of a type. */
export function partOf(components: Draft['components'], type: string, app: string): StoredComponent | undefined {
  return partsOf(components, app).find((component) => component.type === type);
}
