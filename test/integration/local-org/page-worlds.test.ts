import { mkdtempSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalOrg, type LocalOrgInfo, type LocalOrgOptions } from '../../../src/local-org/index.js';
import { seedWith } from './billing-app.js';
import { deploySet, sendDeploy } from './deploy-zip.js';
import { pairOf } from './page-org.js';
import { edited, sourceSet } from './sources.js';

const orgs: LocalOrg[] = [];
afterEach(async () => {
  await Promise.all(orgs.splice(0).map((org) => org.stop()));
});

async function start(options: LocalOrgOptions = {}): Promise<{ org: LocalOrg; info: LocalOrgInfo }> {
  const org = new LocalOrg(options);
  orgs.push(org);
  return { org, info: await org.start() };
}

const billing = sourceSet('billing-sync');
const pageOf = async ({ instanceUrl }: LocalOrgInfo, path = '/'): Promise<string> =>
  (await fetch(instanceUrl + path)).text();

/** Asks over TLS, trusting the org's own authority only. */
function overTls(
  info: LocalOrgInfo,
  method: string,
  path: string,
  body = '',
): Promise<{ readonly status: number; readonly text: string; readonly policy: string }> {
  const ca = readFileSync(info.caFile ?? '');
  const url = new URL(path, info.instanceUrl);
  const headers = { Origin: url.origin, 'Sec-Fetch-Site': 'same-origin' };
  return new Promise((done, failed) => {
    const sent = request(url, { method, ca, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.once('end', () => {
        const policy = String(answer.headers['content-security-policy']);
        done({ status: answer.statusCode ?? 0, text, policy });
      });
    });
    sent.once('error', failed);
    sent.end(body);
  });
}

describe('the page', () => {
  it('is there over TLS, with its button', async () => {
    const state = join(mkdtempSync(join(tmpdir(), 'eca-page-')), 'state.json');
    const plain = await start({ state, seed: seedWith() });
    await deploySet(plain.info, billing);
    await plain.org.stop();
    const { org, info } = await start({ tls: true, state });
    const page = await overTls(info, 'GET', '/');
    expect([page.status, page.policy]).toEqual([200, expect.stringContaining("default-src 'none'")]);
    expect(page.text).toContain(info.instanceUrl);
    const { key, secret } = pairOf(org);
    expect(page.text).not.toContain(secret);
    const value = /name="value" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const form = new URLSearchParams({ app: 'Billing_Sync', value }).toString();
    const revealed = await overTls(info, 'POST', '/reveal', form);
    expect(revealed.status).toBe(200);
    expect([revealed.text.includes(key), revealed.text.includes(secret)]).toEqual([true, true]);
    expect((await overTls(info, 'POST', '/reveal', form.replace(value, 'x'))).status).toBe(403);
  });

  it('shows after a restart what the state holds, with the deploys and their problems, and takes the new form only', async () => {
    const state = join(mkdtempSync(join(tmpdir(), 'eca-page-')), 'state.json');
    const first = await start({ state, seed: seedWith() });
    await deploySet(first.info, billing);
    await deploySet(first.info, edited(billing, '.ecaOauthPlcy', 'Billing.Sync@acme.example', 'nobody@acme.example'));
    const before = await pageOf(first.info);
    await first.org.stop();
    const second = await start({ state });
    const after = await pageOf(second.info);
    for (const text of ['2 deployments', 'Enter a valid execution user', '<h3>Billing_Sync</h3>']) {
      expect(before).toContain(text);
      expect(after).toContain(text);
    }
    expect(after).not.toContain(pairOf(second.org).secret);
    expect(await pageOf(second.info, '/?deployments=1&find=Billing_Sync')).toContain('2 deployments');
    expect(await pageOf(second.info, '/?find=nothing-of-this-name')).toContain('0 of 2 deployments');
  });

  it('of a sandbox is that of the copy, and production goes on with its own', async () => {
    const production = await start({ seed: seedWith() });
    await deploySet(production.info, billing);
    const sandbox = await start({
      copyOf: { state: production.org.stateText(), sandboxName: 'uat', apps: 'kept' },
      ownIdentity: true,
    });
    const [own, copied] = [await pageOf(production.info), await pageOf(sandbox.info)];
    expect(copied).toContain('billing.sync@acme.example.uat');
    expect(own).not.toContain('acme.example.uat');
    expect(copied).toContain(sandbox.info.orgId);
    expect(copied).not.toContain(production.info.instanceUrl);
    production.org.addSandbox(sandbox.org);
    expect((await fetch(`${production.info.instanceUrl}/`)).status).toBe(200);
    sandbox.org.refresh({ sandboxName: 'uat', apps: 'half-broken', activated: false });
    for (const step of [() => undefined, () => sandbox.org.activate()]) {
      step();
      expect((await fetch(`${sandbox.info.instanceUrl}/`)).status).toBe(200);
    }
  });

  it('keeps the latest 200 deploys, says how many came before, and is soon there', async () => {
    const { org, info } = await start({ seed: seedWith() });
    const broken = edited(billing, '.ecaOauthPlcy', 'Billing.Sync@acme.example', 'nobody@acme.example');
    for (let count = 0; count < 230; count++) await sendDeploy(info, count % 10 === 9 ? broken : billing);
    expect(org.log().deploys).toHaveLength(200);
    expect(org.snapshot().deployCount).toBe(230);
    const began = performance.now();
    const page = await pageOf(info);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(page).toContain('1 to 20 of 200 deployments. 30 earlier ones are not kept');
    expect(Buffer.byteLength(page)).toBeLessThan(100_000);
    const ids = new Set<string>();
    for (let part = 1; part <= 10; part++) {
      const text = await pageOf(info, `/?deployments=${part}`);
      for (const [id] of text.matchAll(/0Af\w{15}/g)) ids.add(id);
    }
    expect(ids.size).toBe(200);
    expect(Buffer.byteLength(org.stateText())).toBeLessThan(2_000_000);
  }, 60_000);
});
