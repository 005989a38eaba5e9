import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REFUSALS, seededPair } from './apps.js';
import type { World } from './world.js';
import { refusalOf, RUN_AS_USER, startWorld, valueOf } from './world.js';

const PROGRAM = 'main_job.py';
const isThere = spawnSync('python3', ['-c', 'import requests']).status === 0;

describe.skipIf(!isThere)('python3-requests', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.org.stop());

  const value = <T>(step: string, pair = world.billing): Promise<T> => valueOf<T>(world, [PROGRAM, step], pair);

  it('discovers the org', async () => {
    expect(await value('discovery')).toMatchObject({
      issuer: world.org.instanceUrl,
      token_endpoint: `${world.org.instanceUrl}/services/oauth2/token`,
    });
  });

  it.each(['post', 'basic'])('gets a token with key and secret by %s, whatever they are made of', async (step) => {
    expect(await value(step)).toMatchObject({ token_type: 'Bearer', scope: 'api openid' });
    expect(await value(step, seededPair('Ledger_Export'))).toMatchObject({ token_format: 'jwt', scope: 'api' });
  });

  it('proves the signature of a token answer by the consumer secret', async () => {
    expect(await value('signature')).toBe(true);
  });

  it('reads userinfo and the identity document', async () => {
    const { tokens, userinfo, identity } = await value<{
      readonly tokens: { readonly id: string };
      readonly userinfo: unknown;
      readonly identity: unknown;
    }>('who');
    expect(userinfo).toMatchObject({ sub: tokens.id, preferred_username: RUN_AS_USER });
    expect(identity).toMatchObject({ id: tokens.id, username: RUN_AS_USER });
  });

  it('introspects with a Basic header, revokes, and finds the token dead', async () => {
    expect(await value('introspect_and_revoke')).toMatchObject({
      before: { active: true, client_id: world.billing.key },
      revoked: 200,
      after: { active: false },
      api: { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID' }] },
    });
  });

  it('queries', async () => {
    expect(await value('query')).toMatchObject({
      status: 200,
      body: { totalSize: 3, done: true },
      usage: expect.stringMatching(/^api-usage=\d+\/\d+$/) as string,
    });
  });

  it('creates an Account, follows its Location, changes, finds and deletes it', async () => {
    expect(await value('account')).toMatchObject({
      created: { status: 201, body: { success: true, errors: [] } },
      read: { status: 200, body: { Name: 'Pied Piper' } },
      updated: { status: 204, body: null },
      queried: { status: 200, body: { totalSize: 1, records: [{ Industry: 'Media' }] } },
      deleted: { status: 204, body: null },
      after: { status: 404, body: [{ errorCode: 'ENTITY_IS_DELETED' }] },
    });
  });

  it('describes', async () => {
    const { status, name, fields } = await value<{
      readonly status: number;
      readonly name: string;
      readonly fields: readonly string[];
    }>('describe');
    expect([status, name]).toEqual([200, 'Account']);
    expect(fields).toEqual(expect.arrayContaining(['Id', 'Name', 'Industry']));
  });

  it('sees the limits as the administrator alone', async () => {
    expect(await value('limits')).toMatchObject({ status: 200, body: { DailyApiRequests: {} } });
    expect(await value('limits_of_run_as_user')).toMatchObject({ status: 403, body: [{ errorCode: 'FORBIDDEN' }] });
  });

  it('is refused at the API with a token that has no scope for it', async () => {
    expect(await value('query', seededPair('Visitor_List'))).toMatchObject({
      status: 403,
      body: [{ errorCode: 'INVALID_SESSION_ID' }],
    });
  });

  it.each(REFUSALS)('tells $reason as $error', async ({ app, more, error, description }) => {
    expect(await refusalOf(world, [PROGRAM, 'post'], { ...seededPair(app), ...more })).toEqual({
      name: 'HTTPError',
      status: 400,
      body: { error, error_description: description },
    });
  });

  it('trusts no org whose authority it was not given', async () => {
    const untrusted = { REQUESTS_CA_BUNDLE: '' };
    expect(await refusalOf(world, [PROGRAM, 'post'], world.billing, untrusted)).toEqual({ name: 'SSLError' });
  });
});
