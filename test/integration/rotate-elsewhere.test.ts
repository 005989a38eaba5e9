import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppConfig, EcaConfig } from '../../src/config/model.js';
import { readConsumer } from '../../src/credentials/read-pair.js';
import { readStaged } from '../../src/credentials/staged.js';
import { LocalOrg, type LocalOrgOptions } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { deploy } from '../../src/verbs/deploy.js';
import { rotate } from '../../src/verbs/rotate.js';
import type { OnProgress } from '../../src/progress.js';
import { testWork } from '../work.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';

let localOrg: LocalOrg;
let org: Org;
const folder = mkdtempSync(join(tmpdir(), 'eca-elsewhere-'));
async function start(options: LocalOrgOptions = {}): Promise<void> {
  localOrg = new LocalOrg(options);
  org = await connectTo(await localOrg.start());
}
function appWith(changes: Partial<AppConfig>): EcaConfig {
  const { Billing_Sync: app } = BILLING_SYNC.apps;
  if (app === undefined) throw new Error('The example has its app.');
  return { ...BILLING_SYNC, apps: { Billing_Sync: { ...app, ...changes } } };
}
afterEach(() => localOrg.stop());

describe('a rotation by a machine that the org refuses, for consumers that call from elsewhere', () => {
  const config = resolved(appWith({ verify: { from: 'elsewhere' } }));
  const seed = {
    users: [
      { username: 'admin@acme.example', profile: 'System Administrator' },
      { username: 'billing.sync@acme.example', loginIpRanges: ['10.0.0.0-10.0.0.255'] },
    ],
    settings: { enableClientSecretInRestApiAccess: true },
  };

  it('goes on as verify does: the new pair is handed over, and what is not known is said', async () => {
    await start({ seed });
    await deploy(org, config, testWork({ folder }), { verify: false });
    const [report] = await rotate(org, config, testWork({ folder }), { sink: { file: 'rotated.json' } });
    expect(report).toMatchObject({ stored: true, revoked: false, verify: { ok: true, unknownFromHere: true } });
  });

  it('keeps the old pair also where it was to be ended: nobody has seen the new one work', async () => {
    await start({ seed });
    await deploy(org, config, testWork({ folder }), { verify: false });
    const warnings: string[] = [];
    const onProgress: OnProgress = (event) => {
      if (event.kind === 'warning') warnings.push(event.message);
    };
    const work = testWork({ folder, onProgress });
    const [report] = await rotate(org, config, work, { sink: { file: 'kept.json' }, revokeOld: true });
    expect(report).toMatchObject({ stored: true, revoked: false });
    expect(warnings.join('\n')).toContain('eca credentials revoke --app Billing_Sync');
    const staged = await readStaged(org, await readConsumer(org, 'Billing_Sync'));
    expect(staged).toMatchObject({ state: 'rotated', consumerKey: report?.oldKey });
  });
});
