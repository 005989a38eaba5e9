import { createRemoteJWKSet, jwtVerify } from 'jose';
import { given, run } from './report.mjs';

const json = async (path, init) => (await fetch(given.url + path, init)).json();

async function accessToken() {
  const form = { grant_type: 'client_credentials', client_id: given.clientId, client_secret: given.clientSecret };
  const answer = await json('/services/oauth2/token', { method: 'POST', body: new URLSearchParams(form) });
  return answer.access_token;
}

async function verified(token, options) {
  const { issuer, jwks_uri } = await json('/.well-known/openid-configuration');
  const keys = createRemoteJWKSet(new URL(jwks_uri));
  return jwtVerify(token, keys, { issuer, audience: given.url, algorithms: ['RS256'], ...options });
}

/** The same token with one more scope, which nobody signed. */
function altered(token) {
  const [header, claims, signature] = token.split('.');
  const read = JSON.parse(Buffer.from(claims, 'base64url').toString());
  const written = Buffer.from(JSON.stringify({ ...read, scp: 'full' })).toString('base64url');
  return [header, written, signature].join('.');
}

const steps = {
  async verify() {
    const { payload, protectedHeader } = await verified(await accessToken());
    return { payload, protectedHeader };
  },
  verifyForOthers: async () => verified(await accessToken(), { audience: 'https://elsewhere.example' }),
  verifyAltered: async () => verified(altered(await accessToken())),
  verifyLater: async () =>
    verified(await accessToken(), { currentDate: new Date(Date.now() + Number(process.env.LATER)) }),
  token: accessToken,
  verifyGiven: () => verified(process.env.TOKEN),
};

await run(steps, ({ name, code, claim, reason, cause }) => ({ name, code, claim, reason, cause: cause?.code }));
