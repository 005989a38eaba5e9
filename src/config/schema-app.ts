import * as z from 'zod/mini';
import type { SinkConfig, WrittenFieldValue } from './model.js';
import { documented, mapOf, optional, texts } from './schema-keys.js';

const APPLICATION = 'ExternalClientApplication';
const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const OAUTH = 'ExtlClntAppOauthSettings';
const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';

/** Callback URL of an app that names none. Salesforce demands one, and the client credentials flow never calls it. */
export const DEFAULT_CALLBACK_URL = 'https://localhost/unused-callback';

const fullName = (): z.ZodMiniString<string> => z.string();
const names = z.strictObject({
  ExtlClntAppGlobalOauthSettings: optional(fullName(), { description: 'Default: `<App>_glbloauth`.' }),
  ExtlClntAppOauthSettings: optional(fullName(), { description: 'Default: `<App>_oauth`.' }),
  ExtlClntAppOauthConfigurablePolicies: optional(fullName(), { description: 'Default: `<App>_oauth_defaultPolicy`.' }),
  ExtlClntAppConfigurablePolicies: optional(fullName(), { description: 'Default: `<App>_defaultPolicy`.' }),
  ExtlClntAppOauthSecuritySettings: optional(fullName(), { description: 'Default: `<App>_oauthSecurity`.' }),
});

const ipRange = z.strictObject({
  description: optional(z.string(), { description: 'What the range is.' }),
  startIpAddress: documented(z.string(), { description: 'First address, IPv4 or IPv6.', examples: ['203.0.113.0'] }),
  endIpAddress: documented(z.string(), { description: 'Last address.', examples: ['203.0.113.255'] }),
});

const verify = z.strictObject({
  query: optional(z.string(), {
    description: 'SOQL that must answer with the token. Needs the scope `api`.',
    examples: ['SELECT Id FROM Account LIMIT 1'],
  }),
  access: optional(mapOf(z.array(z.enum(['create', 'read', 'update', 'delete']))), {
    description:
      'Object accesses that the run-as user must have, by object. Checked by describe; no record is touched.',
    examples: [{ Account: ['read', 'create'] }],
  }),
  expectScopes: optional(texts(), {
    description: 'Scopes that the token must carry. Default: the scopes of the app without those that the flow drops.',
  }),
  callout: optional(z.union([z.literal(true), z.string()]), {
    description:
      'A callout through `namedCredential` that must be answered, made by anonymous Apex in the consuming org. A path, or `true` for `/services/data/`.',
    examples: [true, '/services/data/v66.0/sobjects/'],
  }),
});

const namedCredential = z.strictObject({
  name: documented(z.string(), { description: 'Developer name of the Named Credential.' }),
  label: optional(z.string(), { description: 'Label in Setup. Default: the name.' }),
  url: documented(z.string(), { description: 'Base URL of the callouts, https.' }),
  externalCredential: optional(z.string(), { description: 'Developer name of the External Credential.' }),
  principal: optional(z.string(), { description: 'Name of the principal that holds key and secret.' }),
  permissionSet: optional(z.string(), { description: 'Permission set that gets access to the principal.' }),
  scope: optional(z.string(), { description: 'Scopes to ask for, separated by spaces. Default: none are asked for.' }),
  variant: optional(z.enum(['ClientCredentialsClientSecretBasic', 'ClientCredentialsClientSecret']), {
    description: 'Where key and secret travel: in the Authorization header, or in the body.',
    default: 'ClientCredentialsClientSecretBasic',
  }),
  targetOrg: optional(z.string(), { description: 'Consuming org, if it is another one: alias or username.' }),
  generateAuthorizationHeader: optional(z.boolean(), {
    description: 'Sends the token with each callout.',
    default: true,
  }),
  allowMergeFieldsInHeader: optional(z.boolean(), { description: 'Allows formulas in headers.', default: false }),
  allowMergeFieldsInBody: optional(z.boolean(), { description: 'Allows formulas in bodies.', default: false }),
});

/** Where key and secret go. Exactly one of the four kinds; a rule says so in better words than a union would. */
export const sinkShape = z.strictObject({
  file: optional(z.string(), { description: 'Path of a file that only its owner can read.' }),
  format: optional(z.enum(['json', 'dotenv']), { description: 'Format of the file.', default: 'json' }),
  command: optional(texts(), {
    description:
      'A program and its arguments, run without a shell; it gets JSON with app, org, key and secret as input.',
    examples: [['gh', 'secret', 'set', 'BILLING_SYNC_UAT']],
  }),
  github: optional(
    z.strictObject({
      key: documented(z.string(), { description: 'Name that the consumer key gets.' }),
      secret: documented(z.string(), { description: 'Name that the consumer secret gets, masked in the log.' }),
    }),
    { description: 'Outputs and variables of the running GitHub Actions job.' },
  ),
  exec: optional(texts(), {
    description: 'A program and its arguments, with key and secret in its environment variables.',
  }),
});

/** A fresh sink key: a sink has its own documentation wherever it stands. */
export const sinkKey = (): z.ZodMiniType<SinkConfig, SinkConfig> =>
  z.clone(sinkShape) as unknown as z.ZodMiniType<SinkConfig, SinkConfig>;

