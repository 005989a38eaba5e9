import { deploy } from 'eca-as-code';
import { LocalOrg } from 'eca-as-code/local-org';
import { afterAll, beforeAll, expect, it } from 'vitest';

const RUN_AS_USER = 'billing.sync@acme.example';
const org = new LocalOrg();

beforeAll(async () => {
  const { accessToken, instanceUrl } = await org.start();
  await deploy({
    config: {
      apps: {
        Billing_Sync: { label: 'Billing Sync', contactEmail: 'platform@acme.example', runAsUser: RUN_AS_USER },
      },
    },
    env: { SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl },
  });
});
afterAll(() => org.stop());

/** What your own code does. */
async function newestAccounts(instanceUrl: string, accessToken: string): Promise<readonly string[]> {
  const query = encodeURIComponent('SELECT Name FROM Account ORDER BY CreatedDate DESC LIMIT 5');
  for (let left = 2; ; left -= 1) {
    const answer = await fetch(`${instanceUrl}/services/data/v66.0/query?q=${query}`, {
      headers: { Authorization: `Bearer ${accessToken}` },
    });
    if (answer.ok) {
      const { records } = (await answer.json()) as { readonly records: readonly { readonly Name: string }[] };
      return records.map(({ Name }) => Name);
    }
    if (answer.status !== 503 || left === 0) throw new Error(`Salesforce answered ${answer.status}.`);
  }
}

it('tries again when the org is down for maintenance', async () => {
  const { accessToken, instanceUrl } = org.info;
  org.once('query', { kind: 'status', status: 503 });
  expect(await newestAccounts(instanceUrl, accessToken)).toContain('Globex Shipping');
  expect(org.requests.slice(-2).map(({ status }) => status)).toEqual([503, 200]);
});

it('is told why a token is refused', async () => {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'no-such-key', client_secret: 'x' });
  const answer = await fetch(`${org.info.instanceUrl}/services/oauth2/token`, { method: 'POST', body });
  expect(answer.status).toBe(400);
  expect(org.requests.at(-1)?.topic?.reason).toBe('No app of this org has this consumer key.');
});

it('has the app that was deployed', () => {
  const apps = org.snapshot().components.filter(({ type }) => type === 'ExternalClientApplication');
  expect(apps.map(({ fullName }) => fullName)).toEqual(['Billing_Sync']);
});
