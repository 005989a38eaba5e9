import { text, type Command } from '../command.js';

/** `eca fields` */
export const fields: Command = {
  name: 'fields',
  summary: 'Explain keys of the config, metadata fields with their API versions, and scopes',
  shared: ['api-version'],
  positionals: {
    name: {
      type: 'string',
      describe:
        'Metadata type, field, key of the config, "scopes", or "config", "app" or "environment" for their keys. Default: the fields of the app, its parts and the org-wide settings',
    },
  },
  examples: [
    ['eca fields ExtlClntAppOauthConfigurablePolicies', 'The fields of the OAuth policies'],
    ['eca fields app.tokenFormat', 'One key of the config, and the fields that it becomes'],
    ['eca fields ipRelaxationPolicyType', 'A field, in every type that has it'],
    ['eca fields scopes', 'The scopes, and which of them the flow leaves out'],
    ['eca fields --api-version 60.0', 'What API version 60.0 has'],
  ],
  async run({ flags, style }) {
    const verb = await import('../../verbs/fields.js');
    const found = verb.fields({ name: text(flags, 'name'), apiVersion: text(flags, 'api-version') });
    const { referenceLines } = await import('../print/reference.js');
    return { result: found, lines: referenceLines(found, style) };
  },
};
