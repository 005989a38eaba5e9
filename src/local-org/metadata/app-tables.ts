import { SCOPES, commaSeparated } from '../apps/scopes.js';
import type { ColumnType, Row, Table } from '../soql/table.js';
import type { CellValue } from '../soql/values.js';
import type { StoredComponent } from '../state/components.js';
import { componentKey, partOf } from '../state/components.js';
import type { Context } from '../state/context.js';
import { certain } from '../state/evidence.js';
import { isOn, ownerOf, textOf } from '../state/fields.js';
import { hasPermission } from '../users/access.js';

type Columns = Readonly<Record<string, ColumnType>>;

/** Columns that each setup object has; which they are was read from types that tools made of describes. [C] */
const SETUP_COLUMNS: Columns = {
  Id: 'id',
  IsDeleted: 'boolean',
  DeveloperName: 'string',
  Language: 'string',
  MasterLabel: 'string',
  CreatedDate: 'datetime',
  CreatedById: 'reference',
  LastModifiedDate: 'datetime',
  LastModifiedById: 'reference',
  SystemModstamp: 'datetime',
};

const USERS: Table['relations'] = {
  CreatedBy: { table: 'User', key: 'CreatedById' },
  LastModifiedBy: { table: 'User', key: 'LastModifiedById' },
};

const APP: Table['relations'] = {
  ...USERS,
  ExternalClientApplication: { table: 'ExternalClientApplication', key: 'ExternalClientApplicationId' },
};

const SETTINGS: Table['relations'] = {
  ...APP,
  ExtlClntAppOauthSettings: { table: 'ExtlClntAppOauthSettings', key: 'ExtlClntAppOauthSettingsId' },
};

/** Columns whose cells are the fields of the component, under the same names. */
const APP_FIELDS: Columns = {
  ContactEmail: 'email',
  ContactPhone: 'phone',
  Description: 'string',
  DistributionState: 'string',
  IconUrl: 'url',
  InfoUrl: 'url',
  LogoUrl: 'url',
  ManagedType: 'string',
  OrgScopedExternalApp: 'string',
};

const POLICY_FIELDS: Columns = {
  ClientCredentialsFlowUser: 'string',
  GuestJwtSessionTimeoutType: 'string',
  GuestJwtTimeout: 'string',
  IpRelaxationPolicyType: 'string',
  IsClientCredentialsFlowEnabled: 'boolean',
  IsGuestCodeCredFlowEnabled: 'boolean',
  IsNamedUserJwtEnabled: 'boolean',
  IsTokenExchangeFlowEnabled: 'boolean',
  NamedUserJwtSessionTimeoutType: 'string',
  NamedUserJwtTimeout: 'string',
  PermittedUsersPolicyType: 'string',
  PolicyAction: 'string',
  RefreshTokenPolicyType: 'string',
  RefreshTokenValidityPeriod: 'int',
  RefreshTokenValidityUnit: 'string',
  RequiredSessionLevel: 'string',
  SessionTimeoutInMinutes: 'int',
  SingleLogoutUrl: 'url',
  StartUrl: 'url',
};

const SETTINGS_FIELDS: Columns = {
  ClientAssertionCertificate: 'string',
  OauthLink: 'string',
  SingleLogoutUrl: 'url',
};

const PLUGIN_FIELDS: Columns = { IsEnabled: 'boolean', StartPage: 'string', StartUrl: 'url' };

/** Columns that tell of a plug-in, with the field that switches it. [U] their values */
const PLUGINS: Readonly<Record<string, string>> = {
  MobilePluginStatus: 'isMobilePluginEnabled',
  NotifPluginStatus: 'isNotificationPluginEnabled',
  OauthPluginStatus: 'isOauthPluginEnabled',
  PushPluginStatus: 'isPushPluginEnabled',
  SamlPluginStatus: 'isSamlPluginEnabled',
};

/** Scopes whose column has another name than the scope in the protocol. */
const SCOPE_NAMES: Readonly<Record<string, string>> = {
  Basic: 'SSO',
  Chatter: 'CHATTER_REST_API',
  CustomApplications: 'VF',
  Wave: 'WAVE_REST_API',
  Eclair: 'ECLAIR_REST_API',
};

const SCOPE_COLUMNS: ReadonlyMap<string, string> = new Map(
  Object.entries(SCOPES).map(([scope, protocol]) => [
    `OauthScopes${SCOPE_NAMES[scope] ?? protocol.toUpperCase()}`,
    scope,
  ]),
);

function componentsOf({ world }: Context, type: string): StoredComponent[] {
  return Object.values(world.components).filter((component) => component.type === type);
}

const appIdOf = ({ world }: Context, component: StoredComponent): string | null =>
  world.components[componentKey('ExternalClientApplication', ownerOf(component.fields))]?.id ?? null;

const settingsIdOf = ({ world }: Context, component: StoredComponent): string | null =>
  partOf(world.components, 'ExtlClntAppOauthSettings', ownerOf(component.fields))?.id ?? null;

/** [U] which permission the objects ask for; the metadata needs it [C]. */
const mayView: Table['allowed'] = (context, { user }) => hasPermission(context.world, user, 'ExternalClientAppViewer');

function setupCells(component: StoredComponent): Row {
  return {
    Id: component.id,
    IsDeleted: false,
    DeveloperName: nameOf(component).name,
    Language: 'en_US',
    MasterLabel: textOf(component.fields, 'label'),
    CreatedDate: component.createdDate,
    CreatedById: component.createdById,
    LastModifiedDate: component.lastModifiedDate,
    LastModifiedById: component.lastModifiedById,
    SystemModstamp: component.lastModifiedDate,
  };
}

