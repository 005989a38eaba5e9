import { readFileSync } from 'node:fs';
import { importPKCS8, SignJWT } from 'jose';
import * as client from 'openid-client';
import { given, run } from './report.mjs';

const post = client.ClientSecretPost(given.clientSecret);
const basic = client.ClientSecretBasic(given.clientSecret);

const discovered = (auth) => client.discovery(new URL(given.url), given.clientId, undefined, auth);

async function granted(auth, parameters) {
  const config = await discovered(auth);
  return { config, tokens: await client.clientCredentialsGrant(config, parameters) };
}

async function assertion({ audience = given.url } = {}) {
  const key = await importPKCS8(readFileSync(process.env.KEY_FILE, 'utf8'), 'RS256');
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(given.clientId)
    .setSubject(process.env.RUN_AS_USER)
    .setAudience(audience)
    .setExpirationTime('3m')
    .sign(key);
}

async function bearer(claims) {
  const config = await discovered(client.None());
  const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  return client.genericGrantRequest(config, grantType, { assertion: await assertion(claims) });
}

const steps = {
  discovery: async () => (await discovered(post)).serverMetadata(),
  post: async () => (await granted(post)).tokens,
  basic: async () => (await granted(basic)).tokens,
  scope: async () => (await granted(post, { scope: 'api' })).tokens,

  async who() {
    const { config, tokens } = await granted(post);
    const subject = new URL(tokens.id).href;
    const userinfo = await client.fetchUserInfo(config, tokens.access_token, subject);
    const response = await client.fetchProtectedResource(config, tokens.access_token, new URL(tokens.id), 'GET');
    return { tokens, userinfo, identity: await response.json() };
  },

  async otherSubject() {
    const { config, tokens } = await granted(post);
    return client.fetchUserInfo(config, tokens.access_token, `${given.url}/id/somebody-else`);
  },

  async deadToken() {
    const config = await discovered(post);
    return client.fetchUserInfo(config, 'no-token-of-this-org', client.skipSubjectCheck);
  },

  async introspectAndRevoke() {
    const { config, tokens } = await granted(post);
    const before = await client.tokenIntrospection(config, tokens.access_token);
    await client.tokenRevocation(config, tokens.access_token);
    const after = await client.tokenIntrospection(config, tokens.access_token);
    const url = new URL('/services/data/v66.0/query?q=SELECT+Id+FROM+Account', given.url);
    const response = await client.fetchProtectedResource(config, tokens.access_token, url, 'GET');
    return { before, after, api: [response.status, await response.json()] };
  },

  async introspectAsNobody() {
    const { tokens } = await granted(post);
    const stranger = await discovered(client.ClientSecretPost('wrong'));
    return [tokens.token_type, await client.tokenIntrospection(stranger, tokens.access_token)];
  },

  async revokeTwice() {
    const { config, tokens } = await granted(post);
    await client.tokenRevocation(config, tokens.access_token);
    return client.tokenRevocation(config, tokens.access_token);
  },

  bearer: () => bearer(),
  bearerElsewhere: () => bearer({ audience: 'https://elsewhere.example' }),
};

await run(steps, ({ name, code, error, error_description, status, cause }) => ({
  ...{ name, code, error, description: error_description, status },
  cause: cause?.cause?.code ?? cause?.code,
}));
