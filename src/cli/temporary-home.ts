import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Nothing here leaves this machine, so that no proxy is needed. */
const PROXIES = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];

/**
 * Runs something with an empty home folder, so that the Salesforce libraries leave nothing in the real one. It must be
 * called before they are loaded.
 */
export async function withTemporaryHome<T>(run: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'eca-demo-'));
  for (const name of PROXIES) Reflect.deleteProperty(process.env, name);
  process.env.HOME = home;
  process.env.USERPROFILE = home;
  process.env.SF_USE_GENERIC_UNIX_KEYCHAIN = 'true';
  try {
    return await run(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
