import { readFileSync, writeFileSync } from 'node:fs';
import { createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import JSZip from 'jszip';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedAssertion } from '../integration/local-org/certificate.js';
import { zipOf } from '../integration/local-org/deploy-zip.js';
import { edited } from '../integration/local-org/sources.js';
import type { SourceSet } from '../integration/local-org/sources.js';
import type { Pair } from './apps.js';
import { REFUSALS, seededPair, sourceNamed } from './apps.js';
import type { World } from './world.js';
import { refusalOf, RUN_AS_USER, startWorld, valueOf } from './world.js';

const PROGRAM = 'jsforce.mjs';
const ledger = seededPair('Ledger_Export');

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.org.stop());

const value = <T>(step: string, pair?: Pair, env?: Readonly<Record<string, string>>): Promise<T> =>
  valueOf<T>(world, [PROGRAM, step], pair, env);
const refusal = (step: string, pair?: Pair, env?: Readonly<Record<string, string>>): ReturnType<typeof refusalOf> =>
  refusalOf(world, [PROGRAM, step], pair, env);

/** Zips a source set where a program can read it. */
async function zipFile(name: string, set: SourceSet): Promise<{ readonly ZIP_FILE: string }> {
  const ZIP_FILE = join(world.folder, name);
  writeFileSync(ZIP_FILE, await zipOf(set));
  return { ZIP_FILE };
}

