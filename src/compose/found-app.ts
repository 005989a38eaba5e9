import { foreignOrgIn, linksOf } from '../metadata/app-link.js';
import type { Fields, FieldValue, MetadataComponent } from '../metadata/component.js';
import { withoutNamespace } from '../metadata/namespace.js';
import { appOf } from '../metadata/parts.js';
import { findType } from '../metadata/types.js';

/** An app as it was found, in source or in an org. */
export interface FoundApp {
  readonly name: string;
  readonly role: 'owner' | 'subscriber';
  /** The app and its parts as far as the config decides about them: of a subscriber's app, the policies. */
  readonly components: readonly MetadataComponent[];
  /** What the publisher of the app decides about. */
  readonly publishers: readonly MetadataComponent[];
  /** Further components of a type of which an app has one. */
  readonly repeated: readonly MetadataComponent[];
}

const isPolicy = ({ type }: MetadataComponent): boolean => findType(type)?.policy === true;
const orderOf = ({ type }: MetadataComponent): number => findType(type)?.deployOrder ?? 0;

/** Gives a value whose texts have no space around them, as an org keeps them. */
function trimmed(value: FieldValue): FieldValue {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map((item) => trimmed(item as FieldValue)) as FieldValue;
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return trimmedFields(value as Fields);
}

function trimmedFields(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, trimmed(value)]));
}

/**
 * Tells whether somebody else publishes an app: it has a namespace, it is packaged and links to another org, or nothing
 * but policies is there of it.
 *
 * @param orgId - Org that the app was found in. Default: it was found in source.
 */
function isSubscribers(name: string, own: readonly MetadataComponent[], orgId: string | undefined): boolean {
  if (withoutNamespace(name) !== name || own.every(isPolicy)) return true;
  const isPackaged = own.some(({ fields }) => fields.distributionState === 'Packaged');
  return orgId !== undefined && isPackaged && foreignOrgIn(linksOf(name, own), orgId) !== undefined;
}

function appFound(name: string, all: readonly MetadataComponent[], orgId: string | undefined): FoundApp {
  const inOrder = all
    .map((each) => ({ ...each, fields: trimmedFields(each.fields) }))
    .toSorted((a, b) => orderOf(a) - orderOf(b));
  const first = inOrder.filter(({ type }, index) => inOrder.findIndex((other) => other.type === type) === index);
  const isSubscriber = isSubscribers(name, inOrder, orgId);
  return {
    name,
    role: isSubscriber ? 'subscriber' : 'owner',
    components: isSubscriber ? first.filter(isPolicy) : first,
    publishers: isSubscriber ? first.filter((each) => !isPolicy(each)) : [],
    repeated: inOrder.filter((each) => !first.includes(each)),
  };
}

/** Puts components together by the app that owns them, in the order of the apps' names. Others are left out. */
export function appsIn(found: readonly MetadataComponent[], orgId?: string): readonly FoundApp[] {
  const byApp = Map.groupBy(found, (component) => appOf(component) ?? '');
  return [...byApp]
    .filter(([name]) => name !== '')
    .map(([name, own]) => appFound(name, own, orgId))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
