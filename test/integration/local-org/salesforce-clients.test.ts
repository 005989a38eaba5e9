import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthInfo, Connection, Lifecycle } from '@salesforce/core';
import {
  ComponentSet,
  ComponentStatus,
  DestructiveChangesType,
  MetadataApiDeploy,
} from '@salesforce/source-deploy-retrieve';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalOrgInfo } from '../../../src/local-org/index.js';
import { LocalOrg } from '../../../src/local-org/index.js';

const fixtures = join(import.meta.dirname, '../../fixtures/local-org');

async function connect(info: LocalOrgInfo): Promise<Connection> {
  const { accessToken, instanceUrl } = info;
  const authInfo = await AuthInfo.create({
    username: accessToken,
    accessTokenOptions: { accessToken, instanceUrl, loginUrl: instanceUrl },
  });
  const connection = await Connection.create({ authInfo });
  connection.setApiVersion('66.0');
  return connection;
}

function componentSet(name: string): ComponentSet {
  // The repository's .forceignore keeps SDR out of test/, so the set is read from a copy elsewhere.
  const folder = mkdtempSync(join(tmpdir(), 'local-org-source-'));
  cpSync(join(fixtures, name), folder, { recursive: true });
  const set = ComponentSet.fromSource(folder);
  set.sourceApiVersion = '66.0';
  set.apiVersion = '66.0';
  return set;
}

