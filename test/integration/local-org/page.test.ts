import { request } from 'node:http';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalOrg, type LocalOrgInfo, type Seed } from '../../../src/local-org/index.js';
import { RUN_AS_USER } from './billing-app.js';
import { HOSTILE, makeHostile, pageOrg, pairOf } from './page-org.js';

const tagsOf = (html: string): readonly string[] =>
  [...html.matchAll(/<(\/?[a-z][\w-]*)/gi)].map(([, tag]) => tag ?? '');
const headings = (html: string): readonly number[] =>
  [...html.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));

/** Sends a request with headers that `fetch` writes itself. */
function send(
  { instanceUrl }: LocalOrgInfo,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((done, failed) => {
    const sent = request(new URL(path, instanceUrl), { method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.once('end', () => {
        done({ status: answer.statusCode ?? 0, text });
      });
    });
    sent.once('error', failed);
    sent.end(body);
  });
}

describe('the page of the local org', () => {
  let org: LocalOrg;
  let info: LocalOrgInfo;
  let html: string;
  const open = async (path = '/'): Promise<string> => (await fetch(`${info.instanceUrl}${path}`)).text();
  const form = (page: string, app = 'Billing_Sync'): string =>
    new URLSearchParams({ app, value: /name="value" value="([^"]+)"/.exec(page)?.[1] ?? '' }).toString();

  beforeAll(async () => {
    ({ org, info } = await pageOrg());
    html = await open();
  });
  afterAll(() => org.stop());

  it('shows what Setup would, under its headings', () => {
    expect([...html.matchAll(/<h2 id="[\w]+">([^<]+)/g)].map(([, title]) => title)).toEqual([
      'Company Information',
      'External Client App Manager',
      'Users',
      'Permission Sets and Profiles',
      'Deployment Status',
      'Token requests',
      'Org settings',
      'Assumptions in force',
    ]);
    for (const { type, fullName } of org.snapshot().components.filter((one) => one.type.startsWith('ExtlClntApp')))
      expect(html).toContain(`${type} ${fullName}, changed `);
    expect(html).toMatch(/Enable Client Credentials Flow <span class="api">isClientCredentialsFlowEnabled<\/span>/);
    expect(html).toContain('Policies &gt; OAuth Policies');
    expect(html).toMatch(/frozen@acme\.example<\/th><td><span class="badge warn">.*Active, frozen/);
    expect(html).toMatch(/left@acme\.example<\/th><td><span class="badge bad">.*Inactive/);
    expect(html).toContain('Enter a valid execution user for the OAuth client credentials flow.');
    expect(html).toMatch(/<th scope="row">same-token<\/th><td><span class="badge warn">.* no<\/span>/);
  });

  it('says of each token request that was refused why, and where that is set', () => {
    const tokens = html.slice(html.indexOf('id="tokens"'), html.indexOf('id="settings"'));
    expect(tokens).toContain('No app of this org has this consumer key.');
    expect(tokens).toContain(`${RUN_AS_USER} is frozen: Users &gt; Unfreeze.`);
    expect(tokens).toContain('The secret is not the one that belongs to this consumer key of Billing_Sync.');
    expect(tokens.match(/class="badge good"/g)).toHaveLength(1);
  });

  it('has a language, landmarks, one main heading, no level left out, heads in every table, and ids that are there', () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    for (const landmark of ['header', 'main', 'footer'])
      expect(tagsOf(html).filter((tag) => tag === landmark)).toHaveLength(1);
    const levels = headings(html);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    for (const [table] of html.matchAll(/<table.*?<\/table>/gs)) {
      expect(table).toMatch(/<thead><tr>(?:<th scope="col"[^<]+<\/th>)+<\/tr><\/thead>/);
      for (const [row] of table.slice(table.indexOf('</thead>')).matchAll(/<tr>.*?<\/tr>/gs))
        expect(row).toContain('<th scope="row">');
    }
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id);
    for (const [, id] of html.matchAll(/aria-labelledby="([^"]+)"/g)) expect(ids).toContain(id);
  });

  it('fetches and runs nothing, and can be framed, read and kept by no other site', async () => {
    const { headers } = await fetch(info.instanceUrl);
    const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(tagsOf(html)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:script|link|img|iframe|object|embed|base)$/)]),
    );
    expect(html).not.toMatch(/\s(?:style|src|srcset|on\w+)=|url\(|@import/);
  });

  it('holds no secret until a click asks for one, which stands in the log', async () => {
    const { key, secret } = pairOf(org);
    for (const hidden of [key, secret, info.accessToken]) expect(html).not.toContain(hidden);
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: info.instanceUrl };
    const shown = await send(info, 'POST', '/reveal', { ...headers, 'sec-fetch-site': 'same-origin' }, form(html));
    expect(shown.status).toBe(200);
    expect(shown.text).toContain(key);
    expect(shown.text).toContain(secret);
    expect(org.requests.at(-1)).toMatchObject({ operation: 'reveal', status: 200, topic: { app: 'Billing_Sync' } });
    expect(await open()).toContain('Consumer Key and Secret, on this page');
    expect(JSON.stringify(org.requests)).not.toContain(secret);
  });

  it.each([
    ['the page under another name', 'GET', '/', { host: 'evil.example' }, 421],
    ['the page under the name of a login host', 'GET', '/', { host: 'login.salesforce.com' }, 421],
    ['the button under the name of a login host', 'POST', '/reveal', { host: 'login.salesforce.com' }, 403],
    ['the button of another site', 'POST', '/reveal', { origin: 'https://evil.example' }, 403],
    ['the button of another port', 'POST', '/reveal', { origin: 'http://127.0.0.1:1' }, 403],
    ['the button of a sandboxed frame', 'POST', '/reveal', { origin: 'null' }, 403],
    ['the button as the browser sees it', 'POST', '/reveal', { 'sec-fetch-site': 'same-site' }, 403],
  ])('refuses %s', async (_, method, path, headers, status) => {
    const answer = await send(info, method, path, headers, method === 'POST' ? form(html) : '');
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain(pairOf(org).secret);
  });

  it('refuses the button without the value of the form, and of an app that is not there', async () => {
    expect((await send(info, 'POST', '/reveal', {}, 'app=Billing_Sync')).status).toBe(403);
    expect((await send(info, 'POST', '/reveal', {}, 'app=Billing_Sync&value=guess')).status).toBe(403);
    expect((await send(info, 'POST', '/reveal', {}, form(html, 'constructor'))).status).toBe(404);
  });

  it('goes on telling a client of the API that there is nothing at the root', async () => {
    const answer = await fetch(info.instanceUrl, { headers: { accept: 'application/json' } });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('x-local-org')).not.toBeNull();
    expect(await answer.json()).toMatchObject([{ errorCode: 'NOT_FOUND' }]);
    expect((await fetch(info.instanceUrl, { method: 'HEAD' })).status).toBe(200);
  });

  it('has the same elements whatever an org says', async () => {
    const { org: other, info: its } = await pageOrg();
    other.setComponent('ExternalClientApplication', 'Hostile_App', { label: 'a', description: 'b', contactEmail: 'c' });
    const before = await (await fetch(its.instanceUrl)).text();
    makeHostile(other);
    const after = await (await fetch(`${its.instanceUrl}/?find=`)).text();
    // One field more is a row more.
    expect(tagsOf(after).filter((tag) => !/^\/?(?:t[rdh]|span)$/.test(tag))).toEqual(
      tagsOf(before).filter((tag) => !/^\/?(?:t[rdh]|span)$/.test(tag)),
    );
    expect(after).toContain('&lt;script&gt;');
    expect(after).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
    const looked = await (await fetch(`${its.instanceUrl}/?find=${encodeURIComponent(HOSTILE)}`)).text();
    expect(looked).toContain('value="&quot;&gt;&lt;script&gt;');
    await other.stop();
  });
});

