import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../cli/run-here.js';
import { BILLING_SYNC } from '../integration/project.js';
import { refusal, TokenServer, type Reply } from '../unit/oauth/token-server.js';
import { folderOf } from './field.js';

const cwd = folderOf({ 'eca.config.json': JSON.stringify(BILLING_SYNC) });
const env = { CLIENT_ID: '3MVG9.made.up', CLIENT_SECRET: 'made-up-secret' };
let server: TokenServer;
beforeAll(async () => {
  server = await TokenServer.start();
});
afterAll(() => server.stop());

interface Diagnosis {
  readonly layer: string;
  readonly reason: string;
  readonly fix: string;
}

async function diagnosed(reply: Reply): Promise<Diagnosis> {
  server.answer(reply);
  const { stdout, stderr } = await runHere(['verify', '--my-domain', server.url, '--json'], { cwd, env });
  const { result } = JSON.parse(stdout) as { readonly result?: readonly { readonly diagnosis?: Diagnosis }[] };
  const diagnosis = result?.[0]?.diagnosis;
  if (diagnosis === undefined) throw new Error(stdout + stderr);
  return diagnosis;
}

const NOT_INSTALLED = 'External client app is not installed in this org';

describe('a refusal is known by its sentence and by its code, each alone', () => {
  it.each([
    [
      'app',
      NOT_INSTALLED,
      ['invalid_client_id', 'OAUTH_EC_APP_NOT_FOUND', 'app_not_found', 'invalid_grant', 'new_code'],
    ],
    ['rate-limit', 'Login limit reached', ['invalid_grant', 'unknown_error', 'new_code']],
  ])('in layer %s: "%s"', async (layer, sentence, codes) => {
    const found = [];
    for (const code of codes) found.push(await diagnosed(refusal(code, sentence)));
    expect(new Set(found.map(({ layer: one }) => one))).toEqual(new Set([layer]));
    expect(new Set(found.map(({ reason }) => reason)).size).toBe(1);
  });

  it.each(['OAUTH_EC_APP_NOT_FOUND', 'app_not_found'])('%s without a sentence', async (code) => {
    expect(await diagnosed(refusal(code, ''))).toMatchObject({ layer: 'app' });
  });
});

describe('a failure of Salesforce itself is not taken for a proxy', () => {
  it.each<[string, Reply]>([
    ['a server error', { status: 503, body: 'Service Unavailable', type: 'text/plain' }],
    [
      'a JSON error of Salesforce',
      { status: 400, body: [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'An unexpected error occurred' }] },
    ],
    [
      'a JSON error with a server error',
      { status: 500, body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'Try later' }] },
    ],
  ])('%s', async (_what, reply) => {
    const { layer, fix } = await diagnosed(reply);
    expect(layer).not.toBe('unknown');
    expect(fix).not.toContain('Something other than the org answered');
  });
});
