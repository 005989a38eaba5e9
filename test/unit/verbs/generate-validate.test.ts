import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { generate } from '../../../src/verbs/generate.js';
import { validateSource } from '../../../src/verbs/validate.js';
import { resolved } from '../compose/story.js';

const config = resolved({
  apps: {
    Billing_Sync: {
      label: 'Billing Sync',
      contactEmail: 'platform@acme.example',
      runAsUser: 'billing.sync@acme.example',
    },
  },
});
const APP = 'force-app/main/default/externalClientApps/Billing_Sync.eca-meta.xml';

let cwd = '';
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'eca-validate-'));
  await generate({ config, root: cwd });
});

describe('validateSource', () => {
  it('finds nothing wrong with generated source', async () => {
    expect((await validateSource({ sourceDir: 'force-app', apiVersion: '66.0', cwd })).problems).toEqual([]);
    expect((await validateSource({ sourceDir: '.', apiVersion: '66.0', cwd })).problems).toEqual([]);
  });

  it('names files as the user would type them', async () => {
    writeFileSync(join(cwd, APP), '<ExternalClientApplication></ExternalClientApplication>');
    const { problems } = await validateSource({ sourceDir: './force-app/main/', apiVersion: '66.0', cwd });
    expect(problems.map(({ file, path }) => [file, path])).toEqual([[APP, 'ExternalClientApplication']]);
  });

  it('says that a folder is not there, or holds nothing to check', async () => {
    await expect(validateSource({ sourceDir: 'src', apiVersion: '66.0', cwd })).rejects.toMatchObject({
      name: 'SourceInvalidError',
      message: 'There is no folder src.',
    });
    rmSync(join(cwd, 'force-app'), { recursive: true });
    await expect(validateSource({ sourceDir: '.', apiVersion: '66.0', cwd })).rejects.toMatchObject({
      name: 'SourceInvalidError',
      message: 'No metadata of External Client Apps lies below ..',
    });
  });
});
