import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Wire, type OnTheWire } from '../fault-harness/wire.js';
import { LocalOrg } from '../../src/local-org/index.js';
import { startConnectProxy, type ConnectProxy } from './connect-proxy.js';
import { emptyFolder, runEca, type Finished } from './run-eca.js';

const PRELOAD = fileURLToPath(new URL('./preload/record-sockets.mjs', import.meta.url));
const TLS = fileURLToPath(new URL('../fixtures/tls/', import.meta.url));
const certificate = (name: string) => ({
  key: readFileSync(join(TLS, 'key.pem'), 'utf8'),
  cert: readFileSync(join(TLS, `${name}.pem`), 'utf8'),
});
const CONFIG = `apiVersion: "66.0"
apps:
  Billing_Sync:
    label: Billing Sync
    contactEmail: platform@acme.example
    runAsUser: billing.sync@acme.example
`;
const MY_DOMAIN = 'https://acme--uat.sandbox.my.salesforce.com';
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

interface Run extends Finished {
  /** Hosts that sockets were opened to or names looked up of, as `127.0.0.1:443`. */
  readonly sockets: readonly string[];
  readonly requests: readonly OnTheWire[];
}

let localOrg: LocalOrg;
let plain: Wire;
let secure: Wire;
let hidden: Wire;
let proxy: ConnectProxy;

beforeAll(async () => {
  localOrg = new LocalOrg();
  const { instanceUrl: to } = await localOrg.start();
  plain = await Wire.open({ to });
  secure = await Wire.open({ to, tls: certificate('trusted-by-nobody') });
  hidden = await Wire.open({ to, tls: certificate('my-domain'), url: MY_DOMAIN });
  proxy = await startConnectProxy(hidden.port);
  for (const wire of [plain, secure, hidden]) wire.tamper = refreshes;
});
afterAll(async () => {
  await Promise.all([plain.close(), secure.close(), hidden.close(), proxy.close()]);
  await localOrg.stop();
});

/** The local org gives a refresh token to nobody, so that the wire takes one itself. */
const refreshes: NonNullable<Wire['tamper']> = ({ path, body, headers }, response) => {
  if (path !== '/services/oauth2/token' || !body.includes('grant_type=refresh_token')) return false;
  const { accessToken, orgId, userId } = localOrg.info;
  const host = String(headers.host);
  const url = [plain, secure, hidden].map((wire) => wire.url).find((one) => new URL(one).host === host) ?? '';
  const id = `${url}/id/${orgId}/${userId}`;
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ access_token: accessToken, instance_url: url, id, token_type: 'Bearer', scope: 'api' }));
  return true;
};

async function run(
  wire: Wire,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  home = emptyFolder(),
): Promise<Run> {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'eca.config.yaml'), CONFIG);
  const file = join(cwd, 'sockets');
  wire.requests.length = 0;
  const finished = await runEca(argv, {
    cwd,
    env: { HOME: home, ECA_TEST_SOCKETS: file, ECA_TEST_PORTS: '1', ...env },
    nodeFlags: ['--import', PRELOAD],
  });
  const sockets = existsSync(file) ? [...new Set(readFileSync(file, 'utf8').trim().split('\n'))] : [];
  return { ...finished, sockets, requests: [...wire.requests] };
}

/** Nothing but our own client sends this header. */
function expectOurs({ code, stdout, stderr, requests, sockets }: Run, ...places: readonly string[]): void {
  expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
  expect(requests.length).toBeGreaterThan(0);
  const foreign = requests.filter(({ headers }) => headers['user-agent'] !== 'eca-as-code');
  expect(foreign.map(({ method, path, headers }) => `${method} ${path} ${String(headers['user-agent'])}`)).toEqual([]);
  // Looking an address up asks nobody.
  expect(sockets.filter((socket) => socket !== '127.0.0.1' && !places.includes(socket))).toEqual([]);
}

/** A login that `sf` keeps: its file holds a token that has expired, and a refresh token. */
function storedLogin(wire: Wire): string {
  const home = emptyFolder();
  const folder = join(home, '.sfdx');
  mkdirSync(folder);
  const { username, orgId } = localOrg.info;
  const login = {
    ...{ username, orgId, accessToken: `${orgId}!AQexpired.token`, refreshToken: '5Aep861.refresh.token' },
    ...{ clientId: 'PlatformCLI', clientSecret: '', instanceUrl: wire.url, loginUrl: wire.url },
  };
  writeFileSync(join(folder, `${username}.json`), JSON.stringify(login));
  writeFileSync(join(folder, 'alias.json'), JSON.stringify({ orgs: { stored: username } }));
  return home;
}