describe.each([{ rest: true }, { rest: false }])('@salesforce/core and SDR with rest: $rest', ({ rest }) => {
  const org = new LocalOrg();
  let connection: Connection;

  beforeAll(async () => {
    Lifecycle.getInstance().onWarning(() => Promise.resolve());
    connection = await connect(await org.start());
  });
  afterAll(() => org.stop());

  it('validates the five types of an app and leaves the org as it was', async () => {
    const before = org.snapshot().components;
    const deploy = await componentSet('billing-sync').deploy({
      usernameOrConnection: connection,
      apiOptions: { rest, checkOnly: true, rollbackOnError: true },
    });
    const { response } = await deploy.pollStatus(50, 10);
    expect(response).toMatchObject({ status: 'Succeeded', checkOnly: true, numberComponentsDeployed: 5 });
    expect(org.snapshot().components).toEqual(before);
  });

  it('deploys the five types and reports each as created', async () => {
    const deploy = await componentSet('billing-sync').deploy({
      usernameOrConnection: connection,
      apiOptions: { rest },
    });
    const result = await deploy.pollStatus(50, 10);
    expect(result.response).toMatchObject({ status: 'Succeeded', success: true, numberComponentErrors: 0 });
    expect(result.getFileResponses().map(({ state }) => state)).toEqual(Array(5).fill('Created'));
  });

  it('reports a second deploy of the same files as unchanged', async () => {
    const deploy = await componentSet('billing-sync').deploy({
      usernameOrConnection: connection,
      apiOptions: { rest },
    });
    const result = await deploy.pollStatus(50, 10);
    expect(result.getFileResponses().map(({ state }) => state)).toEqual(Array(5).fill('Unchanged'));
  });

  it('lists the policies under the names that they were deployed with', async () => {
    const listed = await connection.metadata.list({ type: 'ExtlClntAppOauthConfigurablePolicies' }, '66.0');
    expect(listed).toMatchObject([
      {
        fullName: 'Billing_Sync_oauth_defaultPolicy',
        fileName: 'extlClntAppOauthPolicies/Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy',
      },
    ]);
  });

  it('retrieves what was deployed, with what the server adds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'local-org-retrieve-'));
    const members = componentSet('billing-sync').toArray();
    const wanted = new ComponentSet(members.map(({ type, fullName }) => ({ type, fullName })));
    wanted.sourceApiVersion = '66.0';
    const retrieve = await wanted.retrieve({ usernameOrConnection: connection, output: folder });
    const result = await retrieve.pollStatus(50, 10);
    expect(result.getFileResponses().map(({ state }) => state)).toEqual(Array(5).fill('Created'));
    const paths = result.getFileResponses().map(({ filePath }) => filePath ?? '');
    const read = (end: string): string => readFileSync(paths.find((path) => path.endsWith(end)) ?? end, 'utf8');
    expect(read('Billing_Sync_glbloauth.ecaGlblOauth-meta.xml')).toMatch(/<consumerKey>3MVG9[\w.]+<\/consumerKey>/);
    expect(read('Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy-meta.xml')).toContain(
      '<clientCredentialsFlowUser>billing.sync@acme.example</clientCredentialsFlowUser>',
    );
    expect(read('Billing_Sync.eca-meta.xml')).toContain(
      '<orgScopedExternalApp>00D000000000042:Billing_Sync</orgScopedExternalApp>',
    );
  });

  it('answers a retrieve of a missing member with a failed file', async () => {
    const set = new ComponentSet([{ type: 'ExternalClientApplication', fullName: 'Ledger_Export' }]);
    set.sourceApiVersion = '66.0';
    const output = mkdtempSync(join(tmpdir(), 'local-org-retrieve-'));
    const retrieve = await set.retrieve({ usernameOrConnection: connection, output });
    const result = await retrieve.pollStatus(50, 10);
    expect(result.getFileResponses()).toMatchObject([{ state: 'Failed', fullName: 'Ledger_Export' }]);
  });

  it('refuses an element that the API version does not have, with line and column', async () => {
    const deploy = await componentSet('unknown-element').deploy({
      usernameOrConnection: connection,
      apiOptions: { rest },
    });
    const result = await deploy.pollStatus(50, 10);
    expect(result.response.status).toBe('Failed');
    const failed = result.getFileResponses().filter(({ state }) => state === ComponentStatus.Failed);
    expect(failed).toMatchObject([
      {
        error:
          'Element {http://soap.sforce.com/2006/04/metadata}clientCredentialsUser invalid at this location in type ExtlClntAppOauthConfigurablePolicies (3:28)',
      },
    ]);
  });

  it('deploys a set with elements in any order from a folder of another name', async () => {
    const deploy = await componentSet('unordered').deploy({ usernameOrConnection: connection, apiOptions: { rest } });
    const result = await deploy.pollStatus(50, 10);
    expect(result.response.status).toBe('Succeeded');
    org.removeComponent('ExternalClientApplication', 'Stock_Feed');
    for (const { type, fullName } of org.snapshot().components) {
      if (fullName.startsWith('Stock_Feed')) org.removeComponent(type, fullName);
    }
  });

  it('cancels a deploy that still runs', async () => {
    org.once('deploy', { kind: 'slow-deploy', polls: 1000 });
    const deploy = await componentSet('billing-sync').deploy({
      usernameOrConnection: connection,
      apiOptions: { rest },
    });
    const ended = deploy.pollStatus(50, 10);
    await deploy.cancel();
    expect((await ended).response).toMatchObject({ status: 'Canceled', done: true, success: false });
  });

  it('quick-deploys a validation', async () => {
    const check = await componentSet('billing-sync').deploy({
      usernameOrConnection: connection,
      apiOptions: { rest, checkOnly: true },
    });
    await check.pollStatus(50, 10);
    const id = await new MetadataApiDeploy({
      usernameOrConnection: connection,
      id: check.id ?? '',
    }).deployRecentValidation(rest);
    const quick = new MetadataApiDeploy({ usernameOrConnection: connection, id });
    expect((await quick.pollStatus(50, 10)).response).toMatchObject({ status: 'Succeeded', checkOnly: false, id });
  });

  it('deletes the app and with it every part', async () => {
    const set = new ComponentSet();
    set.sourceApiVersion = '66.0';
    const [app] = componentSet('billing-sync').getSourceComponents({
      type: 'ExternalClientApplication',
      fullName: 'Billing_Sync',
    });
    if (app === undefined) throw new Error('The fixture holds no app.');
    set.add(app, DestructiveChangesType.POST);
    const deploy = await set.deploy({ usernameOrConnection: connection, apiOptions: { rest, ignoreWarnings: true } });
    expect((await deploy.pollStatus(50, 10)).response.status).toBe('Succeeded');
    expect(org.snapshot().components.map(({ type }) => type)).toEqual(['PermissionSet']);
  });
});
