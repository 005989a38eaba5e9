import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { consumerPath, exchange, getJson, readCredentials, startWithBilling } from './billing-app.js';
import { call, deploySet, manifestXml } from './deploy-zip.js';
import { sourceSet } from './sources.js';

let org: LocalOrg;
let info: LocalOrgInfo;

beforeEach(async () => {
  ({ org, info } = await startWithBilling());
});
afterEach(() => org.stop());

async function errorOf(response: Response): Promise<[number, string]> {
  const [error] = (await response.json()) as { errorCode: string }[];
  return [response.status, error?.errorCode ?? ''];
}

describe('consumers of an app', () => {
  it('give the key alone unless the secret is asked for', async () => {
    const path = await consumerPath(info);
    const alone = await getJson<Record<string, string | null>>(info, path);
    expect([alone['key']?.slice(0, 5), alone['secret']]).toEqual(['3MVG9', null]);
    const secret = await getJson<Record<string, string | null>>(info, `${path}?part=secret`);
    expect(secret['key']).toBeNull();
    expect(secret['secret']).toMatch(/^[0-9A-F]{64}$/);
  });

  it('are kept back while the org setting is off', async () => {
    const path = await consumerPath(info);
    org.changeSetting('enableClientSecretInRestApiAccess', false);
    const response = await call(info, 'GET', path);
    expect(await response.clone().text()).toContain('not currently enabled');
    expect(await errorOf(response)).toEqual([403, 'FUNCTIONALITY_NOT_ENABLED']);
  });

  it('are there again after the setting was deployed', async () => {
    const path = await consumerPath(info);
    org.changeSetting('enableClientSecretInRestApiAccess', false);
    const settings =
      '<ExternalClientAppSettings xmlns="http://soap.sforce.com/2006/04/metadata"><enableClientSecretInRestApiAccess>true</enableClientSecretInRestApiAccess></ExternalClientAppSettings>';
    const end = await deploySet(info, { 'settings/ExternalClientApp.settings-meta.xml': settings });
    expect(end.problems).toEqual([]);
    expect((await call(info, 'GET', path)).status).toBe(200);
  });

  it('are unknown under another id', async () => {
    const path = await consumerPath(info);
    expect((await call(info, 'GET', path.replace(/\/888\w+$/, '/888000000000000'))).status).toBe(404);
  });
});

describe('staged credentials', () => {
  it('are not there before v65', async () => {
    const path = await consumerPath(info);
    expect((await call(info, 'GET', `${path}/staged`, undefined, 64)).status).toBe(404);
  });

  it('wait, are rotated in, and leave the old pair valid until it is deleted', async () => {
    const path = await consumerPath(info);
    const old = await readCredentials(info);
    const staged = await call(info, 'POST', `${path}/staged`, {});
    expect(staged.status).toBe(201);
    const { stagedCredentials } = (await staged.json()) as {
      stagedCredentials: { id: string; key: string; secret: string; url: string }[];
    };
    const [pair] = stagedCredentials;
    if (pair === undefined) throw new Error('Nothing was staged.');
    expect((await exchange(info, pair)).status).toBe(200);
    expect(await errorOf(await call(info, 'POST', `${path}/staged`, {}))).toEqual([400, 'LIMIT_EXCEEDED']);

    const rotated = await call(info, 'PATCH', `${path}/staged/${pair.id}`, { command: 'rotate' });
    expect(await rotated.json()).toMatchObject({ key: old.key, state: 'Rotated' });
    expect(await readCredentials(info)).toMatchObject({ key: pair.key, secret: pair.secret });
    expect((await exchange(info, pair)).status).toBe(200);
    expect((await exchange(info, old)).status).toBe(200);

    const { stagedCredentials: slot } = await getJson<{ stagedCredentials: { id: string }[] }>(info, `${path}/staged`);
    expect((await call(info, 'DELETE', `${path}/staged/${slot[0]?.id ?? ''}`)).status).toBe(204);
    expect((await exchange(info, old)).body['error']).toBe('invalid_client_id');
    expect(await getJson(info, `${path}/staged`)).toEqual({ stagedCredentials: [] });
  });

  it('expire after 30 days, and count as none then', async () => {
    const path = await consumerPath(info);
    const stage = async (): Promise<Record<string, string>> => {
      const response = await call(info, 'POST', `${path}/staged`, {});
      expect(response.status).toBe(201);
      const { stagedCredentials } = (await response.json()) as { stagedCredentials: Record<string, string>[] };
      return stagedCredentials[0] ?? {};
    };
    const { id = '', ...pair } = await stage();
    expect(pair).toMatchObject({
      state: 'Active',
      createdBy: info.userId,
      stagedCredentialsUrl: expect.stringMatching(/staged$/) as string,
    });
    expect(Date.parse(pair['expirationDate'] ?? '') - Date.parse(pair['createdDate'] ?? '')).toBe(30 * 86_400_000);
    org.advance(30 * 86_400);
    const reread = { ...info, accessToken: org.login(info.username) };
    expect(await getJson(reread, `${path}/staged`)).toMatchObject({ stagedCredentials: [{ id, state: 'Expired' }] });
    const credentials = { key: pair['key'] ?? '', secret: pair['secret'] ?? '' };
    expect((await exchange(info, credentials)).body['error']).toBe('invalid_client_id');
    expect((await call(reread, 'PATCH', `${path}/staged/${id}`, { command: 'rotate' })).status).toBe(404);
    expect((await call(reread, 'DELETE', `${path}/staged/${id}`)).status).toBe(404);
    info = reread;
    expect((await stage())['id']).not.toBe(id);
  });

  it('give up the rotated pair after 30 days', async () => {
    const path = await consumerPath(info);
    const old = await readCredentials(info);
    const staged = (await (await call(info, 'POST', `${path}/staged`, {})).json()) as {
      stagedCredentials: { id: string }[];
    };
    await call(info, 'PATCH', `${path}/staged/${staged.stagedCredentials[0]?.id ?? ''}`, { command: 'rotate' });
    org.advance(31 * 86_400);
    expect((await exchange(info, old)).body['error']).toBe('invalid_client_id');
  });

  it('need a JSON body and know one command', async () => {
    const path = await consumerPath(info);
    expect(await errorOf(await call(info, 'POST', `${path}/staged`))).toEqual([400, 'JSON_PARSER_ERROR']);
    const staged = (await (await call(info, 'POST', `${path}/staged`, {})).json()) as {
      stagedCredentials: { id: string }[];
    };
    const one = `${path}/staged/${staged.stagedCredentials[0]?.id ?? ''}`;
    expect(await errorOf(await call(info, 'PATCH', one, { command: 'discard' }))).toEqual([400, 'INVALID_API_INPUT']);
  });
});

