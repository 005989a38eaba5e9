import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DEMO_CONFIG } from '../../src/cli/demo-story.js';
import { configJsonSchema } from '../../src/config/json-schema.js';
import { deploy } from '../../src/verbs/deploy.js';
import { generate } from '../../src/verbs/generate.js';
import { LocalOrg } from '../../src/local-org/index.js';
import { loadConfig } from '../../src/project/load-config.js';
import { connectTo, resolved } from './project.js';
import { testWork } from '../work.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('the example app', () => {
  it('has source and a manifest that are what its config says', async () => {
    const { config } = await loadConfig({ cwd: root, env: {} });
    const { files, warnings } = await generate({ config, root, check: true });
    expect(files.length).toBeGreaterThanOrEqual(6);
    expect(files.filter(({ state }) => state !== 'unchanged')).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('has a schema that is what the config takes', () => {
    const text = readFileSync(join(root, 'schema/eca-config.schema.json'), 'utf8');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(configJsonSchema())));
  });

  it('is proven in a local org, as it stands in the project and as the demo tells it', async () => {
    const { config } = await loadConfig({ cwd: root, env: {} });
    for (const story of [config, resolved(DEMO_CONFIG)]) {
      const localOrg = new LocalOrg();
      const org = await connectTo(await localOrg.start());
      const report = await deploy(org, story, testWork());
      await localOrg.stop();
      expect(report.readBack?.inSync).toBe(true);
      expect(report.verify.map(({ ok, diagnosis }) => ({ ok, diagnosis }))).toEqual([
        { ok: true, diagnosis: undefined },
      ]);
    }
  });

  it('writes the same source again into another folder', async () => {
    const { config } = await loadConfig({ cwd: root, env: {} });
    const outputDir = mkdtempSync(join(tmpdir(), 'eca-example-'));
    const { files } = await generate({ config, root, outputDir });
    for (const { path } of files)
      expect(readFileSync(join(outputDir, path), 'utf8')).toBe(readFileSync(join(root, path), 'utf8'));
  });
});
