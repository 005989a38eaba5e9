import { certain } from '../state/evidence.js';
import type { Context } from '../state/context.js';
import { isOn, ownerOf, textOf } from '../state/fields.js';
import type { StoredComponent } from '../state/components.js';
import { componentKey, partOf } from '../state/components.js';
import { SCOPES } from '../apps/scopes.js';
import type { Row, Table } from '../soql/table.js';
import { hasPermission } from '../users/access.js';

const SETUP_COLUMNS: Table['columns'] = {
  Id: 'id',
  DeveloperName: 'string',
  MasterLabel: 'string',
  NamespacePrefix: 'string',
  CreatedDate: 'datetime',
  LastModifiedDate: 'datetime',
  CreatedById: 'reference',
};

function setupCells(component: StoredComponent): Row {
  const [, namespace, name = component.fullName] = /^(\w+?)__(\w+)$/.exec(component.fullName) ?? [];
  return {
    Id: component.id,
    DeveloperName: name,
    MasterLabel: textOf(component.fields, 'label'),
    NamespacePrefix: namespace ?? null,
    CreatedDate: component.createdDate,
    LastModifiedDate: component.lastModifiedDate,
    CreatedById: component.createdById,
  };
}

function componentsOf({ world }: Context, type: string): StoredComponent[] {
  return Object.values(world.components).filter((component) => component.type === type);
}

const appIdOf = ({ world }: Context, component: StoredComponent): string | null =>
  world.components[componentKey('ExternalClientApplication', ownerOf(component.fields))]?.id ?? null;

/** [U] which permission the objects ask for; the metadata needs it [C]. */
const mayView: Table['allowed'] = (context, { user }) => hasPermission(context.world, user, 'ExternalClientAppViewer');

const scopeColumn = (scope: string): string => `OauthScopes${scope === 'Api' ? 'API' : scope}`;

const SCOPE_COLUMNS: Table['columns'] = Object.fromEntries(
  Object.keys(SCOPES).map((scope) => [scopeColumn(scope), 'boolean'] as const),
);

/** Apps as objects. */
export const metadataTables: readonly Table[] = [
  {
    name: 'ConnectedApplication',
    evidence: certain(
      'connected-apps: are there when the seed holds them, for queries and for a retrieve',
      'published',
    ),
    columns: {
      Id: 'id',
      Name: 'string',
      CreatedDate: 'datetime',
      LastModifiedDate: 'datetime',
      CreatedById: 'reference',
    },
    rows: (context) =>
      componentsOf(context, 'ConnectedApp').map((app) => ({
        Id: app.id,
        Name: textOf(app.fields, 'label'),
        CreatedDate: app.createdDate,
        LastModifiedDate: app.lastModifiedDate,
        CreatedById: app.createdById,
      })),
  },
  {
    name: 'ExternalClientApplication',
    evidence: certain('wire-shapes: of records answer, whatever the object', 'published'),
    columns: {
      ...SETUP_COLUMNS,
      ContactEmail: 'email',
      Description: 'string',
      DistributionState: 'string',
      IsProtected: 'boolean',
      ManagedType: 'string',
      OrgScopedExternalApp: 'string',
      Version: 'string',
    },
    since: 59,
    allowed: mayView,
    rows: (context) =>
      componentsOf(context, 'ExternalClientApplication').map((app) => ({
        ...setupCells(app),
        ContactEmail: textOf(app.fields, 'contactEmail'),
        Description: textOf(app.fields, 'description') || null,
        DistributionState: textOf(app.fields, 'distributionState'),
        IsProtected: isOn(app.fields, 'isProtected'),
        ManagedType: textOf(app.fields, 'managedType') || null,
        OrgScopedExternalApp: textOf(app.fields, 'orgScopedExternalApp') || null,
        Version: null,
      })),
  },
  {
    name: 'ExtlClntAppOauthPlcyCnfg',
    evidence: certain('wire-shapes: of records answer, whatever the object', 'published'),
    columns: {
      ...SETUP_COLUMNS,
      ExternalClientApplicationId: 'reference',
      IsClientCredentialsFlowEnabled: 'boolean',
      ClientCredentialsFlowUser: 'string',
      PermittedUsersPolicyType: 'string',
      IpRelaxationPolicyType: 'string',
      RequiredSessionLevel: 'string',
      ExtlClntAppOauthSettingsId: 'reference',
    },
    since: 60,
    allowed: mayView,
    rows: (context) =>
      componentsOf(context, 'ExtlClntAppOauthConfigurablePolicies').map((policy) => ({
        ...setupCells(policy),
        ExternalClientApplicationId: appIdOf(context, policy),
        IsClientCredentialsFlowEnabled: isOn(policy.fields, 'isClientCredentialsFlowEnabled'),
        ClientCredentialsFlowUser: textOf(policy.fields, 'clientCredentialsFlowUser') || null,
        PermittedUsersPolicyType: textOf(policy.fields, 'permittedUsersPolicyType'),
        IpRelaxationPolicyType: textOf(policy.fields, 'ipRelaxationPolicyType') || null,
        RequiredSessionLevel: textOf(policy.fields, 'requiredSessionLevel') || null,
        ExtlClntAppOauthSettingsId:
          partOf(context.world.components, 'ExtlClntAppOauthSettings', ownerOf(policy.fields))?.id ?? null,
      })),
  },
  {
    name: 'ExtlClntAppPlcyCnfg',
    evidence: certain('wire-shapes: of records answer, whatever the object', 'published'),
    columns: {
      ...SETUP_COLUMNS,
      ExternalClientApplicationId: 'reference',
      IsEnabled: 'boolean',
      OauthPluginStatus: 'string', // [U] its values
    },
    since: 60,
    allowed: mayView,
    rows: (context) =>
      componentsOf(context, 'ExtlClntAppConfigurablePolicies').map((policy) => ({
        ...setupCells(policy),
        ExternalClientApplicationId: appIdOf(context, policy),
        IsEnabled: isOn(policy.fields, 'isEnabled'),
        OauthPluginStatus: isOn(policy.fields, 'isOauthPluginEnabled') ? 'Enabled' : 'Disabled',
      })),
  },
  {
    name: 'ExtlClntAppOauthSettings',
    evidence: certain('wire-shapes: of records answer, whatever the object', 'published'),
    columns: { ...SETUP_COLUMNS, ExternalClientApplicationId: 'reference', OauthLink: 'string', ...SCOPE_COLUMNS },
    since: 59,
    allowed: mayView,
    rows: (context) =>
      componentsOf(context, 'ExtlClntAppOauthSettings').map((settings) => {
        const granted = textOf(settings.fields, 'commaSeparatedOauthScopes').split(', ');
        const scopes: Row = Object.fromEntries(
          Object.keys(SCOPES).map((scope) => [scopeColumn(scope), granted.includes(scope)] as const),
        );
        return {
          ...setupCells(settings),
          ExternalClientApplicationId: appIdOf(context, settings),
          OauthLink: textOf(settings.fields, 'oauthLink') || null,
          ...scopes,
        };
      }),
  },
];
