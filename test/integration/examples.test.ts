import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { loadCommands } from '../../src/cli/registry.js';
import { LocalOrg } from '../../src/local-org/index.js';
import { registerSession } from '../../src/org/auth-store.js';
import { BILLING_SYNC } from './project.js';
import { startWorld, type RefreshWorld } from './refresh-world.js';
import { standIn } from './stand-in.js';

const COMMANDS = await loadCommands();

/** Commands whose examples need a process of their own; `test/cli/local-org-*.test.ts` type them. */
const ELSEWHERE = [
  ...['start', 'list', 'stop', 'logs', 'env', 'refresh', 'activate'].map((name) => `local-org ${name}`),
];

/** What an example ends with where it is not 0, and why. */
const CODES: Readonly<Record<string, number>> = {
  // Production holds no Connected App, and the config no production.
  'eca import -o acme-prod --connected-app Billing_Legacy': 4,
  'eca destroy -e production --yes-org-id 00D5g000001ABCDEFG': 4,
  // Nothing is left to go on with, and no deploy or record has the id.
  'eca deploy resume -e uat': 4,
  'eca deploy resume 0Af5g00000ABCDEFGH -o acme-uat': 1,
  'eca request PATCH sobjects/Account/001… --body @account.json -e uat': 1,
  // The run before left the sandbox as it is.
  'eca refresh -e uat --expect-refreshed --json': 1,
  // Two configs for one app: base and environment differ in the run-as user.
  'eca plan --all --exit-code --json': 2,
};

/** What has to be there before an example makes sense. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'eca validate --source-dir force-app': ['generate'],
  'eca verify -o acme-uat': ['deploy -o acme-uat'],
  'eca verify --all --report-dir reports': ['deploy --all'],
  'eca credentials rotate --all --report-dir reports': ['credentials revoke -e uat'],
  'eca credentials rotate -e uat --revoke-old': ['credentials revoke -e uat'],
  'eca report jobs': ['verify -e uat --report-dir jobs/uat', 'verify -e qa --report-dir jobs/qa'],
};

/** Examples that begin in an empty folder. */
const FRESH = /^eca (?:init (?!--ci)|import -o acme-prod --app)/;

const EXAMPLES: readonly string[] = COMMANDS.filter(({ name }) => !ELSEWHERE.includes(name)).flatMap(({ examples }) =>
  examples.map(([line]) => line).filter((line) => !line.includes('local-org start')),
);

describe('every example of every help, in one session', () => {
  let world: RefreshWorld;
  let qa: LocalOrg;
  let cwd: string;
  let env: Record<string, string | undefined>;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const users = ['admin@acme.example', 'billing.sync@acme.example', 'billing.sync@acme.example.uat'].map(
      (username) => ({
        username: username.replace(/^(admin.*)$/, '$1.uat'),
        profile: 'System Administrator',
      }),
    );
    world = await startWorld({ seed: { users } });
    const [admin, ...others] = users;
    qa = new LocalOrg({
      seed: {
        org: { id: '00D000000000043AAA', name: 'Acme', isSandbox: true, sandboxName: 'qa' },
        users: [{ ...admin, username: 'admin@acme.example.qa' }, ...others],
        settings: { enableClientSecretInRestApiAccess: true },
      },
    });
    const info = await qa.start();
    closing.push(await registerSession({ ...world.sandbox.info, alias: 'acme-uat' }));
    closing.push(await registerSession({ ...world.production.info, alias: 'acme-prod' }));
    cwd = world.folder;
    const bin = mkdtempSync(join(tmpdir(), 'eca-bin-'));
    standIn(bin, 'gh');
    const uat = world.written().environments?.uat ?? {};
    const environments = { uat, qa: { auth: { accessToken: 'QA_TOKEN', instanceUrl: 'QA_URL' } } };
    writeFileSync(join(cwd, 'eca.config.json'), JSON.stringify({ ...BILLING_SYNC, environments }));
    writeFileSync(join(cwd, 'account.json'), '{"Name":"Acme"}');
    mkdirSync(join(cwd, 'jobs'));
    env = {
      ...world.env(),
      HOME: process.env.HOME,
      PATH: [bin, process.env.PATH ?? ''].join(delimiter),
      QA_TOKEN: info.accessToken,
      QA_URL: info.instanceUrl,
      BILLING_SYNC_RUN_AS_USER: 'billing.sync@acme.example',
      EXTERNAL_CLIENT_TOKEN_URL: `${info.instanceUrl}/services/oauth2/token`,
    };
  });
  afterAll(async () => {
    for (const close of closing) await close();
    await Promise.all([world.stop(), qa.stop()]);
  });

  async function run(line: string): Promise<{ readonly code: number; readonly said: string }> {
    const words = [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
      word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
    );
    let said = '';
    let asked = 0;
    const write = (text: string): void => {
      said += text;
    };
    const code = await main(words, {
      cwd: FRESH.test(`eca ${line}`) ? mkdtempSync(join(tmpdir(), 'eca-fresh-')) : cwd,
      env,
      stdout: { isTTY: false, write },
      stderr: { isTTY: false, write },
      signal: new AbortController().signal,
      listen: () => undefined,
      ask: (question) => {
        asked += 1;
        if (asked > 6) throw new Error(`Asked again: ${question}`);
        const answer = /user|mail/i.test(question) ? 'billing.sync@acme.example' : 'Billing_Sync';
        return Promise.resolve(question.includes('elete') ? 'yes' : answer);
      },
    });
    return { code, said };
  }

  /** Key and secret of the app in qa, as somebody would put them into the environment. */
  async function learnPair(): Promise<void> {
    const { said } = await run('credentials show -e qa --app Billing_Sync --reveal --json');
    const { result } = JSON.parse(said) as { result: { consumerKey: string; consumerSecret: string }[] };
    env = { ...env, CLIENT_ID: result[0]?.consumerKey, CLIENT_SECRET: result[0]?.consumerSecret };
  }

  it.each(EXAMPLES)('%s', async (line) => {
    for (const step of BEFORE[line] ?? []) expect({ step, ...(await run(step)) }).toMatchObject({ step, code: 0 });
    if (line.includes('--my-domain')) await learnPair();
    const typed = line.slice(line.indexOf('eca ') + 'eca '.length).replace(/\)"$/, '');
    const here = typed.replace(/ >>? \S+$/, '').replace('https://acme.my.salesforce.com', qa.info.instanceUrl);
    const { code, said } = await run(here);
    expect({ code, said: code === (CODES[line] ?? 0) ? '' : said }).toEqual({ code: CODES[line] ?? 0, said: '' });
  });
});
