import { id15, id18, newConsumerKey, newConsumerSecret } from '../state/ids.js';
import type { Context } from '../state/context.js';
import type { Incoming } from './incoming.js';
import { isOn, ownerOf, textOf, groupsOf } from '../state/fields.js';
import { partOf, putComponent, componentKey } from '../state/components.js';
import { defaultFields } from './defaults.js';
import { metadataType } from './types.js';
import type { AppCredentials } from '../state/apps.js';
import type { ComponentFields, FieldValue } from '../state/fields.js';
import type { ObjectAccess } from '../state/users.js';
import type { StoredComponent } from '../state/components.js';
import { commaSeparated } from '../apps/scopes.js';
import { own } from '../wire/own.js';

/** Outcome of saving a component. */
export interface Saved {
  readonly id: string;
  readonly created: boolean;
  readonly changed: boolean;
}

/** Puts a checked component into the draft, with the fields that the org fills itself. */
export function saveComponent(incoming: Incoming, userId: string): Saved {
  const { context, draft, type, fullName, before } = incoming;
  if (type === 'Settings') return saveSettings(incoming);
  const fields = dropEmpty(finished(incoming));
  const id = before?.id ?? context.nextId(metadataType(type)?.prefix ?? '000');
  const changed = before === undefined || !sameFields(before.fields, fields);
  if (changed) {
    const now = context.timestamp();
    const stored: StoredComponent = {
      type,
      fullName,
      id,
      fields,
      createdDate: before?.createdDate ?? now,
      createdById: before?.createdById ?? userId,
      lastModifiedDate: now,
      lastModifiedById: userId,
    };
    putComponent(draft.components, stored);
  }
  return { id, created: before === undefined, changed };
}

/** Settings are switches of the org: those that the file names are set, the others stay. */
function saveSettings({ draft, deployed }: Incoming): Saved {
  const entries = Object.entries(deployed).map(([name, value]) => [name, value === 'true'] as const);
  const changed = entries.some(([name, value]) => (draft.settings[name] === true) !== value);
  for (const [name, value] of entries) draft.settings[name] = value;
  return { id: '', created: false, changed };
}

/** Values that the org writes itself, by type. */
const FINISH: Readonly<Record<string, (incoming: Incoming) => ComponentFields>> = {
  ExternalClientApplication: ({ context, fullName, deployed, origin }) => ({
    orgScopedExternalApp:
      (origin === 'seed' && textOf(deployed, 'orgScopedExternalApp')) || `${id15(context.world.org.id)}:${fullName}`, // [C]
  }),
  ExtlClntAppOauthSettings: (incoming) => {
    const app = consumerOf(incoming);
    return {
      commaSeparatedOauthScopes: commaSeparated(textOf(incoming.fields, 'commaSeparatedOauthScopes')).join(', '), // [C]
      oauthLink:
        textOf(incoming.deployed, 'oauthLink') || `${id15(incoming.context.world.org.id)}:${id15(app.consumerId)}`, // [C]
    };
  },
  ExtlClntAppGlobalOauthSettings: (incoming) => ({
    callbackUrl: textOf(incoming.fields, 'callbackUrl').split(/\s+/).join('\n'),
    consumerKey: credentialsAfter(incoming),
    consumerSecret: '', // [C] kept apart, and not in retrieved files
    ...pkceSetBack(incoming),
    shouldRotateConsumerKey: 'false', // [U] that the switch does not stay on
    shouldRotateConsumerSecret: 'false',
  }),
  ExtlClntAppOauthConfigurablePolicies: ({ fields }) => {
    const lifetime = textOf(fields, 'refreshTokenPolicyType').startsWith('Specific');
    return {
      clientCredentialsFlowUser: textOf(fields, 'clientCredentialsFlowUser').toLowerCase(),
      commaSeparatedPermissionSet: commaSeparated(textOf(fields, 'commaSeparatedPermissionSet')).join(', '),
      commaSeparatedProfile: commaSeparated(textOf(fields, 'commaSeparatedProfile')).join(', '),
      ...(lifetime ? {} : { refreshTokenValidityPeriod: '', refreshTokenValidityUnit: '' }),
    };
  },
  PermissionSet: (incoming) => {
    savePermissionSet(incoming);
    return {};
  },
};

/** [C] the platform sets PKCE back to on for the flows that support it; for client credentials alone it is not known. */
function pkceSetBack({ context, fields, origin }: Incoming): ComponentFields {
  if (origin === 'seed') return {};
  const others = ['isCodeCredFlowEnabled', 'isDeviceFlowEnabled', 'isTokenExchangeEnabled'];
  const alone = isOn(fields, 'isClientCredentialsFlowEnabled') && !others.some((flow) => isOn(fields, flow));
  const kept = alone && context.assumed('pkce-of-client-credentials') === 'kept';
  return kept ? {} : { isPkceRequired: 'true' };
}

function finished(incoming: Incoming): ComponentFields {
  const labelled = metadataType(incoming.type)?.rank ?? 0;
  const label = textOf(incoming.fields, 'label') || (labelled >= 4 ? incoming.fullName : ''); // [U] label left out
  return { ...incoming.fields, ...(label === '' ? {} : { label }), ...FINISH[incoming.type]?.(incoming) };
}

