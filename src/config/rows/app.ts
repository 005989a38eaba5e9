import { BOOLEAN, choice, type Group, listOf, METADATA_FIELDS, SCOPE, TEXT, WHOLE_NUMBER } from '../shape.js';
import { IP_RANGE, PART_NAMES, PART_TYPES } from './app-parts.js';
import {
  APPROVAL,
  FLOW_SWITCHES,
  inApplication,
  joined,
  JWT_SWITCHES,
  plainRanges,
  policy,
  RUN_AS_USER,
  SUPPLIED_PAIR,
} from './becoming.js';
import { CREDENTIALS } from './credentials.js';
import { NAMED_CREDENTIAL } from './named-credential.js';
import {
  callbackUrlsFound,
  flowFound,
  permissionSetsFound,
  profilesFound,
  rangesFound,
  runAsUserFound,
  scopesFound,
  tokenFormatFound,
} from './reading-back.js';
import {
  expectedScopes,
  labelOr,
  metadataScopes,
  pairSources,
  suffixed,
  surroundingSink,
  unique,
  withSecretSources,
} from './resolving.js';
import { RUN_AS } from './run-as.js';
import { SINKS } from './sink.js';
import { VERIFY } from './verify.js';

/** Callback URL of an app that names none. Salesforce demands one, and the client credentials flow never calls it. */
const UNUSED_CALLBACK_URL = 'https://localhost/unused-callback';

