import { BOOLEAN, type Group, mapOf, overlayOf, TEXT, VARIABLE_NAME } from '../shape.js';
import { APP } from './app.js';
import { SINKS } from './sink.js';

const JWT: Group = {
  kind: 'group',
  name: 'JwtAuthConfig',
  text: 'Login by a signed JWT: names of environment variables.',
  keys: {
    clientId: { shape: VARIABLE_NAME, required: true, text: 'Name of the variable that holds the consumer key.' },
    username: { shape: VARIABLE_NAME, required: true, text: 'Name of the variable that holds the username.' },
    key: { shape: VARIABLE_NAME, text: 'Name of the variable that holds the private key itself.' },
    keyFile: { shape: VARIABLE_NAME, text: 'Name of the variable that holds the path of the private key.' },
  },
};

const AUTH: Group = {
  kind: 'group',
  name: 'AuthConfig',
  text: "How to log in to an environment's org without `sf`: the names of environment variables.",
  keys: {
    sfdxAuthUrl: { shape: VARIABLE_NAME, text: 'Name of the variable that holds an sfdx auth URL.' },
    accessToken: {
      shape: VARIABLE_NAME,
      text: 'Name of the variable that holds an access token. Needs `instanceUrl`.',
    },
    instanceUrl: { shape: VARIABLE_NAME, text: "Name of the variable that holds the org's URL." },
    jwt: { shape: JWT, text: 'Login by a signed JWT.' },
  },
};

const SANDBOX: Group = {
  kind: 'group',
  name: 'SandboxConfig',
  text: 'The sandbox that an environment is.',
  keys: {
    production: { shape: TEXT, required: true, text: 'Alias or username of the production org.' },
    name: { shape: TEXT, required: true, text: 'Name of the sandbox.' },
    auth: {
      shape: AUTH,
      text: 'How `eca refresh` logs in to the production org without `sf`: names of environment variables. Comes before `production`.',
    },
  },
};

/** One environment: an overlay of the config, usually one org. */
export const ENVIRONMENT: Group = {
  kind: 'group',
  name: 'EnvironmentConfig',
  text: 'A named overlay of the config, usually one org.',
  keys: {
    targetOrg: { shape: TEXT, text: 'Alias or username of the org, as `sf` knows it.' },
    auth: { shape: AUTH, text: 'How to log in without `sf`: names of environment variables, never values.' },
    sandbox: {
      shape: SANDBOX,
      text: 'The sandbox that this environment is, and the production org that it is refreshed from.',
      rules: '`{ production, name }`. Every login is checked to be of this sandbox; `auth` in it is for `eca refresh`.',
    },
    runAsUserSuffix: {
      shape: TEXT,
      text: 'Appended to every run-as user that does not end with it already.',
      examples: ['.uat'],
      resolved: { dissolved: true },
    },
    production: { shape: BOOLEAN, text: 'True asks for the org id before destructive work.', default: false },
    sink: {
      shape: SINKS,
      text: 'Where key and secret go. Comes before that of the config.',
      resolved: { dissolved: true },
    },
    apps: {
      shape: mapOf(overlayOf(APP)),
      text: 'Changes to apps. Maps merge, lists and single values replace, `null` removes.',
      rules: 'Also apps that only this environment has.',
      resolved: { dissolved: true },
    },
  },
};
