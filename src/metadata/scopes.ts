import { closest } from './closest.js';

/** One OAuth scope by both of its names. */
export interface Scope {
  /** Name in `commaSeparatedOauthScopes`, such as `CDPQuery`. */
  readonly metadata: string;
  /** Name on the wire, such as `cdp_query_api`. */
  readonly protocol: string;
  /**
   * First API version whose schema lists the scope for Connected Apps: a hint at the release that brought it. The org's
   * release decides, not the API version of the deploy. Absent for scopes older than the oldest supported version.
   */
  readonly since?: number;
  /** True when tokens of the client credentials flow never carry the scope. */
  readonly dropped?: true;
}

/** The scopes that an org takes for an External Client App. */
export const SCOPES: readonly Scope[] = [
  { metadata: 'Address', protocol: 'address' },
  { metadata: 'Api', protocol: 'api' },
  { metadata: 'Basic', protocol: 'id' },
  { metadata: 'CDP', protocol: 'cdp_api' },
  { metadata: 'CDPCalculatedInsight', protocol: 'cdp_calculated_insight_api' },
  { metadata: 'CDPIdentityResolution', protocol: 'cdp_identityresolution_api' },
  { metadata: 'CDPIngest', protocol: 'cdp_ingest_api' },
  { metadata: 'CDPProfile', protocol: 'cdp_profile_api' },
  { metadata: 'CDPQuery', protocol: 'cdp_query_api' },
  { metadata: 'CDPSegment', protocol: 'cdp_segment_api' },
  { metadata: 'Chatbot', protocol: 'chatbot_api' },
  { metadata: 'Chatter', protocol: 'chatter_api' },
  { metadata: 'Content', protocol: 'content' },
  { metadata: 'CustomApplications', protocol: 'visualforce' },
  { metadata: 'CustomPermissions', protocol: 'custom_permissions' },
  { metadata: 'DataCloudUserClaims', protocol: 'data_cloud_user_claims', since: 67 },
  { metadata: 'Eclair', protocol: 'eclair_api' },
  { metadata: 'EinsteinGPT', protocol: 'einstein_gpt_api' },
  { metadata: 'Email', protocol: 'email' },
  { metadata: 'ForgotPassword', protocol: 'forgot_password' },
  { metadata: 'Full', protocol: 'full', dropped: true },
  { metadata: 'Interaction', protocol: 'interaction_api' },
  { metadata: 'Lightning', protocol: 'lightning' },
  { metadata: 'MCP', protocol: 'mcp_api', since: 66 },
  { metadata: 'OfflineAccess', protocol: 'offline_access', dropped: true },
  { metadata: 'OpenID', protocol: 'openid' },
  { metadata: 'Pardot', protocol: 'pardot_api' },
  { metadata: 'Phone', protocol: 'phone' },
  { metadata: 'Profile', protocol: 'profile' },
  { metadata: 'PwdlessLogin', protocol: 'pwdless_login_api' },
  { metadata: 'RefreshToken', protocol: 'refresh_token', dropped: true },
  { metadata: 'SCRT', protocol: 'scrt_api', since: 66 },
  { metadata: 'SFApiPlatform', protocol: 'sfap_api' },
  { metadata: 'UserRegistration', protocol: 'user_registration_api' },
  { metadata: 'Wave', protocol: 'wave_api' },
  { metadata: 'Web', protocol: 'web', dropped: true },
];

/** Names that circulate and that no org takes, with the scope that is meant. */
const MISTAKEN: Readonly<Record<string, string>> = { chatterapi: 'Chatter', mcpapi: 'MCP', sfap: 'SFApiPlatform' };

const byMetadata = new Map(SCOPES.map((scope) => [scope.metadata, scope] as const));
const byProtocol = new Map(SCOPES.map((scope) => [scope.protocol, scope] as const));

/** Finds a scope by its metadata or its protocol name, spelled exactly. */
export function findScope(name: string): Scope | undefined {
  return byMetadata.get(name) ?? byProtocol.get(name);
}

/** Gives the metadata name of a scope that is named either way, or undefined for one that no org takes. */
export function toMetadataScope(name: string): string | undefined {
  return findScope(name)?.metadata;
}

/** Gives the protocol name of a scope that is named either way, or undefined for one that no org takes. */
export function toProtocolScope(name: string): string | undefined {
  return findScope(name)?.protocol;
}

/** Finds the name that a misspelt scope most likely stands for, in the spelling (metadata or protocol) that it resembles. */
export function suggestScope(name: string): string | undefined {
  return MISTAKEN[name.toLowerCase()] ?? closest(name, [...byMetadata.keys(), ...byProtocol.keys()]);
}
