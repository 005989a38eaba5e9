import { BOOLEAN, choice, type Group, listOf, TEXT } from '../shape.js';

/** The consuming side. */
export const NAMED_CREDENTIAL: Group = {
  kind: 'group',
  name: 'NamedCredentialConfig',
  text: 'The consuming side: an External Credential and a Named Credential that use the app.',
  keys: {
    name: { shape: TEXT, required: true, text: 'Developer name of the Named Credential.' },
    label: { shape: TEXT, text: 'Label in Setup.', defaultText: 'the name' },
    url: {
      shape: TEXT,
      required: true,
      text: 'Base URL of the callouts, https.',
      rules: '`http://127.0.0.1`, of a local org, gets a warning.',
    },
    externalCredential: { shape: TEXT, text: 'Developer name of the External Credential.', defaultText: 'the name' },
    principal: { shape: TEXT, text: 'Name of the principal that holds key and secret.', default: 'Integration' },
    permissionSet: { shape: TEXT, text: 'Permission set that gets access to the principal.' },
    assign: {
      shape: listOf(TEXT),
      text: 'Usernames in the calling org that get the permission set, so that they may call.',
      rules: 'Needs `permissionSet`. The suffix of an environment is not added.',
      defaultText: 'nobody',
    },
    scope: { shape: TEXT, text: 'Scopes to ask for, separated by spaces.', defaultText: 'none are asked for' },
    variant: {
      shape: choice('ClientCredentialsClientSecretBasic', 'ClientCredentialsClientSecret'),
      text: 'Where key and secret travel: in the Authorization header, or in the body.',
      default: 'ClientCredentialsClientSecretBasic',
    },
    targetOrg: {
      shape: TEXT,
      text: 'Consuming org, if it is another one: alias or username.',
    },
    generateAuthorizationHeader: { shape: BOOLEAN, text: 'Sends the token with each callout.', default: true },
    allowMergeFieldsInHeader: { shape: BOOLEAN, text: 'Allows formulas in headers.', default: false },
    allowMergeFieldsInBody: { shape: BOOLEAN, text: 'Allows formulas in bodies.', default: false },
  },
};
