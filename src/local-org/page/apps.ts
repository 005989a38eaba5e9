import type { Context } from '../state/context.js';
import type { StoredComponent } from '../state/components.js';
import { componentKey, partsOf } from '../state/components.js';
import type { FieldValue } from '../state/fields.js';
import { isOn, textOf } from '../state/fields.js';
import { onOff, badge, type Badge } from './badge.js';
import { paged, type Asked, type Paged } from './paging.js';
import { isHidden, PLACES, setupLabel } from './setup-fields.js';
import { listed, timeText } from './text.js';

/** An app as the page shows it. */
export interface AppView {
  readonly name: string;
  readonly label: string;
  readonly status: Badge;
  readonly parts: readonly PartView[];
  /** Whether it has a key and a secret that can be asked for. */
  readonly hasPair: boolean;
  readonly credentials: string;
}

interface PartView {
  readonly title: string;
  readonly place: string;
  readonly changed: string;
  readonly rows: readonly FieldRow[];
  readonly left: string;
}

interface FieldRow {
  readonly label: string;
  /** API name, where the label is another one. */
  readonly field: string;
  readonly value: string;
  /** Of a switch. */
  readonly badges: readonly Badge[];
}

const PER_PAGE = 20;
const MOST_FIELDS = 40;
const ORDER = Object.keys(PLACES);

/** Lists the External Client Apps, each with all of its parts, and the Connected Apps. */
export function appViews(context: Context, asked: Asked): Paged<AppView> {
  const items = Object.values(context.world.components)
    .filter(({ type }) => type === 'ExternalClientApplication' || type === 'ConnectedApp')
    .sort((left, right) => (left.fullName < right.fullName ? -1 : 1));
  const textsOf = ({ fullName, fields }: StoredComponent) => [fullName, textOf(fields, 'label')];
  const list = { name: 'apps', words: ['app', 'apps'] as const, items, perPage: PER_PAGE, textsOf };
  const page = paged(list, asked);
  return { ...page, items: page.items.map((app) => appView(context, app)) };
}

function appView(context: Context, app: StoredComponent): AppView {
  const { world } = context;
  const isConnectedApp = app.type === 'ConnectedApp';
  const shadowed = isConnectedApp && componentKey('ExternalClientApplication', app.fullName) in world.components;
  const parts = isConnectedApp ? [app] : [app, ...partsOf(world.components, app.fullName)];
  const credentials = shadowed ? undefined : world.apps[app.fullName];
  const label = textOf(app.fields, 'label');
  return {
    name: app.fullName,
    label: label === app.fullName ? '' : label,
    status: isConnectedApp ? badge('idle', 'Connected App') : statusOf(parts),
    parts: parts.toSorted((left, right) => rank(left) - rank(right)).map((part) => partView(part)),
    hasPair: (credentials?.pairs.length ?? 0) > 0,
    credentials: credentialsText(context, app.fullName),
  };
}

const rank = ({ type }: StoredComponent): number => {
  const at = ORDER.indexOf(type);
  return at < 0 ? ORDER.length : at;
};

function statusOf(parts: readonly StoredComponent[]): Badge {
  const policies = parts.find(({ type }) => type === 'ExtlClntAppConfigurablePolicies');
  if (policies === undefined) return badge('bad', 'no policies');
  return isOn(policies.fields, 'isEnabled') ? badge('good', 'Enabled') : badge('warn', 'Disabled');
}

function credentialsText(context: Context, app: string): string {
  const credentials = context.world.apps[app];
  if (credentials === undefined || credentials.pairs.length === 0) return 'It has no consumer key.';
  const { staged } = credentials;
  if (staged === undefined) return 'One pair of key and secret.';
  const state = staged.until <= context.now() ? 'expired' : staged.state.toLowerCase();
  return `One pair of key and secret, and a staged one (${state}).`;
}

function partView(part: StoredComponent): PartView {
  const rows = rowsOf(part.fields);
  return {
    title: part.type === part.fullName ? part.type : `${part.type} ${part.fullName}`,
    place: PLACES[part.type] ?? 'Settings',
    changed: timeText(part.lastModifiedDate),
    rows: rows.slice(0, MOST_FIELDS),
    left: rows.length > MOST_FIELDS ? `${rows.length - MOST_FIELDS} more fields are not shown.` : '',
  };
}

function rowsOf(fields: StoredComponent['fields']): readonly FieldRow[] {
  return Object.entries(fields)
    .filter(([name]) => name !== 'externalClientApplication')
    .map(([name, value]) => {
      const label = setupLabel(name);
      const isSwitch = value === 'true' || value === 'false';
      return {
        label,
        field: label === name ? '' : name,
        value: isSwitch ? '' : valueText(name, value),
        badges: isSwitch ? [onOff(value === 'true')] : [],
      };
    });
}

function valueText(name: string, value: FieldValue): string {
  if (typeof value === 'string') return isHidden(name, value) ? 'hidden' : value === '' ? '—' : value;
  if (Array.isArray(value)) {
    const all = value as readonly Exclude<FieldValue, readonly unknown[]>[];
    return listed(all.map((one) => valueText(name, one)));
  }
  const inner = Object.entries(value).map(([field, own]) => `${field}: ${valueText(field, own)}`);
  return isHidden(name, value) ? 'hidden' : `(${inner.join('; ')})`;
}
