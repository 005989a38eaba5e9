import { ClientCredentials } from 'simple-oauth2';
import { given, run } from './report.mjs';

const grant = (options, http) =>
  new ClientCredentials({
    client: { id: given.clientId, secret: given.clientSecret },
    auth: {
      tokenHost: given.url,
      tokenPath: '/services/oauth2/token',
      revokePath: '/services/oauth2/revoke',
    },
    options,
    ...(http === undefined ? {} : { http }),
  });

const told = ({ message, output, data, code }) => ({
  ...{ message, status: output?.statusCode, payload: data?.payload },
  cause: data?.code ?? code,
});

const body = { authorizationMethod: 'body' };
const isAlive = async ({ token }) => {
  const headers = { Authorization: `Bearer ${token.access_token}` };
  return (await fetch(`${given.url}/services/oauth2/userinfo`, { headers })).status;
};

/** Revokes a token, and tells whether it was alive before and after, and what the client said. */
async function revoked(client) {
  const token = await client.getToken({});
  const before = await isAlive(token);
  const refusal = await token.revoke('access_token').then(() => null, told);
  return { before, refusal, after: await isAlive(token) };
}

const steps = {
  body: () => grant(body).getToken({}),
  header: () => grant({ authorizationMethod: 'header', credentialsEncodingMode: 'strict' }).getToken({}),
  looseHeader: () => grant({ authorizationMethod: 'header', credentialsEncodingMode: 'loose' }).getToken({}),
  scope: () => grant(body).getToken({ scope: ['api'] }),

  async expiry() {
    const token = await grant(body).getToken({});
    return { expired: token.expired(), refreshToken: token.token.refresh_token ?? null };
  },

  revoke: () => revoked(grant(body)),
  revokeAnyType: () => revoked(grant(body, { json: true })),
};

await run(steps, told);
