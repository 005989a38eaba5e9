import type { LocalOrg } from '../../src/local-org/index.js';
import { resolved } from './project.js';

/** Field of a part that names its app. */
export const OWNER = 'externalClientApplication';

/** Puts an app into the org as an admin could have made it in Setup: no name and no value is what we would choose. */
export function differentFromDefaults(localOrg: LocalOrg, app: string): void {
  const own = { [OWNER]: app };
  localOrg.setComponent('ExternalClientApplication', app, {
    label: 'Old name',
    contactEmail: 'somebody@acme.example',
    contactPhone: '+49 89 1234',
    description: 'Made in Setup',
    distributionState: 'Local',
    isProtected: false,
    orgScopedExternalApp: `${localOrg.info.orgId.slice(0, 15)}:${app}`,
  });
  localOrg.setComponent('ExtlClntAppOauthSettings', `${app}_oauth`, {
    ...own,
    label: 'Old settings',
    commaSeparatedOauthScopes: 'Api, RefreshToken, Web',
  });
  localOrg.setComponent('ExtlClntAppGlobalOauthSettings', `${app}_glbloauth`, {
    ...own,
    label: 'Old global',
    callbackUrl: 'https://billing.acme.example/callback',
    isClientCredentialsFlowEnabled: true,
    isConsumerSecretOptional: true,
    isIntrospectAllTokens: true,
    isPkceRequired: true,
    isSecretRequiredForRefreshToken: false,
  });
  localOrg.setComponent('ExtlClntAppOauthConfigurablePolicies', `${app}_oauthPlcy`, {
    ...own,
    label: 'Old policy',
    isClientCredentialsFlowEnabled: true,
    isGuestCodeCredFlowEnabled: false,
    isNamedUserJwtEnabled: false,
    isTokenExchangeFlowEnabled: true,
    clientCredentialsFlowUser: 'admin@acme.example',
    ipRelaxationPolicyType: 'Bypass',
    permittedUsersPolicyType: 'AdminApprovedPreAuthorized',
    commaSeparatedPermissionSet: 'Billing_API',
    refreshTokenPolicyType: 'SpecificLifetime',
    refreshTokenValidityPeriod: 30,
    refreshTokenValidityUnit: 'Days',
    requiredSessionLevel: 'LOW',
    sessionTimeoutInMinutes: 30,
  });
  localOrg.setComponent('ExtlClntAppConfigurablePolicies', `${app}_plcy`, {
    ...own,
    label: 'Old plug-ins',
    isEnabled: true,
    isOauthPluginEnabled: true,
    startPage: 'OAuth',
  });
}

/** A config that names little of such an app. */
export const adopted = resolved({
  apiVersion: '66.0',
  apps: {
    Billing_Sync: {
      label: 'Billing Sync',
      contactEmail: 'somebody@acme.example',
      runAsUser: 'billing.sync@acme.example',
    },
  },
});

/** Gives the consumer key of an app that was deployed. */
export function consumerKeyOf(localOrg: LocalOrg, app: string): string {
  const keys = localOrg
    .snapshot()
    .components.filter(({ fields }) => fields[OWNER] === app)
    .map(({ fields }) => fields.consumerKey);
  const key = keys.find((value) => typeof value === 'string');
  if (key === undefined) throw new Error(`${app} has no consumer key.`);
  return key;
}