describe('jsforce as the run-as user', () => {
  it('is authorized by client credentials, and learns who it is and where', async () => {
    expect(await value('authorize')).toMatchObject({
      userInfo: { organizationId: world.org.orgId, id: expect.stringMatching(/^005\w{15}$/) as string },
      instanceUrl: world.org.instanceUrl,
      refreshToken: null,
    });
  });

  it('is authorized by an assertion, and gets a JWT', async () => {
    const key = createPrivateKey(readFileSync(world.keyFile));
    const claims = { iss: ledger.key, sub: RUN_AS_USER, aud: world.org.instanceUrl };
    const answer = await value('bearer', ledger, { ASSERTION: signedAssertion(claims, key) });
    expect(answer).toMatchObject({
      userInfo: { organizationId: world.org.orgId },
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string,
    });
  });

  it('reads its identity', async () => {
    expect(await value('identity')).toMatchObject({
      username: RUN_AS_USER,
      display_name: 'Billing Sync',
      organization_id: world.org.orgId,
      active: true,
    });
  });

  it.each([
    ['an opaque token', undefined],
    ['a JWT', ledger],
  ])('queries with %s, and sees how many requests were used', async (_, pair) => {
    const names = ['Contoso Energy', 'Globex Shipping', 'Northwind Traders'];
    const answer = await value<{ readonly usage: { readonly used: number } }>('query', pair);
    expect(answer).toMatchObject({ names, totalSize: 3, done: true, found: [{ Name: 'Globex Shipping' }] });
    expect(answer.usage.used).toBeGreaterThan(0);
  });

  it('creates, reads, changes and deletes an Account', async () => {
    expect(await value('account')).toMatchObject({
      created: { success: true, errors: [], id: expect.stringMatching(/^001\w{15}$/) as string },
      read: { Name: 'Hooli', Industry: 'Media', attributes: { type: 'Account' } },
      updated: { success: true },
      changed: { Industry: 'Technology' },
      deleted: { success: true },
      after: { errorCode: 'ENTITY_IS_DELETED' },
    });
  });

  it('reads what is wrong with a record and a query', async () => {
    expect(await value('wrongRecords')).toMatchObject({
      missingName: { errorCode: 'REQUIRED_FIELD_MISSING' },
      unknownField: { errorCode: 'INVALID_FIELD' },
      unknownObject: { errorCode: 'INVALID_TYPE' },
      unknownColumn: { errorCode: 'INVALID_FIELD' },
      malformedQuery: { errorCode: 'MALFORMED_QUERY' },
    });
  });

  it('describes', async () => {
    expect(await value('describe')).toEqual({
      listed: true,
      account: { name: 'Account', keyPrefix: '001', createable: true },
      name: { type: 'string', nillable: false, length: 255 },
    });
  });

  it('may not see the limits', async () => {
    expect(await refusal('limitsOfRunAsUser')).toMatchObject({ errorCode: 'FORBIDDEN' });
  });

  it('may not deploy, and sends no JWT to SOAP', async () => {
    const zip = await zipFile('refused.zip', sourceNamed('Refused_App'));
    expect(await refusal('deployAsRunAsUser', undefined, zip)).toMatchObject({
      errorCode: 'sf:INSUFFICIENT_ACCESS',
    });
    const { message } = (await refusal('deployAsRunAsUser', ledger, zip)) ?? {};
    expect(message).toContain('SOAP API does not support JWT-based access tokens');
  });

  it('revokes its token, and reads the refusal of a second time', async () => {
    expect(await value('revoke')).toEqual({
      before: true,
      after: { name: 'INVALID_SESSION_ID', errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' },
      again: { name: 'unsupported_token_type', message: 'this token type is not supported' },
    });
  });
});

describe('jsforce is refused', () => {
  it.each(REFUSALS)('for $reason by $error', async ({ app, more, error, description }) => {
    expect(await refusal('authorize', { ...seededPair(app), ...more })).toMatchObject({
      name: error,
      message: description,
    });
  });

  it('at the API with a token that has no scope for it', async () => {
    const visitors = seededPair('Visitor_List');
    expect(await value('authorize', visitors)).toMatchObject({ instanceUrl: world.org.instanceUrl });
    expect(await refusal('query', visitors)).toMatchObject({ errorCode: 'INVALID_SESSION_ID' });
  });

  it('while its run-as user is frozen, with the token that it has and for a new one, and no longer', async () => {
    expect(await value('freeze')).toMatchObject({
      running: { message: expect.stringContaining('Unable to refresh session') as string },
      fresh: { name: 'invalid_grant', message: 'authentication failure' },
      thawed: null,
    });
  });

  it('by itself where it was not given the authority of the org', async () => {
    expect(await refusal('authorize', undefined, { NODE_EXTRA_CA_CERTS: '' })).toMatchObject({
      cause: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
  });
});

describe('jsforce as the administrator', () => {
  it('sees the limits', async () => {
    expect(await value('limits')).toMatchObject({
      DailyApiRequests: { Max: expect.any(Number) as number, Remaining: expect.any(Number) as number },
    });
  });

  it('lists, reads and describes metadata', async () => {
    interface Listing {
      readonly listed: readonly { readonly fullName: string }[];
      readonly read: unknown;
      readonly types: readonly string[];
    }
    const { listed, read, types } = await value<Listing>('metadata');
    expect(listed.map(({ fullName }) => fullName)).toEqual(expect.arrayContaining(['Billing_Sync', 'Ledger_Export']));
    expect(read).toMatchObject({ fullName: 'Billing_Sync', label: 'Billing Sync', distributionState: 'Local' });
    expect(types).toContain('ExtlClntAppOauthConfigurablePolicies');
  });

  it('retrieves the app that eca deployed', async () => {
    const { success, zip } = await value<{ readonly success: boolean; readonly zip: string }>('retrieve');
    expect(success).toBe(true);
    const { files } = await JSZip.loadAsync(zip, { base64: true });
    const text = await files['externalClientApps/Billing_Sync.eca']?.async('string');
    expect(text).toContain('<contactEmail>platform@acme.example</contactEmail>');
  });

  it.each(['deploy', 'deployRest'])('makes an app by %s, and its pair gives a token', async (step) => {
    const app = step === 'deploy' ? 'Invoice_Mail' : 'Dunning_Mail';
    const done = { status: 'Succeeded', success: true, numberComponentsDeployed: 5, failures: [] };
    const zip = await zipFile(`${app}.zip`, sourceNamed(app));
    expect(await value(step, undefined, zip)).toEqual(
      step === 'deploy' ? { check: { ...done, checkOnly: true }, result: done } : done,
    );
    const pair = await value<Pair>('consumer', undefined, { APP: app });
    expect(await value('authorize', pair)).toMatchObject({ userInfo: { organizationId: world.org.orgId } });
  });

  it.each(['deploy', 'deployRest'])('hears by %s which component is wrong', async (step) => {
    const broken = edited(sourceNamed('Broken_Mail'), '.ecaOauth', 'Api,RefreshToken', 'McpApi');
    const answer = await value(step, undefined, await zipFile(`broken-${step}.zip`, broken));
    const failed = {
      status: 'Failed',
      success: false,
      failures: expect.arrayContaining([
        { fullName: 'Broken_Mail_oauth', problem: expect.stringContaining('McpApi') as string },
      ]) as unknown,
    };
    expect(answer).toMatchObject(step === 'deploy' ? { check: failed, result: failed } : failed);
  });
});
