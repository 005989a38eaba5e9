import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalOrg } from '../../../src/local-org/index.js';
import { call } from './deploy-zip.js';

const MANY = 20;
/** Every start takes a few milliseconds; a machine that does other work at the same time takes longer for some. */
const USUAL_START_MS = 50;
const MEGABYTE = 1024 * 1024;

const orgs: LocalOrg[] = [];
afterEach(async () => {
  await Promise.all(orgs.splice(0).map((org) => org.stop()));
});

describe('twenty local orgs in one process', () => {
  it('start fast, take little memory together, and know nothing of each other', async () => {
    const warm = new LocalOrg({ ownIdentity: true });
    await warm.start();
    await warm.stop();
    const before = process.memoryUsage().rss;
    const times: number[] = [];
    for (let index = 0; index < MANY; index += 1) {
      const began = performance.now();
      const org = new LocalOrg({ ownIdentity: true });
      orgs.push(org);
      await org.start();
      times.push(performance.now() - began);
    }
    const infos = orgs.map(({ info }) => info);
    await Promise.all(
      infos.map(async (info, index) => {
        const created = await call(info, 'POST', 'sobjects/Account', { Name: `Only in ${index}` });
        expect(created.status).toBe(201);
      }),
    );
    for (const [index, info] of infos.entries()) {
      const soql = encodeURIComponent("SELECT Name FROM Account WHERE Name LIKE 'Only in %'");
      const answer = (await (await call(info, 'GET', `query?q=${soql}`)).json()) as { readonly records: unknown[] };
      expect(answer.records).toMatchObject([{ Name: `Only in ${index}` }]);
      const other = infos[(index + 1) % MANY]?.accessToken ?? '';
      expect((await call({ ...info, accessToken: other }, 'GET', 'limits')).status).toBe(401);
    }
    expect(new Set(infos.map(({ orgId }) => orgId)).size).toBe(MANY);
    expect(new Set(infos.map(({ username }) => username)).size).toBe(MANY);
    await sleep(10);
    const grown = (process.memoryUsage().rss - before) / MEGABYTE;
    const median = times.toSorted((left, right) => left - right)[MANY / 2] ?? 0;
    if (process.env.ECA_MEASURE !== undefined) {
      console.log(
        `median ${median.toFixed(1)} ms, slowest ${Math.max(...times).toFixed(1)} ms, ${grown.toFixed(0)} MB`,
      );
    }
    expect(median).toBeLessThan(USUAL_START_MS);
    expect(grown).toBeLessThan(150);
  });
});