describe('named credentials', () => {
  const body = {
    externalCredential: 'Billing_Api',
    principalName: 'Principal1',
    principalType: 'NamedPrincipal',
    authenticationProtocol: 'OAuth',
    authenticationProtocolVariant: 'ClientCredentialsClientSecretBasic',
    credentials: {
      clientId: { value: 'the-key', encrypted: false },
      clientSecret: { value: 'the-secret', encrypted: true },
    },
  };
  const status = async (): Promise<unknown> =>
    (await getJson<{ authenticationStatus: string }>(info, 'named-credentials/external-credentials/Billing_Api'))
      .authenticationStatus;

  beforeEach(async () => {
    expect((await deploySet(info, sourceSet('named-credential'))).problems).toEqual([]);
  });

  it('become configured by storing key and secret, which are not given out again', async () => {
    expect(await status()).toBe('NotConfigured');
    expect((await call(info, 'POST', 'named-credentials/credential', body)).status).toBe(201);
    expect(await status()).toBe('Configured');
    const query = 'externalCredential=Billing_Api&principalName=Principal1&principalType=NamedPrincipal';
    const stored = await (await call(info, 'GET', `named-credentials/credential?${query}`)).text();
    expect(stored).toContain('the-key');
    expect(stored).not.toContain('the-secret');
  });

  it('lose what they hold when their External Credential is deleted', async () => {
    await call(info, 'POST', 'named-credentials/credential', body);
    const set = sourceSet('named-credential');
    const gone = { NamedCredential: ['Billing_Api'], ExternalCredential: ['Billing_Api'] };
    const access = /<externalCredentialPrincipalAccesses>[\s\S]*<\/externalCredentialPrincipalAccesses>/;
    const without = Object.fromEntries(
      Object.entries(set)
        .filter(([path]) => path.includes('permissionset'))
        .map(([path, text]) => [path, text.replace(access, '')]),
    );
    const extra = { 'destructiveChangesPost.xml': manifestXml(gone) };
    expect((await deploySet(info, without, { extra })).problems).toEqual([]);
    expect((await deploySet(info, set)).problems).toEqual([]);
    expect(await status()).toBe('NotConfigured');
  });

  it('are created once and then replaced', async () => {
    expect((await call(info, 'PUT', 'named-credentials/credential', body)).status).toBe(404);
    await call(info, 'POST', 'named-credentials/credential', body);
    expect(await errorOf(await call(info, 'POST', 'named-credentials/credential', body))).toEqual([
      400,
      'DUPLICATE_VALUE',
    ]);
    expect((await call(info, 'PUT', 'named-credentials/credential', body)).status).toBe(200);
    expect((await call(info, 'PATCH', 'named-credentials/credential', body)).status).toBe(400);
  });

  it('refuse a principal that is not there and values that are missing', async () => {
    const wrong = { ...body, principalName: 'Principal2' };
    expect((await call(info, 'POST', 'named-credentials/credential', wrong)).status).toBe(404);
    const half = { ...body, credentials: { clientId: { value: 'the-key' } } };
    expect(await errorOf(await call(info, 'POST', 'named-credentials/credential', half))).toEqual([
      400,
      'INVALID_API_INPUT',
    ]);
    expect(await status()).toBe('NotConfigured');
  });

  it('ask for the parameters of their protocol variant', async () => {
    const [path = ''] = Object.keys(sourceSet('named-credential')).filter((file) =>
      file.includes('externalCredential-meta'),
    );
    const text = (sourceSet('named-credential')[path] ?? '').replaceAll('AuthProviderUrl', 'AuthHeader');
    expect((await deploySet(info, { [path]: text })).problems).toEqual([
      'The authentication protocol "Oauth ClientCredentialsClientSecretBasic" requires the following external credential parameter types: AuthProtocolVariant, AuthProviderUrl.',
    ]);
  });
});
