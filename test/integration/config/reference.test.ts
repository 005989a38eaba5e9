import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CONFIG_FIELDS } from '../../../src/config/config-fields.js';
import { findField } from '../../../src/metadata/field-table.js';
import { definitionOf, unwrap } from '../../../src/config/overlay-schema.js';
import { appSchema } from '../../../src/config/schema-app.js';
import { KEYS } from '../../../src/config/schema-keys.js';
import { configSchema, environmentSchema } from '../../../src/config/schema.js';
import { resolved, spelled } from '../../fixtures/config/billing-sync.js';

const root = new URL('../../../', import.meta.url);
const page = await readFile(new URL('docs/config.md', root), 'utf8');
const examples = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = '']) => text);

/** Values for the variables that the examples name. */
const env = { SCRATCH_ORG: 'acme-scratch', OUTPUT_FOLDER: '/tmp/acme', PRODUCTION_ORG: 'acme-production' };

function environmentsOf(config: unknown): readonly (string | undefined)[] {
  const { environments = {} } = config as { environments?: object };
  return [undefined, ...Object.keys(environments)];
}

describe('the reference of the config', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  it.each(examples)('has an example that breaks no rule in any environment: %#', (text) => {
    const config: unknown = parse(text);
    for (const environment of environmentsOf(config)) {
      const { problems, warnings } = resolved(config, { env, ...(environment === undefined ? {} : { environment }) });
      expect([...spelled(problems), ...spelled(warnings)]).toEqual([]);
    }
  });

  it('names every key', () => {
    const namedCredential = definitionOf(unwrap(appSchema.shape.namedCredential)).shape ?? {};
    const keys = [configSchema, environmentSchema, appSchema].flatMap((schema) => Object.keys(schema.shape));
    const missing = [...keys, ...Object.keys(namedCredential)].filter((key) => !page.includes(`\`${key}\``));
    expect(missing).toEqual([]);
  });
});

describe('the example config', () => {
  it('breaks no rule in any environment, and its base needs no variable', async () => {
    const config: unknown = parse(await readFile(new URL('eca.config.yaml', root), 'utf8'));
    expect(resolved(config).config?.apps.map(({ name }) => name)).toEqual(['Billing_Sync']);
    for (const environment of environmentsOf(config)) {
      const { problems, warnings } = resolved(config, { env, ...(environment === undefined ? {} : { environment }) });
      expect([...spelled(problems), ...spelled(warnings)]).toEqual([]);
    }
  });
});

describe('the keys of an app', () => {
  it('name the fields that composing makes of them', () => {
    const current = CONFIG_FIELDS.filter(({ type, field }) => findField(type, field)?.until === undefined);
    const silent = current.flatMap(({ keys, type, field }) =>
      keys
        .filter((key) => !KEYS.get(unwrap(appSchema.shape[key]))?.fields?.includes(`${type}.${field}`))
        .map((key) => `${key} -> ${type}.${field}`),
    );
    expect(current.length).toBeGreaterThan(10);
    expect(silent).toEqual([]);
  });
});
