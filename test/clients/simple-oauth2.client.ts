import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REFUSALS, seededPair } from './apps.js';
import type { World } from './world.js';
import { refusalOf, startWorld, valueOf } from './world.js';

const PROGRAM = 'simple-oauth2.mjs';
/** Its secret has letters that a form encodes. */
const ledger = seededPair('Ledger_Export');

describe('simple-oauth2', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.org.stop());

  it.each(['body', 'header', 'looseHeader'])('gets a token with key and secret in the %s', async (step) => {
    expect(await valueOf(world, [PROGRAM, step])).toMatchObject({
      token_type: 'Bearer',
      instance_url: world.org.instanceUrl,
      scope: 'api openid',
    });
  });

  it('reaches the org with a secret that a form encodes in the body and in a loose header alone', async () => {
    for (const step of ['body', 'looseHeader'])
      expect(await valueOf(world, [PROGRAM, step], ledger)).toMatchObject({ token_format: 'jwt' });
    expect(await refusalOf(world, [PROGRAM, 'header'], ledger)).toMatchObject({
      status: 400,
      payload: { error: 'invalid_client' },
    });
  });

  it('does not know when a token ends, since the answer has no expiry, and has nothing to refresh it with', async () => {
    expect(await valueOf(world, [PROGRAM, 'expiry'])).toEqual({ expired: false, refreshToken: null });
  });

  it('ends a token, though it cannot read the empty answer', async () => {
    expect(await valueOf(world, [PROGRAM, 'revoke'])).toEqual({
      before: 200,
      refusal: { status: 406, message: 'The content-type is not JSON compatible' },
      after: 403,
    });
  });

  it('reads that empty answer when it is told to expect any type', async () => {
    expect(await valueOf(world, [PROGRAM, 'revokeAnyType'])).toEqual({ before: 200, refusal: null, after: 403 });
  });

  it.each(REFUSALS)('tells $reason as $error', async ({ app, more, error, description }) => {
    expect(await refusalOf(world, [PROGRAM, 'body'], { ...seededPair(app), ...more })).toEqual({
      message: 'Response Error: 400 Bad Request',
      status: 400,
      payload: { error, error_description: description },
    });
  });

  it('trusts no org whose authority it was not given', async () => {
    const untrusted = { NODE_EXTRA_CA_CERTS: '' };
    expect(await refusalOf(world, [PROGRAM, 'body'], world.billing, untrusted)).toMatchObject({
      cause: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
  });
});

describe('simple-oauth2, where the org turns assumptions', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld('basic-header=decoded', 'scope-parameter=rejected');
  });
  afterAll(() => world.org.stop());

  it('reaches the org with a strict header, as it comes by default', async () => {
    expect(await valueOf(world, [PROGRAM, 'header'], ledger)).toMatchObject({ token_format: 'jwt' });
  });

  it('is refused when it asks for a scope', async () => {
    expect(await refusalOf(world, [PROGRAM, 'scope'])).toMatchObject({ payload: { error: 'invalid_request' } });
  });
});
