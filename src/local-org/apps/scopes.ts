/** OAuth scopes that an External Client App accepts, by metadata name, with their protocol names. [P] */
export const SCOPES: Readonly<Record<string, string>> = {
  Basic: 'id',
  Api: 'api',
  Web: 'web',
  Full: 'full',
  Chatter: 'chatter_api',
  CustomApplications: 'visualforce',
  RefreshToken: 'refresh_token',
  OfflineAccess: 'offline_access',
  OpenID: 'openid',
  Profile: 'profile',
  Email: 'email',
  Address: 'address',
  Phone: 'phone',
  CustomPermissions: 'custom_permissions',
  Wave: 'wave_api',
  Eclair: 'eclair_api',
  Pardot: 'pardot_api',
  Lightning: 'lightning',
  Content: 'content',
  CDPIngest: 'cdp_ingest_api',
  CDPProfile: 'cdp_profile_api',
  CDPQuery: 'cdp_query_api',
  Chatbot: 'chatbot_api',
  CDPSegment: 'cdp_segment_api',
  CDPIdentityResolution: 'cdp_identityresolution_api',
  CDPCalculatedInsight: 'cdp_calculated_insight_api',
  ForgotPassword: 'forgot_password',
  UserRegistration: 'user_registration_api',
  SFApiPlatform: 'sfap_api',
  Interaction: 'interaction_api',
  CDP: 'cdp_api',
  EinsteinGPT: 'einstein_gpt_api',
  PwdlessLogin: 'pwdless_login_api',
  MCP: 'mcp_api',
  SCRT: 'scrt_api',
  DataCloudUserClaims: 'data_cloud_user_claims',
};

/** Scopes that the client credentials flow leaves out of the token. [P] */
export const SCOPES_NOT_GRANTED: readonly string[] = ['Full', 'Web', 'RefreshToken', 'OfflineAccess'];

/** Data Cloud scopes that count towards `too many scopes requested`. [P] */
export const DATA_CLOUD_SCOPES: readonly string[] = [
  'CDPIngest',
  'CDPProfile',
  'CDPQuery',
  'CDPSegment',
  'CDPIdentityResolution',
  'CDPCalculatedInsight',
];

/** Splits a comma separated element. */
export function commaSeparated(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