/** One app. The order is that of the reference. */
export const APP: Group = {
  kind: 'group',
  name: 'AppConfig',
  text: 'One External Client App, as written in the config.',
  keys: {
    label: {
      shape: TEXT,
      required: true,
      optionalFor: 'subscriber',
      text: 'Label in Setup.',
      becomes: [inApplication('label')],
      resolved: { value: labelOr, always: true },
    },
    contactEmail: {
      shape: TEXT,
      required: true,
      optionalFor: 'subscriber',
      text: "E-mail address that Salesforce uses to reach the app's admin.",
      examples: ['platform@acme.example'],
      becomes: [inApplication('contactEmail')],
    },
    description: { shape: TEXT, text: 'What the app is for.', becomes: [inApplication('description')] },
    iconUrl: { shape: TEXT, text: 'Address of an icon, https.', becomes: [inApplication('iconUrl')] },
    logoUrl: { shape: TEXT, text: 'Address of a logo, https.', becomes: [inApplication('logoUrl')] },
    distribution: {
      shape: choice('Local', 'Packaged'),
      text: '`Local` stays in its org, `Packaged` can go into a second-generation package.',
      default: 'Local',
      becomes: [inApplication('distributionState')],
    },
    role: {
      shape: choice('owner', 'subscriber'),
      text: '`subscriber` manages only the policies of an app that a package brought.',
      rules: 'It refuses keys that belong to the owner: see [packaged apps](packaged-apps.md).',
      default: 'owner',
    },
    scopes: {
      shape: listOf(SCOPE),
      text: 'OAuth scopes, by protocol name (`api`) or metadata name (`Api`).',
      rules:
        '`web`, `full`, `refresh_token` and `offline_access` get a warning: this flow leaves them out of its tokens.',
      default: ['api'],
      examples: [['api', 'cdp_query_api']],
      becomes: [
        {
          type: 'ExtlClntAppOauthSettings',
          field: 'commaSeparatedOauthScopes',
          value: ({ scopes }) => joined(scopes, ', '),
        },
      ],
      readBack: scopesFound,
      resolved: { value: metadataScopes },
    },
    clientCredentials: {
      shape: BOOLEAN,
      text: 'Turns the client credentials flow on or off, on the app and on its policy.',
      default: true,
      becomes: FLOW_SWITCHES,
      readBack: flowFound,
    },
    runAsUser: {
      shape: TEXT,
      text: 'Username of the user that tokens act as. Required unless `clientCredentials` is false.',
      rules: 'At most 80 characters. Two apps with one user get a warning.',
      examples: ['billing.sync@acme.example'],
      becomes: [RUN_AS_USER, ...FLOW_SWITCHES],
      readBack: runAsUserFound,
      resolved: { value: suffixed },
    },
    runAs: {
      shape: RUN_AS,
      text: 'What `eca refresh` does about a run-as user that the org does not have.',
      rules:
        '`{ create: { profile, permissionSets } }`. Without it a missing user ends the refresh of the environment.',
    },
    callbackUrls: {
      shape: listOf(TEXT),
      text: 'Callback URLs. Salesforce demands one; the client credentials flow never calls it.',
      rules:
        'The default leads nowhere. https or a scheme of your own, no fragment; `http://localhost` gets a warning.',
      default: [UNUSED_CALLBACK_URL],
      becomes: [
        {
          type: 'ExtlClntAppGlobalOauthSettings',
          field: 'callbackUrl',
          value: ({ callbackUrls }) => joined(callbackUrls, '\n'),
        },
      ],
      readBack: callbackUrlsFound,
      resolved: { value: unique },
    },
    tokenFormat: {
      shape: choice('opaque', 'jwt'),
      text: '`jwt` issues JWT access tokens. The SOAP APIs refuse those below API version 68.0.',
      default: 'opaque',
      becomes: JWT_SWITCHES,
      readBack: tokenFormatFound,
    },
    permissionSets: {
      shape: listOf(TEXT),
      text: 'API names of the permission sets whose holders may use the app. With one, only admin-approved users may.',
      rules: 'The policy is `AdminApprovedPreAuthorized` then, else `AllSelfAuthorized`.',
      default: [],
      examples: [['Billing_API']],
      becomes: [policy('commaSeparatedPermissionSet', ({ permissionSets }) => joined(permissionSets, ', ')), APPROVAL],
      readBack: permissionSetsFound,
      resolved: { value: unique },
    },
    profiles: {
      shape: listOf(TEXT),
      text: 'Names of the profiles whose users may use the app. With one, only admin-approved users may.',
      rules: 'Decides the policy in the same way.',
      default: [],
      becomes: [policy('commaSeparatedProfile', ({ profiles }) => joined(profiles, ', ')), APPROVAL],
      readBack: profilesFound,
      resolved: { value: unique },
    },
    assign: {
      shape: listOf(TEXT),
      text: 'API names of permission sets to assign to the run-as user before the deploy.',
      rules: 'With the licences they need.',
      default: [],
      resolved: { value: unique },
    },
    ipRelaxation: {
      shape: choice('Enforce', 'Bypass', 'Bypass_2factor', 'Enforce_RelaxRefresh'),
      text: "Whether tokens are bound to the run-as user's login IP ranges.",
      default: 'Enforce',
      becomes: [policy('ipRelaxationPolicyType')],
    },
    trustedIpRanges: {
      shape: listOf(IP_RANGE),
      text: 'Ranges that spare users re-authentication. They do not protect the client credentials flow.',
      rules:
        "Each has `startIpAddress`, `endIpAddress`, `description`. They get a warning: the login IP ranges of the run-as user's profile limit from where this flow is used.",
      becomes: [{ type: 'ExtlClntAppOauthSettings', field: 'trustedIpRanges', value: plainRanges }],
      readBack: rangesFound,
    },
    sessionTimeoutMinutes: {
      shape: WHOLE_NUMBER,
      text: "Minutes until an opaque token's session ends.",
      defaultText: "what the org's session settings say",
      becomes: [policy('sessionTimeoutInMinutes')],
    },
    parts: {
      shape: PART_TYPES,
      text: 'Metadata types of the parts that the app consists of, beside the app itself, where it has not all that the flow needs.',
      rules: 'The types that `fields` names belong to it as well. `[]` is an app without OAuth.',
      defaultText: 'every part that the flow needs',
    },
    names: {
      shape: PART_NAMES,
      text: "Full names of the app's parts, where they differ from the defaults.",
      rules: 'By metadata type. No two apps share one.',
      resolved: { otherwise: {} },
    },
    fields: {
      shape: METADATA_FIELDS,
      text: 'Any field of the Metadata API, by type and by its own name; checked for the API version.',
      rules: 'See below.',
      examples: [{ ExtlClntAppGlobalOauthSettings: { isIntrospectAllTokens: true } }],
      resolved: {
        type: 'Readonly<Record<string, Readonly<Record<string, ResolvedFieldValue>>>>',
        value: withSecretSources,
        otherwise: {},
      },
    },
    verify: {
      shape: VERIFY,
      text: 'Checks that `eca verify` makes beside the standing ones.',
      rules: 'See below.',
      default: {},
      resolved: { value: expectedScopes },
    },
    namedCredential: {
      shape: NAMED_CREDENTIAL,
      text: 'The consuming side: an External Credential and a Named Credential that use the app.',
      rules: 'See below.',
    },
    credentials: {
      shape: CREDENTIALS,
      text: 'Key and secret that the app is created with, so that its secret never leaves the org.',
      rules:
        'Of a `role: subscriber` they are those of the publisher, which no other org gives. See [supplied credentials](#credentials).',
      becomes: SUPPLIED_PAIR,
      resolved: {
        type: '{ readonly key: string | SecretSource; readonly secret: SecretSource }',
        value: pairSources,
      },
    },
    sink: {
      shape: SINKS,
      text: 'Where key and secret go. Comes before that of the environment.',
      rules: 'See [sinks](#sinks).',
      resolved: { value: surroundingSink },
    },
  },
};

/** Names of the keys of an app, in the order of the reference. */
export const APP_KEYS: readonly string[] = Object.keys(APP.keys);
