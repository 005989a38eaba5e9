import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppConfig, EcaConfig } from '../../src/config/model.js';
import { LocalOrg } from '../../src/local-org/index.js';
import { deploy } from '../../src/verbs/deploy.js';
import { verify } from '../../src/verbs/verify.js';
import { testWork } from '../work.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';

const localOrg = new LocalOrg();
const folder = mkdtempSync(join(tmpdir(), 'eca-fields-'));
function appWith(changes: Partial<AppConfig>): EcaConfig {
  const { Billing_Sync: app } = BILLING_SYNC.apps;
  if (app === undefined) throw new Error('The example has its app.');
  return { ...BILLING_SYNC, apps: { Billing_Sync: { ...app, ...changes } } };
}
afterEach(() => localOrg.stop());

describe('what fields write instead of keys', () => {
  it('is what verify expects of the token', async () => {
    const org = await connectTo(await localOrg.start());
    const fields = { ExtlClntAppGlobalOauthSettings: { isNamedUserJwtEnabled: true } };
    const config = resolved(appWith({ fields }));
    const report = await deploy(org, config, testWork({ folder }));
    expect(report.verify).toMatchObject([{ ok: true }]);
    await deploy(org, resolved(appWith({ tokenFormat: 'opaque' })), testWork({ folder }), { verify: false });
    const [other] = await verify(org, config, testWork({ folder }));
    expect(other?.checks.find(({ ok }) => !ok)?.detail).toMatch(/jwt/i);
  });
});
