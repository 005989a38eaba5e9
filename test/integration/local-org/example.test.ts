import { LocalOrg } from '../../../src/local-org/index.js';
import { afterAll, beforeAll, expect, it } from 'vitest';

const org = new LocalOrg({ seed: { users: [{ username: 'admin@acme.example', profile: 'System Administrator' }] } });

beforeAll(() => org.start());
afterAll(() => org.stop());

it('retries when the org is busy', async () => {
  const { instanceUrl, accessToken } = org.info;
  org.once('query', { kind: 'status', status: 503, retryAfterSeconds: 1 });
  const query = () =>
    fetch(`${instanceUrl}/services/data/v66.0/query?q=SELECT+Username+FROM+User`, {
      headers: { Authorization: `Bearer ${accessToken}` },
    });
  expect((await query()).status).toBe(503);
  expect(await (await query()).json()).toMatchObject({ records: [{ Username: 'admin@acme.example' }] });
  expect(org.requests.map(({ operation, status }) => `${operation} ${status}`)).toEqual(['query 503', 'query 200']);
});
