import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EcaError } from '../../src/errors.js';
import type { LocalOrg } from '../../src/local-org/index.js';
import { connect } from '../../src/org/connect.js';
import type { Org } from '../../src/org/org.js';
import { Secret } from '../../src/secret.js';
import { deploy } from '../../src/verbs/deploy.js';
import { plan } from '../../src/verbs/plan.js';
import { rotate } from '../../src/verbs/rotate.js';
import { queryApi } from '../../src/verbs/token.js';
import { verify } from '../../src/verbs/verify.js';
import type { Work } from '../../src/work.js';
import { resolved } from '../integration/project.js';
import { testWork } from '../work.js';
import { CONFIG, newFolder, startOrg } from './story.js';
import { WIRE_CELLS, type WireVerb } from './wire-cells.js';
import { Wire } from './wire.js';

const config = resolved(CONFIG);
const cells = process.env.MODE === 'faults' ? WIRE_CELLS : WIRE_CELLS.filter(({ sample }) => sample);
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

let localOrg: LocalOrg;
let wire: Wire;
const reached: string[] = [];
const canary = createServer((request, response) => {
  reached.push(`${request.method ?? ''} ${request.url ?? ''}`);
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
});
/** The same machine under another name: another origin. */
let canaryUrl = '';

beforeAll(async () => {
  localOrg = await startOrg();
  wire = await Wire.open({ to: localOrg.info.instanceUrl });
  await new Promise<void>((done) => canary.listen(0, '127.0.0.1', done));
  canaryUrl = `http://localhost:${(canary.address() as AddressInfo).port}`;
  // The app is there with a pair of its own, so that each verb comes to its request.
  const first = testWork({ waitMs: 20_000, folder: newFolder() });
  await deploy(await login(first), config, first);
});
afterAll(async () => {
  await wire.close();
  canary.closeAllConnections();
  await new Promise((done) => canary.close(done));
  await localOrg.stop();
});

const login = (work: Work, accessToken = localOrg.info.accessToken): Promise<Org> =>
  connect({
    login: { kind: 'access-token', token: new Secret(accessToken), instanceUrl: wire.url },
    apiVersion: '66.0',
    work,
  });
const loginByJwt = (work: Work): Promise<Org> => {
  const { username } = localOrg.info;
  const key = { pem: new Secret(privateKey) };
  return connect({
    login: { kind: 'jwt', clientId: 'PlatformCLI', username, key, instanceUrl: wire.url },
    apiVersion: '66.0',
    work,
  });
};

/** Runs a verb and gives all that it says. */
const VERBS: Readonly<Record<WireVerb, (work: Work) => Promise<unknown>>> = {
  login: loginByJwt,
  plan: async (work) => plan(await login(work), config, work),
  deploy: async (work) => {
    // Another label each time, so that there is something to deploy.
    const changed = resolved({
      ...CONFIG,
      apps: { Billing_Sync: { ...CONFIG.apps.Billing_Sync, label: `L${Date.now()}` } },
    });
    return deploy(await login(work), changed, work);
  },
  'first deploy': async (work) => {
    const fresh = await startOrg();
    wire.lead(fresh.info.instanceUrl);
    try {
      return await deploy(await login(work, fresh.info.accessToken), config, work);
    } finally {
      wire.lead(localOrg.info.instanceUrl);
      await fresh.stop();
    }
  },
  verify: async (work) => verify(await login(work), config, work),
  rotate: async (work) => {
    const sink = { file: join(work.folder, 'pair.json'), format: 'json' } as const;
    return rotate(await login(work), { ...config, apps: config.apps.map((app) => ({ ...app, sink })) }, work);
  },
  query: async (work) => {
    const source = { kind: 'org', org: await login(work), app: 'Billing_Sync' } as const;
    return queryApi(source, { soql: 'SELECT Id FROM User', apiVersion: '66.0' }, work);
  },
};

/** All that a run said, in one text; an error that is none of the closed list is a defect. */
async function saidBy(verb: WireVerb, work: Work): Promise<string> {
  try {
    return JSON.stringify(await VERBS[verb](work));
  } catch (error) {
    if (!(error instanceof EcaError)) throw error;
    expect(error.name).not.toBe('InternalError');
    expect(error.actions[0]).toMatch(/\w{3}/);
    const said = [error.message, ...error.actions];
    expect(said.join('\n')).not.toMatch(
      /\b(?:undefined|null) \(reading|is not a function|is not iterable|Unexpected (?:token|end)|\[object Object\]|: \.?$/,
    );
    // Our own lists of components have lines of their own; nothing else moves the cursor or turns the text.
    for (const text of said)
      expect(text.replaceAll('\n  ', ' ')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    return JSON.stringify([error.name, error.message, error.actions, error.problems, error.data]);
  }
}

describe('whatever a server does', () => {
  it.each(
    cells.map(
      ({ place, trick, ...rest }) =>
        [`${place.verb}: ${place.name}: ${trick.name}`, { place, trick, ...rest }] as const,
    ),
  )(
    '%s',
    async (_title, { place, trick }) => {
      const { seconds = 20 } = trick;
      reached.length = 0;
      let played = 0;
      wire.tamper = (request, response) => {
        if (!place.fits(request)) return false;
        played += 1;
        trick.answer(request, response, canaryUrl);
        return true;
      };
      const started = Date.now();
      try {
        const said = await saidBy(place.verb, testWork({ waitMs: seconds * 1000, folder: newFolder() }));
        expect(said).not.toContain(localOrg.info.accessToken);
      } finally {
        wire.tamper = undefined;
      }
      expect(Date.now() - started).toBeLessThan(seconds * 1000 + 2500);
      expect(played).toBeGreaterThan(0);
      expect(played).toBeLessThan(60);
      expect(reached).toEqual([]);
    },
    40_000,
  );
});
