import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filesOfRows } from '../../../scripts/config/files-of-rows.js';
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

  it('has tables of every key', () => {
    const names = [...page.matchAll(/^<!-- keys: (\w+) -->$/gm)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(['EcaConfig', 'AppConfig', 'EnvironmentConfig', 'SinkConfig']));
  });
});

describe('what is made from the rows of the config', () => {
  it('is as "npm run generate" would write it', async () => {
    for (const [path, text] of Object.entries(await filesOfRows())) {
      expect(await readFile(new URL(path, root), 'utf8'), path).toBe(text);
    }
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
