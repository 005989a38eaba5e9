import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import { runSf, type SfAnswer } from './sf.js';

const ORGANIZATION = 'SELECT Id FROM Organization';

describe('the real sf and local orgs beside each other', () => {
  const production = new LocalOrg({ tls: true, ownIdentity: true });
  const home = mkdtempSync(join(tmpdir(), 'eca-sf-home-'));
  const cwd = mkdtempSync(join(tmpdir(), 'eca-sf-beside-'));
  const authorities = join(home, 'authorities.pem');
  const second = new LocalOrg({ ownIdentity: true });
  let sandbox: LocalOrg;
  let info: LocalOrgInfo;

  const sf = (...words: readonly string[]): Promise<SfAnswer> =>
    runSf({ cwd, home, env: { NODE_EXTRA_CA_CERTS: authorities } }, ...words);
  const orgIdBy = async (alias: string): Promise<unknown> => {
    const { json } = await sf('data', 'query', '--query', ORGANIZATION, '--target-org', alias);
    return (json.result as { readonly records: readonly { readonly Id: string }[] }).records[0]?.Id;
  };

  beforeAll(async () => {
    info = await production.start();
    const copyOf = { state: production.stateText(), sandboxName: 'uat' };
    sandbox = new LocalOrg({ tls: true, copyOf, sandboxOf: info.instanceUrl });
    const others = await Promise.all([sandbox.start(), second.start()]);
    const files = [info, ...others].flatMap(({ caFile }) => caFile ?? []);
    writeFileSync(authorities, files.map((file) => readFileSync(file, 'utf8')).join(''));
  });
  afterAll(async () => {
    await Promise.all([production.stop(), sandbox.stop(), second.stop()]);
  });

  it('org login sfdx-url over TLS', async () => {
    const file = join(home, 'auth-url.txt');
    writeFileSync(file, info.sfdxAuthUrl ?? '');
    const answer = await sf('org', 'login', 'sfdx-url', '--sfdx-url-file', file, '--alias', 'production');
    expect(answer).toMatchObject({ code: 0, json: { result: { username: info.username, orgId: info.orgId } } });
    expect(await orgIdBy('production')).toBe(info.orgId);
  });

  it('a certificate by an authority that nobody trusts is refused', async () => {
    const answer = await runSf(
      { cwd, home },
      ...['data', 'query', '--query', ORGANIZATION, '--target-org', 'production'],
    );
    expect(answer.code).not.toBe(0);
    expect(JSON.stringify(answer.json)).toMatch(/certificate|self.signed/i);
  });

  it('org resume sandbox logs in to the sandbox by the login to production', async () => {
    const answer = await sf('org', 'resume', 'sandbox', '--name', 'uat', '--wait', '2', '--target-org', 'production');
    expect(answer).toMatchObject({ code: 0, json: { result: { SandboxName: 'uat' } } });
    const { username, orgId } = sandbox.info;
    expect(username).toBe(`${info.username}.uat`);
    expect(await orgIdBy(username)).toBe(orgId);
  });

  it('two orgs are kept apart, also when both are asked at once', async () => {
    const env = { SF_ACCESS_TOKEN: second.info.accessToken };
    const words = ['org', 'login', 'access-token', '--instance-url', second.info.instanceUrl, '--no-prompt'];
    expect((await runSf({ cwd, home, env }, ...words, '--alias', 'second')).code).toBe(0);
    expect(await Promise.all([orgIdBy('production'), orgIdBy('second')])).toEqual([info.orgId, second.info.orgId]);
    await second.stop();
    expect(await orgIdBy('production')).toBe(info.orgId);
  });

  it('data get, update and delete record by id', async () => {
    const org = ['--target-org', 'production', '--sobject', 'Account'];
    const created = await sf('data', 'create', 'record', ...org, '--values', "Name='Blue Harbour'");
    const { id } = created.json.result as { readonly id: string };
    const byId = [...org, '--record-id', id];
    expect((await sf('data', 'update', 'record', ...byId, '--values', "Name='Red Harbour'")).code).toBe(0);
    expect(await sf('data', 'get', 'record', ...byId)).toMatchObject({
      code: 0,
      json: { result: { Id: id, Name: 'Red Harbour' } },
    });
    expect((await sf('data', 'delete', 'record', ...byId)).code).toBe(0);
    expect((await sf('data', 'get', 'record', ...byId)).code).not.toBe(0);
  });
});
