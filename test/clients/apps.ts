import { edited, sourceSet } from '../integration/local-org/sources.js';
import type { SourceSet } from '../integration/local-org/sources.js';

/** Key and secret of an app. */
export interface Pair {
  readonly key: string;
  readonly secret: string;
}

/** Key and secret of an app that the org has from its seed. */
export function seededPair(app: string): Pair {
  return { key: `3MVG9_${app}.key`, secret: `secret+of/${app}==` };
}

/** Source of the app Billing_Sync under another name. */
export function sourceNamed(name: string): SourceSet {
  const renamed = Object.entries(sourceSet('billing-sync')).map(([path, text]) => [
    path.replaceAll('Billing_Sync', name),
    text.replaceAll('Billing_Sync', name),
  ]);
  return Object.fromEntries(renamed) as SourceSet;
}

/** Such an app with key and secret of its own. */
function appNamed(name: string): SourceSet {
  const { key, secret } = seededPair(name);
  const pair = `</callbackUrl><consumerKey>${key}</consumerKey><consumerSecret>${secret}</consumerSecret>`;
  return edited(sourceNamed(name), '.ecaGlblOauth', '</callbackUrl>', pair);
}

const FLOW_ON = '<isClientCredentialsFlowEnabled>true';
const FLOW_OFF = '<isClientCredentialsFlowEnabled>false';

/** Apps that the org has: one that gives JWTs, and one for each reason that makes an app useless. */
export function seededApps(certificate: string): SourceSet {
  const jwt = edited(
    appNamed('Ledger_Export'),
    '.ecaGlblOauth',
    '</callbackUrl>',
    `</callbackUrl><certificate>${certificate}</certificate><isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>`,
  );
  const approved = edited(jwt, '.ecaOauthPlcy', 'AllSelfAuthorized', 'AdminApprovedPreAuthorized');
  return {
    ...edited(
      approved,
      '.ecaOauthPlcy',
      '<externalClientApplication>',
      '<commaSeparatedPermissionSet>Billing_API</commaSeparatedPermissionSet><externalClientApplication>',
    ),
    ...edited(appNamed('Stock_Feed'), '.ecaGlblOauth', FLOW_ON, FLOW_OFF),
    ...edited(appNamed('Time_Tracking'), '.ecaOauthPlcy', FLOW_ON, FLOW_OFF),
    ...edited(appNamed('Badge_Reader'), '.ecaOauthPlcy', 'Billing.Sync@acme.example', 'badge.reader@acme.example'),
    ...edited(appNamed('Visitor_List'), '.ecaOauth', 'Api,RefreshToken', 'OpenID,Profile'),
    ...edited(appNamed('Price_List'), '.ecaPlcy', '<isEnabled>true', '<isEnabled>false'),
    ...edited(appNamed('Door_Opener'), '.ecaOauthPlcy', 'AllSelfAuthorized', 'AdminApprovedPreAuthorized'),
  };
}

/** A token request that is refused, and how. */
export interface Refusal {
  readonly reason: string;
  readonly app: string;
  readonly more?: Partial<Pair>;
  readonly error: string;
  readonly description: string;
}

/** Why the token endpoint refuses, which every client tells in a way of its own. */
export const REFUSALS: readonly Refusal[] = [
  {
    reason: 'a wrong secret',
    app: 'Ledger_Export',
    more: { secret: 'wrong' },
    error: 'invalid_client',
    description: 'invalid client credentials',
  },
  {
    reason: 'a wrong key',
    app: 'Ledger_Export',
    more: { key: '3MVG9unknown' },
    error: 'invalid_client_id',
    description: 'client identifier invalid',
  },
  {
    reason: 'an app that is disabled',
    app: 'Price_List',
    error: 'invalid_client_id',
    description: 'client identifier invalid',
  },
  {
    reason: 'the flow switched off in the app',
    app: 'Stock_Feed',
    error: 'unsupported_grant_type',
    description: 'grant type not supported',
  },
  {
    reason: 'the flow switched off in the policies',
    app: 'Time_Tracking',
    error: 'invalid_grant',
    description: 'no client credentials user enabled',
  },
  {
    reason: 'a frozen run-as user',
    app: 'Badge_Reader',
    error: 'invalid_grant',
    description: 'authentication failure',
  },
  {
    reason: 'a run-as user whom nobody approved',
    app: 'Door_Opener',
    error: 'invalid_app_access',
    description: 'user is not admin approved to access this app',
  },
];