const tokenLogin = (url: string) => ({ SF_ACCESS_TOKEN: localOrg.info.accessToken, ECA_INSTANCE_URL: url });
const jwtLogin = (url: string) => ({
  ECA_JWT_CLIENT_ID: 'PlatformCLI',
  ECA_JWT_USERNAME: localOrg.info.username,
  ECA_JWT_KEY: privateKey,
  ECA_INSTANCE_URL: url,
});
const place = (wire: { readonly url: string }): string => new URL(wire.url).host;
const trusting = (name: string) => ({ NODE_EXTRA_CA_CERTS: join(TLS, `${name}.pem`) });

describe('every request is sent by our own client', () => {
  it('after a login by access token: SOAP, REST, deploy, token', async () => {
    const done = await run(plain, ['deploy', '--json'], tokenLogin(plain.url));
    expectOurs(done, place(plain));
    const paths = done.requests.map(({ path }) => path).join('\n');
    for (const part of [
      '/services/Soap/m/',
      '/query',
      '/metadata/deployRequest',
      '/services/oauth2/token',
      '/userinfo',
    ])
      expect(paths).toContain(part);
  });

  it('in a login by SFDX_AUTH_URL', async () => {
    const { port } = secure;
    const env = { SFDX_AUTH_URL: `force://PlatformCLI::5Aep861.refresh.token@127.0.0.1:${port}` };
    const done = await run(secure, ['plan', '--json'], { ...env, ...trusting('trusted-by-nobody') });
    expectOurs(done, place(secure));
    expect(done.requests.map(({ body }) => body).join('\n')).toContain('grant_type=refresh_token');
  });

  it('when a stored refresh token renews a session', async () => {
    const done = await run(plain, ['plan', '-o', 'stored', '--json'], {}, storedLogin(plain));
    expectOurs(done, place(plain));
    expect(done.requests.map(({ body }) => body).join('\n')).toContain('grant_type=refresh_token');
  });

  it('in a login by JWT', async () => {
    const done = await run(plain, ['plan', '--json'], jwtLogin(plain.url));
    expectOurs(done, place(plain));
    expect(done.requests.map(({ body }) => body).join('\n')).toContain('jwt-bearer');
  });

  it('for a token and a call with it', async () => {
    const env = tokenLogin(plain.url);
    expectOurs(await run(plain, ['query', 'SELECT Id FROM User', '--json'], env), place(plain));
    expectOurs(await run(plain, ['request', 'GET', 'sobjects/Account/describe', '--json'], env), place(plain));
  });
});

describe('through a proxy', () => {
  const env = () => ({ HTTPS_PROXY: proxy.url, ...trusting('my-domain') });
  const proxied = (done: Run): void => {
    expectOurs(done, place(proxy));
    expect([...new Set(proxy.targets)]).toEqual([`${new URL(MY_DOMAIN).host}:443`]);
  };

  it('a deploy after a login by access token', async () => {
    proxied(await run(hidden, ['deploy', '--json'], { ...tokenLogin(MY_DOMAIN), ...env() }));
  });

  it('a login by SFDX_AUTH_URL', async () => {
    const login = { SFDX_AUTH_URL: `force://PlatformCLI::5Aep861.refresh.token@${new URL(MY_DOMAIN).host}` };
    proxied(await run(hidden, ['plan', '--json'], { ...login, ...env() }));
  });

  it('a stored refresh token', async () => {
    proxied(await run(hidden, ['plan', '-o', 'stored', '--json'], env(), storedLogin(hidden)));
  });

  it('a login by JWT', async () => {
    proxied(await run(hidden, ['plan', '--json'], { ...jwtLogin(MY_DOMAIN), ...env() }));
  });

  it('nothing of this machine, whatever the variables say', async () => {
    const dead = {
      HTTPS_PROXY: 'http://127.0.0.1:9',
      HTTP_PROXY: 'http://127.0.0.1:9',
      ALL_PROXY: 'http://127.0.0.1:9',
    };
    expectOurs(await run(plain, ['plan', '--json'], { ...tokenLogin(plain.url), ...dead }), place(plain));
  });
});
