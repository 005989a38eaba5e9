/** What has a JSON Schema. */
export const SCHEMAS = ['config', 'run', 'proof'] as const;

/** One of {@link SCHEMAS}: the config, `run.json`, or a proof statement beside it. */
export type SchemaName = (typeof SCHEMAS)[number];

/** Gives the JSON Schema of the config, or of a report. */
export async function schema(of: SchemaName = 'config'): Promise<Readonly<Record<string, unknown>>> {
  if (of === 'run') return (await import('../report/run.js')).runJsonSchema();
  if (of === 'proof') return (await import('../report/statement-schema.js')).statementJsonSchema();
  const { configJsonSchema } = await import('../config/json-schema.js');
  return configJsonSchema();
}
