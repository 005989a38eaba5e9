import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LocalOrg } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { deploy } from '../../src/verbs/deploy.js';
import { connectTo, BILLING_SYNC, resolved } from './project.js';
import { testWork } from '../work.js';

const config = resolved(BILLING_SYNC);
const PAGES = {
  maintenance: '"Maintenance: We are down for maintenance. Sorry for the inconvenience. We\'ll be back shortly."',
  'error-page':
    '"Unexpected Error: An unexpected error has occurred. Your development organization has been notified."',
};
let localOrg: LocalOrg;
let org: Org;
beforeAll(async () => {
  localOrg = new LocalOrg();
  org = await connectTo(await localOrg.start());
});
afterEach(() => {
  localOrg.clearFaults();
});
afterAll(() => localOrg.stop());

describe('an org that answers with a page', () => {
  it.each([
    ['checkRetrieveStatus', 'maintenance', 503],
    ['deploy', 'maintenance', 503],
    ['deploy', 'error-page', 500],
    ['checkDeployStatus', 'error-page', 500],
  ] as const)('is told as that at %s: %s', async (operation, kind, status) => {
    localOrg.always(operation, { kind });
    const run = deploy(org, config, testWork({ waitMs: 1500 }));
    await expect(run).rejects.toMatchObject({
      name: 'OrgRequestFailedError',
      message: expect.stringContaining(`it answered with a web page (HTTP ${status}), ${PAGES[kind]}.`) as string,
      actions: [expect.stringContaining('https://status.salesforce.com')],
    });
  });
});
