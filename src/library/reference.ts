import type { Reference } from '../compose/reference.js';
import type { SchemaName } from '../verbs/schema.js';
import { told } from './run.js';

/** What {@link schema} gives the schema of. */
export interface SchemaVerbOptions {
  /** The config, `run.json`, or a proof statement beside it. Default: `config`. */
  readonly of?: SchemaName | undefined;
}

/** Gives the JSON Schema of the config, for editors, or of a report. Throws nothing. */
export async function schema(options: SchemaVerbOptions = {}): Promise<Readonly<Record<string, unknown>>> {
  return told(async () => (await import('../verbs/schema.js')).schema(options.of), options);
}

/** What {@link fields} explains. */
export interface FieldsVerbOptions {
  /**
   * Metadata type, field, key of the config, `scopes`, or `config`, `app` or `environment` for their keys. Default: the
   * fields of the app, its parts and the org-wide settings.
   */
  readonly name?: string | undefined;
  /** Only what this API version has, such as `66.0`. Default: what any has. */
  readonly apiVersion?: string | undefined;
}

/**
 * Explains keys of the config, metadata fields with their API versions, and scopes. Asks no org.
 *
 * @throws EcaError: `UsageError` for a name that nothing has, with the nearest one, and for an API version that is not known.
 */
export async function fields(options: FieldsVerbOptions = {}): Promise<Reference> {
  return told(async () => (await import('../verbs/fields.js')).fields(options), options);
}
