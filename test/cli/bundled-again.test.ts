import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Format } from 'esbuild';
import { expect, it } from 'vitest';
import { emptyFolder, testEnvironment } from './run-eca.js';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
/** What somebody's own program does with the library, all within functions: its bundle may be of either kind. */
const PROGRAM = `
import { EcaError, defineConfig, plan } from '${DIST}index.mjs';
import { LocalOrg } from '${DIST}local-org.mjs';
const run = async () => {
  const org = new LocalOrg();
  await org.start();
  const { instanceUrl, accessToken } = org.info;
  const app = { label: 'Billing', contactEmail: 'a@b.example', runAsUser: 'billing.sync@acme.example' };
  const config = defineConfig({ apiVersion: '66.0', apps: { Billing_Sync: app } });
  const env = { HOME: process.env.HOME, SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl };
  const { changes } = await plan({ config, env });
  const error = await plan({ config, env: {} }).catch((error) => error);
  process.stdout.write(JSON.stringify([changes.length > 0, error instanceof EcaError]));
  await org.stop();
};
run();
`;

it.each<[Format, string]>([
  ['esm', 'program.mjs'],
  ['cjs', 'program.cjs'],
])("runs within somebody's own bundle, as %s", async (format, name) => {
  const cwd = emptyFolder();
  const outfile = join(cwd, name);
  const stdin = { contents: PROGRAM, resolveDir: DIST };
  await build({ stdin, bundle: true, platform: 'node', format, outfile, logLevel: 'silent', external: ['jiti'] });
  const env = testEnvironment({ HOME: cwd });
  expect(execFileSync(process.execPath, [outfile], { cwd, env, encoding: 'utf8' })).toBe('[true,true]');
});
