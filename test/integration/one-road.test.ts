import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withSecretAccess } from '../../src/credentials/secret-access.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { storeCredentials } from '../../src/verbs/credentials.js';
import { deploy } from '../../src/verbs/deploy.js';
import { testWork } from '../work.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';

const SETTING = 'enableClientSecretInRestApiAccess';
const CONFIG = resolved({
  ...BILLING_SYNC,
  apps: {
    Billing_Sync: {
      ...BILLING_SYNC.apps.Billing_Sync,
      namedCredential: { name: 'Billing_API_Callout', url: 'https://acme.my.salesforce.com' },
    },
  },
});

describe('whatever is sent as a package', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let folder: string;
  let warnings: string[];
  beforeEach(async () => {
    localOrg = new LocalOrg();
    info = await localOrg.start();
    folder = mkdtempSync(join(tmpdir(), 'eca-road-'));
    warnings = [];
  });
  afterEach(() => localOrg.stop());

  const work = () =>
    testWork({
      folder,
      onProgress: (event) => {
        if (event.kind === 'warning') warnings.push(event.message);
      },
    });
  /** An org that breaks the connection off after it took real deploys, or before. */
  const breakingOff = async (kind: 'reset-after' | 'reset-before', isHit: (nth: number) => boolean): Promise<Org> => {
    const org = await connectTo(info);
    let nth = 0;
    const startDeploy: Org['startDeploy'] = (zip, mode) => {
      if (!mode.checkOnly && isHit((nth += 1))) localOrg.once('deploy', { kind });
      return org.startDeploy(zip, mode);
    };
    return { ...org, startDeploy };
  };

  it('is not sent twice when its answer was lost: apps, then the consuming side', async () => {
    const org = await breakingOff('reset-after', () => true);
    expect((await deploy(org, resolved(BILLING_SYNC), work())).verify[0]?.ok).toBe(true);
    expect(await storeCredentials(org, CONFIG, work())).toMatchObject([{ stored: true }]);
    // One for the apps, one for External Credential and Named Credential.
    expect(localOrg.snapshot().deployCount).toBe(2);
    expect(warnings.filter((text) => text.startsWith('The org took it as 0Af'))).toHaveLength(2);
  });

  it('is sent again when the org did not take it', async () => {
    const org = await breakingOff('reset-before', (nth) => nth === 2);
    await deploy(org, resolved(BILLING_SYNC), work());
    expect(await storeCredentials(org, CONFIG, work())).toMatchObject([{ stored: true }]);
    expect(localOrg.snapshot().deployCount).toBe(2);
    expect(warnings).toContain('The org did not take it; sending it again');
  });

  it('is one package where the org of the apps calls them', async () => {
    const report = await deploy(await breakingOff('reset-after', () => true), CONFIG, work());
    expect(report.verify[0]?.ok).toBe(true);
    expect(report.credentials[0]).toMatchObject({ stored: true });
    expect(localOrg.snapshot().deployCount).toBe(1);
  });

  it("leaves the org's switch as it was when both answers to turning it were lost", async () => {
    localOrg.changeSetting(SETTING, false);
    const org = await breakingOff('reset-after', () => true);
    const seen = await withSecretAccess(org, work(), { allowSecretAccess: true }, () =>
      Promise.resolve(localOrg.snapshot().settings[SETTING]),
    );
    expect(seen).toBe(true);
    expect(localOrg.snapshot().settings[SETTING]).toBe(false);
    expect(localOrg.snapshot().deployCount).toBe(2);
  });
});
