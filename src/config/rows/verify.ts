import { choice, type Group, listOf, mapOf, SCOPE, TEXT, TRUE_OR_TEXT } from '../shape.js';

/** What `verify` of an app may say. */
export const VERIFY: Group = {
  kind: 'group',
  name: 'VerifyConfig',
  text: 'Checks that `verify` makes beside the standing ones.',
  keys: {
    query: {
      shape: TEXT,
      text: 'SOQL that must answer with the token. Needs the scope `api`.',
      examples: ['SELECT Id FROM Account LIMIT 1'],
    },
    access: {
      shape: mapOf(listOf(choice('create', 'read', 'update', 'delete'))),
      text: 'Object accesses that the run-as user must have, by object. Checked by describe; no record is touched.',
      examples: [{ Account: ['read', 'create'] }],
    },
    expectScopes: {
      shape: listOf(SCOPE),
      text: 'Scopes that the token must carry.',
      defaultText: 'the scopes of the app without those that the flow drops',
    },
    callout: {
      shape: TRUE_OR_TEXT,
      text: 'A callout through `namedCredential` that must be answered, made by anonymous Apex in the consuming org. A path, or `true` for `/services/data/`.',
      rules: 'Answered with a 2xx: [prove it](named-credentials.md#prove-it).',
      examples: [true, '/services/data/v66.0/sobjects/'],
    },
    from: {
      shape: choice('here', 'elsewhere'),
      text: 'From where the consumers call. With `elsewhere`, a refusal for the address or the hour of this machine, such as one of CI, says nothing of theirs.',
      rules: 'Such a refusal counts as unknown then, not as a failure.',
      defaultText: '`here`',
    },
  },
};
