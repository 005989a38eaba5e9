import { NEWEST_API_VERSION, OLDEST_API_VERSION } from '../../metadata/api-version.js';
import { BOOLEAN, type Group, mapOf, TEXT } from '../shape.js';
import { APP } from './app.js';
import { ENVIRONMENT } from './environment.js';
import { SINKS } from './sink.js';

/** API version that a config deploys with when neither it nor the command line names one. */
export const DEFAULT_API_VERSION = '66.0';

const ORG_SETTINGS = 'ExternalClientAppSettings';

/** Settings of the whole org. */
export const SETTINGS: Group = {
  kind: 'group',
  name: 'SettingsConfig',
  text: 'Org-wide settings of External Client Apps; managed only when they are named.',
  keys: {
    enableClientSecretInRestApiAccess: {
      shape: BOOLEAN,
      text: 'Lets the REST API read consumer secrets.',
      becomes: [{ type: ORG_SETTINGS, field: 'enableClientSecretInRestApiAccess' }],
    },
    enableConsumerSecretApiAccess: {
      shape: BOOLEAN,
      text: 'Lets the Metadata API read consumer secrets.',
      rules: 'Deprecated by Salesforce.',
      becomes: [{ type: ORG_SETTINGS, field: 'enableConsumerSecretApiAccess' }],
    },
    enableExternalClientApps: {
      shape: BOOLEAN,
      text: 'Turns External Client Apps on, in an org that has to opt in.',
      rules: 'Until 62.0.',
      becomes: [{ type: ORG_SETTINGS, field: 'enableExternalClientApps' }],
    },
    enablePackageEcaOauthFromDevOrg: {
      shape: BOOLEAN,
      text: 'Lets packages hold apps whose OAuth settings belong to an org that is not the Dev Hub.',
      becomes: [{ type: ORG_SETTINGS, field: 'enablePackageEcaOauthFromDevOrg' }],
    },
  },
};

/** The whole config. */
export const CONFIG: Group = {
  kind: 'group',
  name: 'EcaConfig',
  text: 'The config as people write it.',
  keys: {
    $schema: {
      shape: TEXT,
      text: 'Where an editor finds this schema. Not read by `eca`.',
      resolved: { dissolved: true },
    },
    extends: {
      shape: TEXT,
      text: 'A config that this one lies over, as a path from the folder of this file.',
      rules: 'See [one file for many configs](#one-file-for-many-configs).',
      examples: ['../environments.yaml'],
      resolved: { dissolved: true },
    },
    apiVersion: {
      shape: TEXT,
      text: 'API version of what is generated and deployed, in quotes.',
      rules: `${OLDEST_API_VERSION}.0 to ${NEWEST_API_VERSION}.0. \`--api-version\` comes before it.`,
      default: DEFAULT_API_VERSION,
      examples: ['66.0'],
    },
    settings: {
      shape: SETTINGS,
      text: 'Settings of the whole org. Managed only when they are named here.',
      resolved: { type: 'Readonly<Record<string, boolean>>', otherwise: {} },
    },
    sink: {
      shape: SINKS,
      text: 'Where key and secret go, unless an environment or app says otherwise.',
      resolved: { dissolved: true },
    },
    apps: {
      shape: mapOf(APP),
      required: true,
      text: 'External Client Apps by developer name.',
      rules: 'At least one.',
      resolved: { type: 'readonly ResolvedApp[]' },
    },
    environments: {
      shape: mapOf(ENVIRONMENT),
      text: 'Overlays by name, usually one for each org.',
      resolved: { dissolved: true },
    },
  },
};