function dropEmpty(fields: ComponentFields): ComponentFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value.length !== 0));
}

function sameFields(left: ComponentFields, right: ComponentFields): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

function sorted(fields: ComponentFields): [string, FieldValue][] {
  return Object.entries(fields).sort(([left], [right]) => (left < right ? -1 : 1));
}

/** Gives the consumer of the app that an incoming part belongs to; makes it when the app has none yet. */
function consumerOf(incoming: Incoming): AppCredentials {
  const { context, draft, fields } = incoming;
  const app = ownerOf(fields);
  const existing = own(draft.apps, app);
  if (existing !== undefined) return existing;
  const record = draft.components[componentKey('ExternalClientApplication', app)];
  const appId = context.assumed('app-id') === 'record-id' && record !== undefined ? record.id : context.nextId('0xW');
  const consumerId = seededConsumer(incoming) ?? context.nextId('888');
  const made: AppCredentials = { app, consumerId, appId, pairs: [], views: [], used: false };
  draft.apps[app] = made;
  return made;
}

/** Id of the consumer that the link of a seeded app names. */
function seededConsumer({ deployed, origin }: Incoming): string | undefined {
  const id = /^00D\w{12}:(888\w{12})$/.exec(textOf(deployed, 'oauthLink'))?.[1];
  return origin === 'seed' && id !== undefined ? id18(id) : undefined;
}

/**
 * Settles key and secret of the app: made on the first deploy [C], taken from the file when it has them then, and ignored
 * in later ones [P], replaced when the file asks for rotation [C].
 *
 * @returns The consumer key.
 */
function credentialsAfter(incoming: Incoming): string {
  const { context, deployed: written, draft, before } = incoming;
  const deployed = before === undefined ? written : { ...written, consumerKey: '', consumerSecret: '' };
  const app = consumerOf(incoming);
  const current = app.pairs.at(-1);
  const rotatedKey = isOn(deployed, 'shouldRotateConsumerKey');
  const rotatedSecret = isOn(deployed, 'shouldRotateConsumerSecret');
  const key = rotatedKey ? newConsumerKey() : textOf(deployed, 'consumerKey') || (current?.key ?? newConsumerKey());
  const secret = rotatedSecret
    ? newConsumerSecret()
    : textOf(deployed, 'consumerSecret') || (current?.secret ?? newConsumerSecret());
  if (current?.key === key && current.secret === secret) return key;
  const now = context.now();
  const ended = app.pairs.map((pair) => (pair.until === undefined ? { ...pair, until: now } : pair));
  const pairs = [...ended, { id: context.nextId('0xX'), key, secret, from: now }];
  draft.apps[app.app] = { ...app, pairs };
  return key;
}

const OBJECT_ACCESS: readonly (readonly [string, ObjectAccess])[] = [
  ['allowCreate', 'create'],
  ['allowRead', 'read'],
  ['allowEdit', 'edit'],
  ['allowDelete', 'delete'],
];

function savePermissionSet({ context, draft, fullName, fields }: Incoming): void {
  const before = draft.permissionSets.find((set) => set.name === fullName);
  const licence = textOf(fields, 'license');
  const saved = {
    id: before?.id ?? context.nextId('0PS'),
    name: fullName,
    label: textOf(fields, 'label'),
    permissions: groupsOf(fields, 'userPermissions')
      .filter((permission) => isOn(permission, 'enabled'))
      .map((permission) => textOf(permission, 'name')),
    objects: Object.fromEntries(
      groupsOf(fields, 'objectPermissions').map((access) => [
        textOf(access, 'object'),
        OBJECT_ACCESS.filter(([field]) => isOn(access, field)).map(([, name]) => name),
      ]),
    ),
    ...(licence === '' ? {} : { licence }),
  };
  draft.permissionSets = [...draft.permissionSets.filter((set) => set.name !== fullName), saved];
}

/** Saves the policies that the org makes itself for apps that have none, under Salesforce's names. [P] */
export function saveDefaultPolicies(context: Context, draft: Incoming['draft'], userId: string): void {
  const oauthSettings = Object.values(draft.components).filter((found) => found.type === 'ExtlClntAppOauthSettings');
  for (const settings of oauthSettings) {
    const app = ownerOf(settings.fields);
    if (draft.components[componentKey('ExternalClientApplication', app)] === undefined) continue;
    const wanted = [
      ['ExtlClntAppOauthConfigurablePolicies', `${settings.fullName}_defaultPolicy`],
      ['ExtlClntAppConfigurablePolicies', `${app}_defaultPolicy`],
    ] as const;
    for (const [type, fullName] of wanted) {
      if (partOf(draft.components, type, app) !== undefined) continue;
      const own = type === 'ExtlClntAppConfigurablePolicies' ? { isEnabled: 'true' } : {};
      const fields = { ...defaultFields(type), ...own, externalClientApplication: app };
      const incoming: Incoming = {
        context,
        draft,
        type,
        fullName,
        deployed: fields,
        fields,
        before: undefined,
        version: context.newestVersion,
        origin: 'deploy',
      };
      saveComponent(incoming, userId);
    }
  }
}
