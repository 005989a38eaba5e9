import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { parseFault } from '../../../src/local-org/server/faults.js';
import { queryRecords, requestToken, startOrg } from './billing-app.js';
import { call, deploySet, deployStatus, sendDeploy } from './deploy-zip.js';
import { sourceSet } from './sources.js';

const billing = sourceSet('billing-sync');
const versions = (): Promise<Response> => fetch(`${info.instanceUrl}/services/data`);

let org: LocalOrg;
let info: LocalOrgInfo;

beforeEach(async () => {
  ({ org, info } = await startOrg());
});
afterEach(() => org.stop());

describe('faults of one call', () => {
  it('answer another status with Retry-After, once', async () => {
    org.once('versions', { kind: 'status', status: 503, retryAfterSeconds: 2 });
    const failed = await versions();
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '2']);
    expect((await versions()).status).toBe(200);
  });

  it('wait', async () => {
    org.once('versions', { kind: 'latency', milliseconds: 80 });
    const start = performance.now();
    await versions();
    expect(performance.now() - start).toBeGreaterThan(70);
  });

  it('break the connection before a deploy is taken', async () => {
    org.once('deploy', { kind: 'reset-before' });
    await expect(sendDeploy(info, billing)).rejects.toThrow('fetch failed');
    expect(org.snapshot().deployCount).toBe(0);
  });

  it('break the connection after a deploy was taken', async () => {
    org.once('deploy', { kind: 'reset-after' });
    await expect(sendDeploy(info, billing)).rejects.toThrow('fetch failed');
    expect(org.snapshot().deployCount).toBe(1);
    expect(await queryRecords(info, 'SELECT Id, Status FROM DeployRequest')).toMatchObject([{ Status: 'Succeeded' }]);
  });

  it('stop in the middle of the answer', async () => {
    org.once('versions', { kind: 'half-answer' });
    const response = await versions();
    await expect(response.text()).rejects.toThrow();
  });

  it('answer a web page', async () => {
    org.once('versions', { kind: 'wrong-type' });
    expect((await versions()).headers.get('content-type')).toBe('text/html');
  });

  it.each([
    ['maintenance:7', 503, 'We are down for maintenance.'],
    ['error-page', 500, 'An unexpected error has occurred.'],
  ])('are pages of an org that is maintained or has failed: %s', async (kind, status, words) => {
    org.once('versions', parseFault(`versions:${kind}`).fault);
    const page = await versions();
    expect([page.status, page.headers.get('content-type')]).toEqual([status, 'text/html;charset=UTF-8']);
    expect(page.headers.get('retry-after')).toBe(status === 503 ? '7' : null);
    expect(await page.text()).toContain(words);
  });

  it('end the session', async () => {
    org.once('resources', { kind: 'expired-session' });
    expect((await call(info, 'GET', '')).status).toBe(401);
    expect((await call(info, 'GET', '')).status).toBe(200);
  });

  it('use up the daily requests', async () => {
    org.once('*', { kind: 'request-limit' });
    const response = await call(info, 'GET', '');
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('REQUEST_LIMIT_EXCEEDED')]);
  });

  it('answer an OAuth error of choice', async () => {
    org.once('token', { kind: 'oauth-error', error: 'rate_limit_exceeded', description: 'too many requests' });
    expect((await requestToken(info, {})).body['error']).toBe('rate_limit_exceeded');
  });

  it('make a deploy slow', async () => {
    org.once('deploy', { kind: 'slow-deploy', polls: 2 });
    const id = await sendDeploy(info, billing);
    const statuses = [];
    for (let poll = 0; poll < 3; poll += 1) statuses.push((await deployStatus(info, id)).status);
    expect(statuses).toEqual(['InProgress', 'InProgress', 'Succeeded']);
  });

  it('make a deploy fail', async () => {
    org.once('deploy', { kind: 'failing-deploy', problem: 'UNKNOWN_EXCEPTION: An unexpected error occurred.' });
    expect((await deploySet(info, billing)).problems).toEqual(['UNKNOWN_EXCEPTION: An unexpected error occurred.']);
  });
});

describe('standing faults', () => {
  it('stay until they are cleared', async () => {
    org.always('versions', { kind: 'status', status: 500 });
    expect([(await versions()).status, (await versions()).status]).toEqual([500, 500]);
    org.clearFaults();
    expect((await versions()).status).toBe(200);
  });

  it('can be given as text at the start', async () => {
    const second = await startOrg({ faults: ['versions:503:7', 'query:latency:1'] });
    const response = await fetch(`${second.info.instanceUrl}/services/data`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
    await second.org.stop();
  });
});

describe('the queue of deploys', () => {
  it('runs one deploy at a time', async () => {
    org.once('deploy', { kind: 'slow-deploy', polls: 2 });
    const first = await sendDeploy(info, billing);
    const second = await sendDeploy(info, billing);
    expect((await deployStatus(info, second)).status).toBe('Pending');
    expect((await deployStatus(info, first)).status).toBe('InProgress');
    expect((await deployStatus(info, first)).status).toBe('Succeeded');
    expect((await deployStatus(info, second)).status).toBe('Succeeded');
  });

  it('lets a deploy be canceled by REST, and not after its end', async () => {
    org.once('deploy', { kind: 'slow-deploy', seconds: 60 });
    const id = await sendDeploy(info, billing);
    const cancel = (): Promise<Response> =>
      call(info, 'PATCH', `metadata/deployRequest/${id}`, { deployResult: { status: 'Canceling' } });
    expect((await cancel()).status).toBe(202);
    expect(await deployStatus(info, id)).toMatchObject({ status: 'Canceled', success: false, done: true });
    expect((await cancel()).status).toBe(400);
    expect(org.snapshot().components.map(({ type }) => type)).toEqual(['PermissionSet']);
  });

  it('gives 20 deploys at once their right answers', async () => {
    const sets = Array.from({ length: 20 }, (_, index) =>
      Object.fromEntries(
        Object.entries(billing).map(([path, text]) => [
          path.replace('Billing_Sync', `Ledger_${index}`),
          text.replaceAll('Billing_Sync', `Ledger_${index}`),
        ]),
      ),
    );
    const ends = await Promise.all(sets.map((set) => deploySet(info, set)));
    expect(ends.map(({ status }) => status)).toEqual(Array(20).fill('Succeeded'));
    expect(org.snapshot().components).toHaveLength(101);
  });
});
