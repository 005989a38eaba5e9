import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startLocalOrgProcess } from './local-org-process.js';
import { emptyFolder, runEca } from './run-eca.js';

const PRELOAD = fileURLToPath(new URL('./preload/record-sockets.mjs', import.meta.url));

const CONFIG = `apps:
  Billing_Sync:
    label: Billing Sync
    contactEmail: platform@acme.example
    runAsUser: billing.sync@acme.example
`;

describe('eca contacts nothing but the org that is configured', () => {
  it.each([
    ['plan', '-o', 'local-org'],
    ['deploy', '-o', 'local-org'],
    ['verify', '-o', 'local-org', '--revoke'],
    ['generate'],
    ['demo'],
  ])('%s', async (...argv) => {
    const home = emptyFolder();
    const cwd = emptyFolder();
    // Without apiVersion: SDR would ask a host of its own choice for one.
    writeFileSync(join(cwd, 'eca.config.yaml'), CONFIG);
    const file = join(cwd, 'sockets');
    const localOrg = await startLocalOrgProcess([], { HOME: home });
    try {
      if (argv[0] === 'verify') await runEca(['deploy', '-o', 'local-org'], { cwd, env: { HOME: home } });
      const env = { HOME: home, ECA_TEST_SOCKETS: file };
      const { code, stderr } = await runEca(argv, { cwd, env, nodeFlags: ['--import', PRELOAD] });
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    } finally {
      await localOrg.stop();
    }
    const hosts = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    expect(hosts.length > 0).toBe(argv[0] !== 'generate');
    expect([...new Set(hosts)].filter((host) => host !== '127.0.0.1')).toEqual([]);
  });
});