function nameOf({ fullName }: StoredComponent): { readonly namespace: string | null; readonly name: string } {
  const [, namespace, name = fullName] = /^(\w+?)__(\w+)$/.exec(fullName) ?? [];
  return { namespace: namespace ?? null, name };
}

/** Cells that are fields of the component. */
function fieldCells({ fields }: StoredComponent, columns: Columns): Row {
  const cell = (column: string, type: ColumnType): CellValue => {
    const name = column.charAt(0).toLowerCase() + column.slice(1);
    if (type === 'boolean') return isOn(fields, name);
    const text = textOf(fields, name);
    return text === '' ? null : type === 'int' ? Number(text) : text;
  };
  return Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, cell(name, type)]));
}

function userIdOf({ world }: Context, username: string): string | null {
  return world.users.find((user) => user.username === username)?.id ?? null;
}

const recorded = certain('wire-shapes: of records answer, whatever the object', 'recorded', 'reports');
const columnsTest = certain('app-objects: has the columns that orgs list, and no others', 'recorded');

/** External Client Apps and their parts as objects. [C] their columns; those that need Apex classes are left out. */
export const appObjectTables: readonly Table[] = [
  {
    name: 'ExternalClientApplication',
    evidence: recorded,
    columns: {
      ...SETUP_COLUMNS,
      ...APP_FIELDS,
      ManagedCollection: 'string',
      ManagedSetupPointer: 'string',
      NamespacePrefix: 'string',
      Version: 'string',
    },
    relations: USERS,
    since: 59,
    allowed: mayView,
    rows: (context) =>
      componentsOf(context, 'ExternalClientApplication').map((app) => ({
        ...setupCells(app),
        ...fieldCells(app, APP_FIELDS),
        ManagedCollection: null,
        ManagedSetupPointer: null,
        NamespacePrefix: nameOf(app).namespace,
        Version: null,
      })),
  },
  {
    name: 'ExtlClntAppOauthPlcyCnfg',
    evidence: recorded,
    columns: {
      ...SETUP_COLUMNS,
      ...POLICY_FIELDS,
      ExecuteHandlerAsId: 'reference',
      ExternalClientApplicationId: 'reference',
      ExtlClntAppOauthSettingsId: 'reference',
    },
    relations: { ...SETTINGS, ExecuteHandlerAs: { table: 'User', key: 'ExecuteHandlerAsId' } },
    since: 60,
    allowed: mayView,
    rows: (context) =>
      componentsOf(context, 'ExtlClntAppOauthConfigurablePolicies').map((policy) => ({
        ...setupCells(policy),
        ...fieldCells(policy, POLICY_FIELDS),
        ExecuteHandlerAsId: userIdOf(context, textOf(policy.fields, 'executeHandlerAs')),
        ExternalClientApplicationId: appIdOf(context, policy),
        ExtlClntAppOauthSettingsId: settingsIdOf(context, policy),
      })),
  },
  {
    name: 'ExtlClntAppPlcyCnfg',
    evidence: recorded,
    columns: {
      ...SETUP_COLUMNS,
      ...PLUGIN_FIELDS,
      ...Object.fromEntries(Object.keys(PLUGINS).map((name) => [name, 'string'] as const)),
      ExternalClientApplicationId: 'reference',
    },
    relations: APP,
    since: 60,
    allowed: mayView,
    rows: (context) =>
      componentsOf(context, 'ExtlClntAppConfigurablePolicies').map((policy) => ({
        ...setupCells(policy),
        ...fieldCells(policy, PLUGIN_FIELDS),
        ...Object.fromEntries(
          Object.entries(PLUGINS).map(([name, field]) => [name, isOn(policy.fields, field) ? 'Enabled' : 'Disabled']),
        ),
        ExternalClientApplicationId: appIdOf(context, policy),
      })),
  },
  {
    name: 'ExtlClntAppOauthSettings',
    evidence: recorded,
    columns: {
      ...SETUP_COLUMNS,
      ...SETTINGS_FIELDS,
      ...Object.fromEntries([...SCOPE_COLUMNS.keys()].map((name) => [name, 'boolean'] as const)),
      ExternalClientApplicationId: 'reference',
      ExtlClntAppOauthOptionsFirstPartyAppEnabled: 'boolean',
      NamespacePrefix: 'string',
    },
    relations: APP,
    since: 59,
    allowed: mayView,
    rows: (context) =>
      componentsOf(context, 'ExtlClntAppOauthSettings').map((settings) => {
        const granted = commaSeparated(textOf(settings.fields, 'commaSeparatedOauthScopes'));
        return {
          ...setupCells(settings),
          ...fieldCells(settings, SETTINGS_FIELDS),
          ...Object.fromEntries([...SCOPE_COLUMNS].map(([name, scope]) => [name, granted.includes(scope)])),
          ExternalClientApplicationId: appIdOf(context, settings),
          ExtlClntAppOauthOptionsFirstPartyAppEnabled: isOn(settings.fields, 'isFirstPartyAppEnabled'),
          NamespacePrefix: nameOf(settings).namespace,
        };
      }),
  },
  {
    name: 'ExtlClntAppOauthConsumer',
    evidence: columnsTest,
    columns: {
      ...SETUP_COLUMNS,
      ExternalClientApplicationId: 'reference',
      ExtlClntAppOauthSettingsId: 'reference',
    },
    relations: SETTINGS,
    since: 59,
    allowed: mayView,
    rows: (context) =>
      componentsOf(context, 'ExtlClntAppGlobalOauthSettings').map((settings) => ({
        ...setupCells(settings),
        ExternalClientApplicationId: appIdOf(context, settings),
        ExtlClntAppOauthSettingsId: settingsIdOf(context, settings),
      })),
  },
];
