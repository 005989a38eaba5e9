import { EcaError } from '../../errors.js';
import { NEWEST_API_VERSION, OLDEST_API_VERSION, spellVersions, versionNumber } from '../../metadata/api-version.js';
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
    const { reference } = await import('../../compose/reference.js');
    const name = text(flags, 'name');
    const apiVersion = text(flags, 'api-version');
    if (apiVersion !== undefined && !isKnown(apiVersion)) throw unknownVersion(apiVersion);
    const found = reference({ name, apiVersion });
    if (found.fields.length + found.keys.length + found.scopes.length === 0) throw await unknownName(name ?? '');
    const { referenceLines } = await import('../print/reference.js');
    return { result: found, lines: referenceLines(found, style) };
  },
};

function isKnown(apiVersion: string): boolean {
  const version = /^\d+\.0$/.test(apiVersion) ? versionNumber(apiVersion) : 0;
  return version >= OLDEST_API_VERSION && version <= NEWEST_API_VERSION;
}

function unknownVersion(apiVersion: string): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: `"${apiVersion}" is no API version that eca knows.`,
    actions: [`Give one from ${OLDEST_API_VERSION}.0 to ${NEWEST_API_VERSION}.0.`],
  });
}

/** A type or field that only other API versions have is none that is unknown. */
async function unknownName(name: string): Promise<EcaError> {
  const [{ METADATA_TYPES, findType }, { reference, suggestReference }] = await Promise.all([
    import('../../metadata/types.js'),
    import('../../compose/reference.js'),
  ]);
  const type = findType(name);
  const [elsewhere] = type === undefined ? reference({ name }).fields : [];
  const versions = type === undefined ? elsewhere?.versions : spellVersions(type);
  if (versions !== undefined) {
    return new EcaError({
      name: 'UsageError',
      message: `This API version does not have "${name}".`,
      actions: [`It is in API version ${versions}: give one of these with --api-version.`],
    });
  }
  const near = suggestReference(name);
  const types = METADATA_TYPES.map((one) => one.name).join(', ');
  const all = `Name one of ${types}; a field of one; a key of the config (eca fields config); or scopes.`;
  return new EcaError({
    name: 'UsageError',
    message: `No type, field or key is called "${name}".`,
    actions: near === undefined ? [all] : [`Did you mean "${near}"?`, all],
  });
}
