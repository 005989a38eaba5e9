import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededPair } from './apps.js';
import type { World } from './world.js';
import { refusalOf, startWorld, valueOf } from './world.js';

const PROGRAM = 'jose.mjs';
const ledger = seededPair('Ledger_Export');

describe('jose', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.org.stop());

  it('verifies a JWT access token with the keys that the org publishes', async () => {
    const { instanceUrl } = world.org;
    const { payload, protectedHeader } = await valueOf<{
      readonly payload: Readonly<Record<string, unknown>>;
      readonly protectedHeader: unknown;
    }>(world, [PROGRAM, 'verify'], ledger);
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) as string });
    expect(payload).toMatchObject({
      iss: instanceUrl,
      aud: [instanceUrl],
      sub: expect.stringMatching(/^uid:005\w{15}$/) as string,
      client_id: ledger.key,
      scp: 'api',
    });
    expect(Number(payload['exp']) - Number(payload['iat'])).toBeGreaterThan(0);
  });

  it.each([
    ['meant for others', 'verifyForOthers', { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED', claim: 'aud' }],
    ['that was altered', 'verifyAltered', { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' }],
    ['that has expired', 'verifyLater', { code: 'ERR_JWT_EXPIRED', claim: 'exp' }],
  ])('takes no token %s', async (_, step, told) => {
    const day = { LATER: String(24 * 60 * 60 * 1000) };
    expect(await refusalOf(world, [PROGRAM, step], ledger, day)).toMatchObject(told);
  });

  it('sees that an opaque token is none of its kind', async () => {
    expect(await refusalOf(world, [PROGRAM, 'verify'])).toMatchObject({ code: 'ERR_JWS_INVALID' });
  });

  it('takes no token of another org', async () => {
    const other = await startWorld();
    try {
      const token = await valueOf<string>(other, [PROGRAM, 'token'], ledger);
      expect(await refusalOf(world, [PROGRAM, 'verifyGiven'], ledger, { TOKEN: token })).toMatchObject({
        code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      });
    } finally {
      await other.org.stop();
    }
  });

  it('trusts no org whose authority it was not given', async () => {
    const untrusted = { NODE_EXTRA_CA_CERTS: '' };
    expect(await refusalOf(world, [PROGRAM, 'verify'], ledger, untrusted)).toMatchObject({
      cause: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
  });
});
