import type { Context } from '../state/context.js';
import { isOn, ownerOf } from '../state/fields.js';
import { fieldsOfVersion } from './write.js';
import type { MetadataType } from './types.js';
import { SETTINGS, metadataPath, metadataType, rootOf } from './types.js';
import type { ComponentFields } from '../state/fields.js';
import type { StoredComponent } from '../state/components.js';
import { publishedFields } from './schema.js';
import { hasPermission, userById } from '../users/access.js';
import type { XmlContent } from '../wire/xml-write.js';
import { own } from '../wire/own.js';

/** Lists the components of a type. The settings always exist. [C] */
export function listComponents(context: Context, type: MetadataType): StoredComponent[] {
  if (type.name === 'Settings') return Object.keys(SETTINGS).map((name) => settingsComponent(context, name));
  return Object.values(context.world.components)
    .filter((component) => component.type === type.name)
    .sort((left, right) => (left.fullName < right.fullName ? -1 : 1));
}

/** Lists the full names of a type's components. */
export function namesOf(context: Context, type: MetadataType): string[] {
  return listComponents(context, type).map((component) => component.fullName);
}

function settingsComponent({ world }: Context, fullName: string): StoredComponent {
  const [admin] = world.users;
  const date = '2026-01-01T00:00:00.000Z';
  return {
    type: 'Settings',
    fullName,
    id: '',
    fields: {},
    createdDate: date,
    createdById: admin?.id ?? '',
    lastModifiedDate: date,
    lastModifiedById: admin?.id ?? '',
  };
}

/**
 * Gives the fields that a retrieve returns: those of the version, every switch, and no execution user while the flow
 * is off. [P]
 */
export function fieldsToRetrieve(
  context: Context,
  component: StoredComponent,
  version: number,
  userId: string,
): ComponentFields {
  const type = metadataType(component.type);
  const root = type === undefined ? component.type : rootOf(type, component.fullName);
  if (component.type === 'Settings') {
    const names = publishedFields(root, version)?.map((field) => field.name) ?? [];
    return Object.fromEntries(names.map((name) => [name, String(context.world.settings[name] === true)]));
  }
  const { clientCredentialsFlowUser, ...rest } = component.fields;
  const withUser = clientCredentialsFlowUser !== undefined && isOn(component.fields, 'isClientCredentialsFlowEnabled');
  const shown = {
    ...rest,
    ...secretOf(context, component, userId),
    ...(withUser ? { clientCredentialsFlowUser } : {}),
  };
  return fieldsOfVersion(root, shown, version);
}

/** The secret is in the metadata only with the old org setting and a permission of its own. [C] */
function secretOf({ world }: Context, component: StoredComponent, userId: string): ComponentFields {
  const user = userById(world, userId);
  if (component.type !== 'ExtlClntAppGlobalOauthSettings' || user === undefined) return {};
  if (world.settings['enableConsumerSecretApiAccess'] !== true) return {};
  if (!hasPermission(world, user, 'ViewECAConsumerSecretsInMetadata')) return {};
  const pair = own(world.apps, ownerOf(component.fields))?.pairs.at(-1);
  return pair === undefined ? {} : { consumerSecret: pair.secret };
}

/** Describes a component as listMetadata and retrieve do. */
export function fileProperties(
  context: Context,
  component: StoredComponent,
  folder: string,
): Record<string, XmlContent> {
  const type = metadataType(component.type);
  const nameOf = (id: string): string => userById(context.world, id)?.name ?? '';
  return {
    createdById: component.createdById,
    createdByName: nameOf(component.createdById),
    createdDate: component.createdDate,
    fileName: folder + (type === undefined ? '' : metadataPath(type, component.fullName)),
    fullName: component.fullName,
    id: component.id,
    lastModifiedById: component.lastModifiedById,
    lastModifiedByName: nameOf(component.lastModifiedById),
    lastModifiedDate: component.lastModifiedDate,
    manageableState: 'unmanaged',
    type: component.type,
  };
}

/** Describes the manifest of a retrieve, which is among its files. [C] */
export function manifestProperties(context: Context, userId: string, folder: string): Record<string, XmlContent> {
  const name = userById(context.world, userId)?.name ?? '';
  const date = context.timestamp();
  return {
    createdById: userId,
    createdByName: name,
    createdDate: date,
    fileName: `${folder}package.xml`,
    fullName: `${folder}package.xml`,
    id: '',
    lastModifiedById: userId,
    lastModifiedByName: name,
    lastModifiedDate: date,
    manageableState: 'unmanaged',
    type: 'Package',
  };
}
