import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalOrg, type LocalOrgInfo } from '../../../src/local-org/index.js';
import { readCredentials, requestToken, startWithBilling } from './billing-app.js';
import { call } from './deploy-zip.js';

let production: LocalOrg;
let info: LocalOrgInfo;
let sandbox: LocalOrg;

beforeEach(async () => {
  ({ org: production, info } = await startWithBilling());
  sandbox = new LocalOrg({
    seed: {
      org: { name: 'Acme', sandboxName: 'uat' },
      users: [{ username: 'admin@acme.example.uat', profile: 'System Administrator' }],
    },
  });
  production.addSandbox(sandbox);
});
afterEach(async () => {
  await production.stop();
  await sandbox.stop();
});

interface Login {
  readonly authUserName: string;
  readonly authCode: string;
  readonly instanceUrl: string;
}

async function authorize(clientId = 'PlatformCLI', sandboxName = 'uat'): Promise<[number, string, Login]> {
  const body = { sandboxName, clientId, callbackUrl: 'http://localhost:1717/OauthRedirect' };
  const response = await call(info, 'POST', 'tooling/sandboxAuth', body);
  const answer = (await response.json()) as Login | [{ errorCode: string }];
  return [response.status, Array.isArray(answer) ? answer[0].errorCode : '', answer as Login];
}

async function status(): Promise<Record<string, unknown> | undefined> {
  const soql = "SELECT Status, SandboxOrganization, EndDate FROM SandboxProcess WHERE SandboxName = 'uat'";
  const response = await call(info, 'GET', `tooling/query?q=${encodeURIComponent(soql)}`);
  return ((await response.json()) as { records: Record<string, unknown>[] }).records[0];
}

describe('a sandbox login from production', () => {
  it('lets a user of production in with a code that counts once', async () => {
    const { orgId, instanceUrl } = await sandbox.start();
    expect(await status()).toMatchObject({ Status: 'Completed', SandboxOrganization: orgId.slice(0, 15) });
    const [code, , login] = await authorize();
    expect([code, login.authUserName, login.instanceUrl]).toEqual([200, 'admin@acme.example.uat', instanceUrl]);
    const form = { grant_type: 'authorization_code', code: login.authCode, client_id: 'PlatformCLI' };
    const stolen = await requestToken(sandbox.info, { ...form, client_id: 'other' });
    expect(stolen.body['error']).toBe('invalid_client_id');
    const { body } = await requestToken(sandbox.info, form);
    const session = { ...sandbox.info, accessToken: body['access_token'] ?? '' };
    expect((await call(session, 'GET', 'limits')).status).toBe(200);
    const again = await requestToken(sandbox.info, form);
    expect(again.body['error_description']).toBe('expired authorization code');
    const refreshed = await requestToken(sandbox.info, {
      grant_type: 'refresh_token',
      refresh_token: body['refresh_token'] ?? '',
      client_id: 'PlatformCLI',
    });
    expect(refreshed.status).toBe(200);
  });

  it('waits for the sandbox: while it is copied, and until it is activated', async () => {
    expect(await status()).toMatchObject({ Status: 'Processing', EndDate: null });
    expect((await authorize()).slice(0, 2)).toEqual([400, 'INVALID_STATUS']);
    await sandbox.start();
    const { orgId, oldOrgId } = sandbox.refresh({ activated: false });
    expect(await status()).toMatchObject({ Status: 'Pending Activation', SandboxOrganization: orgId.slice(0, 15) });
    expect(sandbox.info.orgId).toBe(oldOrgId);
    expect((await authorize()).slice(0, 2)).toEqual([400, 'INVALID_STATUS']);
    sandbox.activate();
    expect((await authorize())[0]).toBe(200);
  });

  it('ends a code with time, and with a refresh', async () => {
    await sandbox.start();
    const exchange = async (code: string): Promise<string | undefined> =>
      (await requestToken(sandbox.info, { grant_type: 'authorization_code', code, client_id: 'PlatformCLI' })).body[
        'error_description'
      ];
    const [, , { authCode: late }] = await authorize();
    sandbox.advance(16 * 60);
    expect(await exchange(late)).toBe('expired authorization code');
    const [, , { authCode: lost }] = await authorize();
    sandbox.refresh();
    expect(await exchange(lost)).toBe('expired authorization code');
  });

  it('names the access group of a sandbox, whose members are users of production', async () => {
    const query = async (tooling: string, soql: string): Promise<readonly Record<string, unknown>[]> => {
      const response = await call(info, 'GET', `${tooling}query?q=${encodeURIComponent(soql)}`);
      return ((await response.json()) as { records: Record<string, unknown>[] }).records;
    };
    const group = "SELECT ActivationUserGroupId FROM SandboxInfo WHERE SandboxName = 'uat'";
    expect(await query('tooling/', group)).toMatchObject([{ ActivationUserGroupId: null }]);
    const other = new LocalOrg({ seed: { org: { name: 'Acme', sandboxName: 'qa' } } });
    production.addSandbox(other, { accessGroup: ['admin@acme.example', 'nobody@acme.example'] });
    const [row] = await query('tooling/', group.replace('uat', 'qa'));
    const id = String(row?.['ActivationUserGroupId']);
    expect(await query('', `SELECT Id FROM Group WHERE Id = '${id}'`)).toHaveLength(1);
    expect(await query('', `SELECT UserOrGroupId FROM GroupMember WHERE GroupId = '${id}'`)).toMatchObject([
      { UserOrGroupId: info.userId },
    ]);
  });

  it('knows the apps that may log in', async () => {
    await sandbox.start();
    expect((await authorize((await readCredentials(info)).key))[0]).toBe(200);
    expect((await authorize('3MVG9unknown')).slice(0, 2)).toEqual([400, 'INVALID_CLIENT_ID']);
    expect((await authorize('PlatformCLI', 'qa')).slice(0, 2)).toEqual([404, 'NOT_FOUND']);
    info = { ...info, accessToken: production.login('billing.sync@acme.example') };
    expect((await authorize())[0]).toBe(403);
  });
});