describe('the page of an org with thousands', () => {
  it('stays small, and leads to every app and user', async () => {
    const users = Array.from({ length: 1000 }, (_, index) => ({
      username: `user${index}@acme.example`,
      profile: index === 0 ? 'System Administrator' : 'Standard User',
      permissionSets: ['Many'],
    }));
    const seed: Seed = { users, permissionSets: [{ name: 'Many' }] };
    const org = new LocalOrg({ seed });
    const { instanceUrl } = await org.start();
    for (let index = 0; index < 1000; index += 1)
      org.setComponent('ExternalClientApplication', `App_${String(index).padStart(4, '0')}`, {
        label: `App ${index}`,
        description: 'x'.repeat(5000),
      });
    const open = async (path: string): Promise<string> => (await fetch(`${instanceUrl}${path}`)).text();
    const first = await open('/');
    expect(Buffer.byteLength(first)).toBeLessThan(150_000);
    expect(first).toContain('1 to 20 of 1000 apps');
    expect(first).toContain('(4600 more characters)');
    expect(first).toContain('href="/?apps=2#apps"');
    expect(await open('/?apps=50')).toContain('<h3>App_0999</h3>');
    expect(await open('/?users=20')).toContain('user999@acme.example');
    expect(await open('/?apps=9999&users=-3')).toContain('<h3>App_0999</h3>');
    const found = await open('/?find=APP_0777');
    expect(found).toContain('1 of 1000 apps');
    expect(found).toContain('<h3>App_0777</h3>');
    expect(await open('/?find=App+7&apps=2')).toContain('href="/?apps=1&amp;find=App+7#apps"');
    await org.stop();
  });
});
