import { EcaError } from '../../errors.js';
import { NEWEST_API_VERSION, OLDEST_API_VERSION, versionNumber } from '../../metadata/api-version.js';
import type { FieldReference } from '../../compose/field-reference.js';
import { text, type Command } from '../command.js';
import type { Style } from '../style.js';

/** `eca fields` */
export const fields: Command = {
  name: 'fields',
  summary: 'List the metadata fields that a config can set, with their API versions',
  shared: ['api-version'],
  positionals: {
    type: { type: 'string', describe: 'Metadata type. Default: the app, its parts and the org-wide settings' },
  },
  examples: [
    ['eca fields ExtlClntAppOauthConfigurablePolicies', 'The fields of the OAuth policies'],
    ['eca fields --api-version 60.0', 'What API version 60.0 has'],
  ],
  async run({ flags, style }) {
    const { fieldReference } = await import('../../compose/field-reference.js');
    const type = text(flags, 'type');
    const apiVersion = text(flags, 'api-version');
    if (apiVersion !== undefined && !isKnown(apiVersion)) throw unknownVersion(apiVersion);
    const found = fieldReference({
      type,
      apiVersion,
    });
    if (found.length === 0) throw await unknownType(type ?? '');
    return { result: { fields: found }, lines: lines(found, style) };
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

async function unknownType(type: string): Promise<EcaError> {
  const { METADATA_TYPES } = await import('../../metadata/types.js');
  return new EcaError({
    name: 'UsageError',
    message: `No fields of "${type}" are known in this API version.`,
    actions: [`Name one of ${METADATA_TYPES.map(({ name }) => name).join(', ')}.`],
  });
}

function lines(found: readonly FieldReference[], style: Style): readonly string[] {
  const width = Math.max(...found.map(({ field }) => field.length));
  return [...Map.groupBy(found, ({ type }) => type)].flatMap(([type, members]) => [
    style.bold(type),
    ...members.map((field) => `  ${field.field.padEnd(width)}  ${describe(field)}`),
  ]);
}

function describe({ kind, list, values, versions, required, secret, serverOwned, configKeys }: FieldReference): string {
  const parts = [
    values === undefined ? kind : values.join('|'),
    list ? 'list' : '',
    versions,
    required ? 'required' : '',
    secret ? 'secret' : '',
    serverOwned ? 'set by the org' : '',
    configKeys.length === 0 ? '' : `key: ${configKeys.join(', ')}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}
