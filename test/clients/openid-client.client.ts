import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REFUSALS, seededPair } from './apps.js';
import type { World } from './world.js';
import { refusalOf, RUN_AS_USER, startWorld, valueOf } from './world.js';

const PROGRAM = 'openid-client.mjs';
const ledger = seededPair('Ledger_Export');

describe('openid-client', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.org.stop());

  it('discovers the org', async () => {
    const { instanceUrl } = world.org;
    const found = await valueOf<Record<string, unknown>>(world, [PROGRAM, 'discovery']);
    expect(found).toMatchObject({
      issuer: instanceUrl,
      token_endpoint: `${instanceUrl}/services/oauth2/token`,
      userinfo_endpoint: `${instanceUrl}/services/oauth2/userinfo`,
      introspection_endpoint: `${instanceUrl}/services/oauth2/introspect`,
      revocation_endpoint: `${instanceUrl}/services/oauth2/revoke`,
      jwks_uri: `${instanceUrl}/id/keys`,
    });
    expect(found['grant_types_supported']).toContain('client_credentials');
  });

  it('gets a token with client_secret_post, without expiry, refresh token and id token', async () => {
    const tokens = await valueOf<Record<string, unknown>>(world, [PROGRAM, 'post']);
    expect(tokens).toMatchObject({
      token_type: 'bearer',
      scope: 'api openid',
      instance_url: world.org.instanceUrl,
    });
    for (const key of ['expires_in', 'refresh_token', 'id_token']) expect(tokens).not.toHaveProperty(key);
  });

  it('is not understood with client_secret_basic, whose percent-encoding the org does not undo', async () => {
    expect(await refusalOf(world, [PROGRAM, 'basic'])).toMatchObject({
      name: 'ResponseBodyError',
      error: 'invalid_client_id',
      status: 400,
    });
  });

  it('gets the scopes of the app whatever it asks for', async () => {
    expect(await valueOf(world, [PROGRAM, 'scope'])).toMatchObject({ scope: 'api openid' });
  });

  it('reads userinfo, whose subject is the identity URL of the token, and the identity document there', async () => {
    interface Who {
      readonly tokens: { readonly id: string };
      readonly userinfo: unknown;
      readonly identity: unknown;
    }
    const { tokens, userinfo, identity } = await valueOf<Who>(world, [PROGRAM, 'who']);
    expect(userinfo).toMatchObject({
      sub: tokens.id,
      preferred_username: RUN_AS_USER,
      organization_id: world.org.orgId,
    });
    expect(identity).toMatchObject({ id: tokens.id, username: RUN_AS_USER, organization_id: world.org.orgId });
  });

  it('takes no userinfo of another subject', async () => {
    expect(await refusalOf(world, [PROGRAM, 'otherSubject'])).toMatchObject({
      code: 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
    });
  });

  it('is refused userinfo with a dead token, in words that are no OAuth error', async () => {
    expect(await refusalOf(world, [PROGRAM, 'deadToken'])).toMatchObject({ code: 'OAUTH_RESPONSE_IS_NOT_CONFORM' });
  });

  it('introspects a token, revokes it, and finds it dead, at the API too', async () => {
    expect(await valueOf(world, [PROGRAM, 'introspectAndRevoke'])).toMatchObject({
      before: { active: true, client_id: world.billing.key, username: RUN_AS_USER, scope: 'api openid' },
      after: { active: false },
      api: [401, [{ errorCode: 'INVALID_SESSION_ID' }]],
    });
  });

  it('may not introspect with a wrong secret', async () => {
    expect(await refusalOf(world, [PROGRAM, 'introspectAsNobody'])).toMatchObject({
      error: 'invalid_client',
      status: 401,
    });
  });

  it('cannot read the refusal of a second revocation, which is a form', async () => {
    expect(await refusalOf(world, [PROGRAM, 'revokeTwice'])).toMatchObject({
      name: 'ClientError',
      code: 'OAUTH_RESPONSE_IS_NOT_JSON',
    });
  });

  it('gets a token for an assertion that jose signed with the key of the certificate', async () => {
    const tokens = await valueOf(world, [PROGRAM, 'bearer'], ledger);
    expect(tokens).toMatchObject({ token_type: 'bearer', token_format: 'jwt', scope: 'api' });
  });

  it.each([
    ['for another audience', 'bearerElsewhere', ledger, 'invalid_grant', 'audience is invalid'],
    [
      'of an unknown app',
      'bearer',
      { ...ledger, key: '3MVG9unknown' },
      'invalid_client_id',
      'client identifier invalid',
    ],
    ['of an app without a certificate', 'bearer', seededPair('Visitor_List'), 'invalid_grant', 'invalid assertion'],
  ])('is refused with an assertion %s', async (_, step, pair, error, description) => {
    expect(await refusalOf(world, [PROGRAM, step], pair)).toMatchObject({ error, description, status: 400 });
  });

  it.each(REFUSALS)('tells $reason as $error', async ({ app, more, error, description }) => {
    expect(await refusalOf(world, [PROGRAM, 'post'], { ...seededPair(app), ...more })).toEqual({
      name: 'ResponseBodyError',
      code: 'OAUTH_RESPONSE_BODY_ERROR',
      error,
      description,
      status: 400,
    });
  });

  it('trusts no org whose authority it was not given', async () => {
    const untrusted = { NODE_EXTRA_CA_CERTS: '' };
    expect(await refusalOf(world, [PROGRAM, 'post'], world.billing, untrusted)).toMatchObject({
      cause: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
  });
});

describe('openid-client, where the org turns assumptions', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld('basic-header=decoded', 'scope-parameter=rejected', 'frozen-user-error=inactive_user');
  });
  afterAll(() => world.org.stop());

  it('gets a token with client_secret_basic, whatever the secret is made of', async () => {
    expect(await valueOf(world, [PROGRAM, 'basic'])).toMatchObject({ token_type: 'bearer' });
    expect(await valueOf(world, [PROGRAM, 'basic'], ledger)).toMatchObject({ token_type: 'bearer' });
  });

  it('is refused when it asks for a scope', async () => {
    expect(await refusalOf(world, [PROGRAM, 'scope'])).toMatchObject({
      error: 'invalid_request',
      description: 'scope parameter not supported',
    });
  });

  it('tells a frozen run-as user as an inactive one', async () => {
    expect(await refusalOf(world, [PROGRAM, 'post'], seededPair('Badge_Reader'))).toMatchObject({
      error: 'inactive_user',
    });
  });
});
