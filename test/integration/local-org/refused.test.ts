import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { REFUSED } from '../../../src/local-org/server/refused.js';
import { startOrg } from './billing-app.js';

let org: LocalOrg;
let info: LocalOrgInfo;
beforeAll(async () => {
  ({ org, info } = await startOrg());
});
afterAll(() => org.stop());

it.each(REFUSED)('refuses $what', async ({ request, headers, status, says }) => {
  const [method = '', path = ''] = request.split(/ (.*)/);
  const url = info.instanceUrl + (path.startsWith('/') ? path : `/services/data/v66.0/${path}`);
  const response = await fetch(url, { method, headers: { ...headers, Authorization: `Bearer ${info.accessToken}` } });
  expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(says)]);
  if (status === 404) expect(response.headers.get('x-local-org')).toBe('this resource is not part of the local org');
});
