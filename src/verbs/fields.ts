import { reference, suggestReference, type Reference, type ReferenceOptions } from '../compose/reference.js';
import { EcaError } from '../errors.js';
import { NEWEST_API_VERSION, OLDEST_API_VERSION, spellVersions, versionNumber } from '../metadata/api-version.js';
import { findType, METADATA_TYPES } from '../metadata/types.js';

/**
 * Explains metadata types and fields, keys of the config, and scopes. Asks no org.
 *
 * @throws UsageError for an API version that is not known, and for a name that nothing has.
 */
export function fields({ name, apiVersion }: ReferenceOptions): Reference {
  if (apiVersion !== undefined && !isKnown(apiVersion)) throw unknownVersion(apiVersion);
  const found = reference({ name, apiVersion });
  if (found.fields.length + found.keys.length + found.scopes.length === 0) throw unknownName(name ?? '');
  return found;
}

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
function unknownName(name: string): EcaError {
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
