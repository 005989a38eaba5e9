import * as z from 'zod/mini';
import type { AppConfig, Overlay } from './model.js';
import { overlayOf } from './overlay-schema.js';
import { appSchema, sinkKey } from './schema-app.js';
import { documented, mapOf, optional } from './schema-keys.js';

/** API version that a config deploys with when neither it nor the command line names one. */
export const DEFAULT_API_VERSION = '66.0';

const variable = (description: string): z.ZodMiniString<string> => documented(z.string(), { description });

const auth = z.strictObject({
  sfdxAuthUrl: optional(z.string(), { description: 'Name of the variable that holds an sfdx auth URL.' }),
  accessToken: optional(z.string(), {
    description: 'Name of the variable that holds an access token. Needs `instanceUrl`.',
  }),
  instanceUrl: optional(z.string(), { description: "Name of the variable that holds the org's URL." }),
  jwt: optional(
    z.strictObject({
      clientId: variable('Name of the variable that holds the consumer key.'),
      username: variable('Name of the variable that holds the username.'),
      key: optional(z.string(), { description: 'Name of the variable that holds the private key itself.' }),
      keyFile: optional(z.string(), { description: 'Name of the variable that holds the path of the private key.' }),
    }),
    { description: 'Login by a signed JWT.' },
  ),
});

const appOverlay = overlayOf(appSchema) as unknown as z.ZodMiniType<
  Overlay<AppConfig> | null,
  Overlay<AppConfig> | null
>;

/** One environment: an overlay of the config, usually one org. */
export const environmentSchema = z.strictObject({
  targetOrg: optional(z.string(), { description: 'Alias or username of the org, as `sf` knows it.' }),
  auth: optional(auth, { description: 'How to log in without `sf`: names of environment variables, never values.' }),
  sandbox: optional(
    z.strictObject({
      production: documented(z.string(), { description: 'Alias or username of the production org.' }),
      name: documented(z.string(), { description: 'Name of the sandbox.' }),
    }),
    { description: 'The sandbox that this environment is, and the production org that it is refreshed from.' },
  ),
  runAsUserSuffix: optional(z.string(), {
    description: 'Appended to every run-as user that does not end with it already.',
    examples: ['.uat'],
  }),
  production: optional(z.boolean(), {
    description: 'True asks for the org id before destructive work.',
    default: false,
  }),
  sink: optional(sinkKey(), { description: 'Where key and secret go. Comes before that of the config.' }),
  apps: optional(mapOf(appOverlay), {
    description: 'Changes to apps. Maps merge, lists and single values replace, `null` removes.',
  }),
});

/** The whole config. */
export const configSchema = z.strictObject({
  $schema: optional(z.string(), { description: 'Where an editor finds this schema. Not read by `eca`.' }),
  apiVersion: optional(z.string(), {
    description: 'API version of what is generated and deployed, in quotes.',
    default: DEFAULT_API_VERSION,
    examples: ['66.0'],
  }),
  settings: optional(
    z.strictObject({
      enableClientSecretInRestApiAccess: optional(z.boolean(), {
        description: 'Lets the REST API read consumer secrets.',
        fields: ['ExternalClientAppSettings.enableClientSecretInRestApiAccess'],
      }),
      enablePackageEcaOauthFromDevOrg: optional(z.boolean(), {
        description: 'Lets packages hold apps whose OAuth settings belong to an org that is not the Dev Hub.',
        fields: ['ExternalClientAppSettings.enablePackageEcaOauthFromDevOrg'],
      }),
    }),
    { description: 'Settings of the whole org. Managed only when they are named here.' },
  ),
  sink: optional(sinkKey(), { description: 'Where key and secret go, unless an environment or app says otherwise.' }),
  apps: documented(mapOf(appSchema), { description: 'External Client Apps by developer name.' }),
  environments: optional(mapOf(environmentSchema), { description: 'Overlays by name, usually one for each org.' }),
});