/** A value of `fields`: the field table checks it, not this schema. */
const fieldValue = z.unknown() as unknown as z.ZodMiniType<WrittenFieldValue, WrittenFieldValue>;

/** One app, by curated keys. The order is that of the reference. */
export const appSchema = z.strictObject({
  label: documented(z.string(), { description: 'Label in Setup.', fields: [`${APPLICATION}.label`] }),
  contactEmail: documented(z.string(), {
    description: "E-mail address that Salesforce uses to reach the app's admin.",
    fields: [`${APPLICATION}.contactEmail`],
    examples: ['platform@acme.example'],
  }),
  description: optional(z.string(), { description: 'What the app is for.', fields: [`${APPLICATION}.description`] }),
  iconUrl: optional(z.string(), { description: 'Address of an icon, https.', fields: [`${APPLICATION}.iconUrl`] }),
  logoUrl: optional(z.string(), { description: 'Address of a logo, https.', fields: [`${APPLICATION}.logoUrl`] }),
  distribution: optional(z.enum(['Local', 'Packaged']), {
    description: '`Local` stays in its org, `Packaged` can go into a second-generation package.',
    default: 'Local',
    fields: [`${APPLICATION}.distributionState`],
  }),
  role: optional(z.enum(['owner', 'subscriber']), {
    description: '`subscriber` manages only the policies of an app that a package brought.',
    default: 'owner',
  }),
  scopes: optional(texts(), {
    description: 'OAuth scopes, by protocol name (`api`) or metadata name (`Api`).',
    default: ['api'],
    fields: [`${OAUTH}.commaSeparatedOauthScopes`],
    examples: [['api', 'cdp_query_api']],
  }),
  clientCredentials: optional(z.boolean(), {
    description: 'Turns the client credentials flow on or off, on the app and on its policy.',
    default: true,
    fields: [`${GLOBAL}.isClientCredentialsFlowEnabled`, `${POLICIES}.isClientCredentialsFlowEnabled`],
  }),
  runAsUser: optional(z.string(), {
    description: 'Username of the user that tokens act as. Required unless `clientCredentials` is false.',
    fields: [
      `${POLICIES}.clientCredentialsFlowUser`,
      `${GLOBAL}.isClientCredentialsFlowEnabled`,
      `${POLICIES}.isClientCredentialsFlowEnabled`,
    ],
    examples: ['billing.sync@acme.example'],
  }),
  callbackUrls: optional(texts(), {
    description: 'Callback URLs. Salesforce demands one; the client credentials flow never calls it.',
    default: [DEFAULT_CALLBACK_URL],
    fields: [`${GLOBAL}.callbackUrl`],
  }),
  tokenFormat: optional(z.enum(['opaque', 'jwt']), {
    description: '`jwt` issues JWT access tokens. The SOAP APIs refuse those.',
    default: 'opaque',
    fields: [`${GLOBAL}.isNamedUserJwtEnabled`],
  }),
  permissionSets: optional(texts(), {
    description:
      'API names of the permission sets whose holders may use the app. With one, only admin-approved users may.',
    default: [],
    fields: [`${POLICIES}.commaSeparatedPermissionSet`, `${POLICIES}.permittedUsersPolicyType`],
    examples: [['Billing_API']],
  }),
  profiles: optional(texts(), {
    description: 'Names of the profiles whose users may use the app. With one, only admin-approved users may.',
    default: [],
    fields: [`${POLICIES}.commaSeparatedProfile`, `${POLICIES}.permittedUsersPolicyType`],
  }),
  assign: optional(texts(), {
    description: 'API names of permission sets to assign to the run-as user before the deploy.',
    default: [],
  }),
  ipRelaxation: optional(z.enum(['Enforce', 'Bypass', 'Bypass_2factor', 'Enforce_RelaxRefresh']), {
    description: "Whether tokens are bound to the run-as user's login IP ranges.",
    default: 'Enforce',
    fields: [`${POLICIES}.ipRelaxationPolicyType`],
  }),
  trustedIpRanges: optional(z.array(ipRange), {
    description: 'Ranges that spare users re-authentication. They do not protect the client credentials flow.',
    fields: [`${OAUTH}.trustedIpRanges`],
  }),
  sessionTimeoutMinutes: optional(z.int(), {
    description: "Minutes until an opaque token's session ends. Default: what the org's session settings say.",
    fields: [`${POLICIES}.sessionTimeoutInMinutes`],
  }),
  names: optional(names, { description: "Full names of the app's parts, where they differ from the defaults." }),
  fields: optional(mapOf(mapOf(fieldValue)), {
    description: 'Any field of the Metadata API, by type and by its own name; checked for the API version.',
    examples: [{ ExtlClntAppGlobalOauthSettings: { isIntrospectAllTokens: true } }],
  }),
  verify: optional(verify, { description: 'Checks that `eca verify` makes beside the standing ones.', default: {} }),
  namedCredential: optional(namedCredential, {
    description: 'The consuming side: an External Credential and a Named Credential that use the app.',
  }),
  sink: optional(sinkKey(), { description: 'Where key and secret go. Comes before that of the environment.' }),
});

/** Names of the keys of an app, in the order of the reference. */
export const APP_KEYS: readonly string[] = Object.keys(appSchema.shape);
