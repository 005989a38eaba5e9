import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ASSUMPTIONS,
  LocalOrg,
  type AppsAfterRefresh,
  type LocalOrgInfo,
  type LocalOrgOptions,
} from '../../src/local-org/index.js';
import { registerSession } from '../../src/org/auth-store.js';
import { readCredentials } from '../../src/credentials/read-pair.js';
import { EXIT } from '../../src/errors.js';
import { smoke } from '../smoke/main.js';
import { OBSERVATIONS } from '../smoke/observations.js';
import { redactionOf } from '../smoke/redact.js';
import { markdownOf, reportOf, type SmokeReport } from '../smoke/report.js';
import { runStory, type Story, type StoryOptions } from '../smoke/story.js';
import { askToken } from '../smoke/token-requests.js';
import { startWithBilling } from './local-org/billing-app.js';
import { connectTo, countOf } from './project.js';

const ADMIN = 'admin@acme.example';
const RUN_AS_USER = 'billing.sync@acme.example';
/** With an inactive user, so that everything that can be observed is. */
const SEED = {
  org: { name: 'Canary Holding' },
  users: [
    { username: ADMIN, profile: 'System Administrator' },
    { username: RUN_AS_USER, licence: 'Salesforce Integration' },
    { username: 'former.clerk@acme.example', licence: 'Salesforce Integration', active: false },
  ],
  settings: { enableClientSecretInRestApiAccess: true },
};
const STEPS = [
  'connect',
  'plan creates five parts',
  'deploy',
  'read-back in sync',
  'second deploy sends nothing',
  'key and secret',
  'token',
  'checks of the token',
  'drift is seen and repaired',
  'supplied pair',
  'example permission set',
  'destroy',
  'nothing left',
];
const OBSERVED = Object.entries(OBSERVATIONS).flatMap(([name, row]) => ('notTried' in row ? [] : [name]));

describe('the observations', () => {
  it('have a row for every assumption, and only for them', () => {
    expect(Object.keys(OBSERVATIONS).sort()).toEqual(ASSUMPTIONS.map(({ name }) => name).sort());
  });

  it('are described in docs/smoke.md, those that are not tried with their reason', async () => {
    const lines = (await readFile('docs/smoke.md', 'utf8')).split('\n').map((line) => line.replace(/ +/g, ' '));
    for (const [name, row] of Object.entries(OBSERVATIONS)) {
      expect(lines).toContain(`| \`${name}\` | ${'notTried' in row ? row.notTried : row.how} |`);
    }
  });
});

describe('the smoke story', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  afterEach(() => localOrg.stop());

  async function start(options: LocalOrgOptions = {}): Promise<void> {
    localOrg = new LocalOrg({ seed: SEED, ...options });
    info = await localOrg.start();
  }

  function tell(options: Partial<StoryOptions> = {}): Promise<Story> {
    return runStory({ connect: () => connectTo(info), env: {}, waitMs: 5000, runAsUser: RUN_AS_USER, ...options });
  }

  function partsLeft(): string[] {
    const names = localOrg.snapshot().components.map(({ fullName }) => fullName);
    return names.filter((name) => name.startsWith('Eca_Smoke'));
  }

  function told(story: Story): SmokeReport {
    return reportOf(story, { version: '1.2.3', now: new Date('2026-11-22T10:00:00Z') });
  }

  it('succeeds step by step, leaves nothing behind, and confirms every default that it observes', async () => {
    await start();
    const before = localOrg.snapshot();
    const report = told(await tell());
    expect(report.steps.map(({ name, ok, detail }) => [name, ok || detail])).toEqual(STEPS.map((name) => [name, true]));
    expect(report.ok).toBe(true);
    const after = localOrg.snapshot();
    expect({ ...after, deployCount: 0, validationCount: 0 }).toEqual({ ...before, deployCount: 0, validationCount: 0 });
    const shown = report.assumptions.filter(({ observed }) => observed !== undefined);
    expect(shown.map(({ name }) => name).sort()).toEqual([...OBSERVED].sort());
    for (const { name, verdict, observed, default: value } of shown) {
      expect([name, observed, verdict]).toEqual([name, value, 'confirmed']);
    }
  });

  it('says refuted for every assumption that the org has the other way', async () => {
    const assume = Object.fromEntries(
      ASSUMPTIONS.filter(({ name }) => OBSERVED.includes(name)).map(({ name, values, default: value }) => [
        name,
        values.find((other) => other !== value) ?? '',
      ]),
    );
    await start({ assume });
    const story = await tell({ waitMs: 9000 });
    const report = told(story);
    expect(report.steps.map(({ ok, detail }) => ok || detail)).toEqual(STEPS.map(() => true));
    const tried = report.assumptions.filter(({ verdict }) => verdict !== 'not tried');
    expect(tried.map(({ name, verdict, observed, detail }) => [name, verdict, observed ?? detail])).toEqual(
      ASSUMPTIONS.filter(({ name }) => OBSERVED.includes(name)).map(({ name }) => [name, 'refuted', assume[name]]),
    );
    expect(partsLeft()).toEqual([]);
  }, 60_000);

  it('acts as the user of the session unless told otherwise, and does not try what this user cannot show', async () => {
    await start({ seed: { ...SEED, users: SEED.users.slice(0, 2) } });
    const story = await runStory({ connect: () => connectTo(info), env: {}, waitMs: 5000 });
    expect(story.scene.config.apps[0]?.runAsUser).toBe(ADMIN);
    expect(story.ok).toBe(true);
    expect(story.observations.get('inactive-execution-user')).toEqual({
      kind: 'not-tried',
      reason: 'the org has no inactive standard user',
    });
  });

  it('waits for changes to reach the token endpoint', async () => {
    await start({ propagation: { settingsSeconds: 1, secretsSeconds: 1 } });
    const { ok, observations } = await tell({ waitMs: 10_000 });
    expect(ok).toBe(true);
    expect(observations.get('flow-off-error')).toMatchObject({ kind: 'value', value: 'unsupported_grant_type' });
    expect(observations.get('disabled-app-error')).toMatchObject({ kind: 'value', value: 'invalid_client_id' });
  });

  it('goes on to the token when the org did not take a field', async () => {
    await start();
    const report = told(
      await tell({
        onProgress: (event) => {
          if (event.kind !== 'stage' || event.stage !== 'read-back') return;
          const app = localOrg.snapshot().components.find(({ type }) => type === 'ExternalClientApplication');
          localOrg.changeField('ExternalClientApplication', app?.fullName ?? '', 'label', 'Shortened');
        },
      }),
    );
    const of = (step: string) => report.steps.find(({ name }) => name === step);
    expect(of('read-back in sync')).toMatchObject({
      ok: false,
      detail: expect.stringContaining('Shortened') as string,
    });
    expect(of('checks of the token')).toMatchObject({ ok: true });
    expect(partsLeft()).toEqual([]);
  });

  it('removes the app after a failure, and says which step failed', async () => {
    await start({ seed: { ...SEED, settings: { enableClientSecretInRestApiAccess: false } } });
    const report = told(await tell());
    expect(report.ok).toBe(false);
    expect(report.steps.map(({ name, ok, skipped }) => [name, skipped ? 'skipped' : ok])).toEqual(
      STEPS.map((name) => [
        name,
        { 'key and secret': false, token: 'skipped', 'checks of the token': 'skipped' }[name] ?? true,
      ]),
    );
    expect(report.steps.find(({ name }) => name === 'key and secret')?.detail).toContain('cannot be read by REST');
    expect(report.assumptions.find(({ name }) => name === 'element-order')?.verdict).toBe('confirmed');
    expect(report.assumptions.find(({ name }) => name === 'same-token')?.verdict).toBe('not tried');
    expect(partsLeft()).toEqual([]);
  });

  it.each(['plan creates five parts', 'deploy', 'key and secret', 'drift is seen and repaired'])(
    'removes the app when it is interrupted after: %s',
    async (last) => {
      await start();
      const controller = new AbortController();
      const story = await tell({
        signal: controller.signal,
        onStep: ({ name }) => {
          if (name === last) controller.abort(new Error('interrupted'));
        },
      });
      expect(story.interrupted).toBe(true);
      expect(story.ok).toBe(false);
      expect(story.steps.slice(-2).map(({ name, ok, skipped }) => [name, ok, skipped])).toEqual([
        ['destroy', true, undefined],
        ['nothing left', true, undefined],
      ]);
      expect(partsLeft()).toEqual([]);
    },
  );

  it.each(['_Set', '_Own'])(
    'removes all that it made when it is interrupted while the org has the one with %s behind its name',
    async (ending) => {
      const controller = new AbortController();
      const isThere = (): boolean => localOrg.snapshot().components.some(({ fullName }) => fullName.endsWith(ending));
      await start({
        log: ({ operation }) => {
          if (operation === 'checkDeployStatus' && isThere()) controller.abort(new Error('interrupted'));
        },
      });
      const story = await tell({ signal: controller.signal });
      expect(story.interrupted).toBe(true);
      expect(story.steps.at(-1)).toMatchObject({ name: 'nothing left', ok: true });
      expect(partsLeft()).toEqual([]);
    },
  );

  it('removes the app when it is interrupted in the middle of a deploy', async () => {
    await start({ slowDeploys: { polls: 3 } });
    const controller = new AbortController();
    const story = await tell({
      signal: controller.signal,
      onProgress: (event) => {
        if (event.kind === 'components') controller.abort(new Error('interrupted'));
      },
    });
    expect(story.steps.at(-1)).toMatchObject({ name: 'nothing left', ok: true });
    expect(partsLeft()).toEqual([]);
  });

  it('cancels a deploy that takes longer than the time to wait, so that nothing comes to be afterwards', async () => {
    await start();
    const story = await tell({
      waitMs: 2_000,
      onProgress: (event) => {
        if (event.kind !== 'stage' || event.message !== 'Deploying 5 components') return;
        localOrg.once('deploy', { kind: 'slow-deploy', seconds: 10 });
      },
    });
    expect(story.steps.find(({ name }) => name === 'deploy')).toMatchObject({ ok: false });
    expect(story.steps.at(-1)).toMatchObject({ name: 'nothing left', ok: true });
    localOrg.advance(60);
    expect(partsLeft()).toEqual([]);
    expect(countOf(localOrg, 'cancelDeploy')).toBe(1);
  });

  it('reports an answer that fits no value word by word, without what must not be told', async () => {
    await start();
    const description = `${ADMIN} at ${info.instanceUrl} in ${info.orgId} sent 00D000000000042!AQcAQCanary`;
    const report = told(
      await tell({
        onProgress: (event) => {
          if (event.kind !== 'stage' || event.message !== 'Observing scope-parameter') return;
          localOrg.once('token', { kind: 'oauth-error', error: 'rate_limit_exceeded', description });
        },
      }),
    );
    const result = report.assumptions.find(({ name }) => name === 'scope-parameter');
    expect(result).toMatchObject({ verdict: 'unexpected' });
    expect(result?.detail).toBe('HTTP 400 rate_limit_exceeded: [username] at https://[host] in [org id] sent [secret]');
    expect(markdownOf(report)).toContain('| scope-parameter | ignored |  | unexpected |');
  });

  it('tells no secret, token, org id, username or host', async () => {
    await start();
    const story = await tell({ keep: true });
    const { org, app } = story.scene;
    const { consumerKey, consumerSecret } = await readCredentials(org, app);
    const token = await askToken(story.scene);
    if (token.kind !== 'token') throw new Error(token.kind);
    const report = told(story);
    expect(report.steps.slice(-2).map(({ skipped }) => skipped)).toEqual([true, true]);
    const said = `${markdownOf(report)}${JSON.stringify(report)}`;
    const { host, port } = new URL(info.instanceUrl);
    const forbidden = [
      ...[consumerKey, consumerSecret.reveal(), token.token.reveal(), info.accessToken],
      ...[info.orgId, info.orgId.slice(0, 15), info.userId, host, `:${port}`, '127.0.0.1', 'Canary Holding'],
      ...SEED.users.map(({ username }) => username),
    ];
    for (const value of forbidden) expect(said).not.toContain(value);
    expect(markdownOf(report)).toMatch(/Org: local org; API 66\.0 used, \d\d\.0 offered\n- Date: 2026-11-22/);
  });

  it('names the apps that earlier runs left behind, and leaves them alone', async () => {
    await start();
    const { scene } = await tell({ keep: true });
    const { steps } = told(await tell());
    expect(steps.find(({ name }) => name === 'plan creates five parts')?.detail).toBe(
      `5 parts to create; left behind by earlier runs: ${scene.app}`,
    );
    expect(partsLeft()).toHaveLength(5);
  });

  it('says so when the token of the session is a JWT, and touches nothing', async () => {
    await start();
    const accessToken = localOrg.login(ADMIN, { jwt: true });
    const report = told(await tell({ connect: () => connectTo({ ...info, accessToken }) }));
    expect(report.steps.find(({ ok }) => !ok)?.detail).toMatch(/JWT/);
    expect(localOrg.snapshot()).toMatchObject({ deployCount: 0, validationCount: 0 });
  });

  it('redacts what an org could say of itself, and keeps what it says of the matter', async () => {
    await start();
    const redact = redactionOf((await tell({ keep: true })).scene);
    expect(redact('Deploy 0Af000000000001AAA of jane@acme.example failed at acme--uat.sandbox.my.salesforce.com')).toBe(
      'Deploy [id] of [username] failed at [host]',
    );
    expect(redact('Bearer eyJhbGciOi.eyJzdWIi.c2ln and 00D000000000999!AQ.x_y')).toBe('Bearer [token] and [token]');
    const element = 'Element {http://soap.sforce.com/2006/04/metadata}label invalid at this location in type X';
    expect(redact(element)).toBe(element);
  });

  it('refuses a production org before anything is touched', async () => {
    await start();
    const connect = async () => {
      const org = await connectTo(info);
      return { ...org, identity: { ...org.identity, isProduction: true as const } };
    };
    await expect(tell({ connect })).rejects.toMatchObject({
      name: 'UsageError',
      actions: [expect.stringContaining('--yes-production')],
    });
    expect(countOf(localOrg, 'deploy', 'retrieve')).toBe(0);
    const story = await tell({ connect, yesProduction: true });
    expect(story.steps.map(({ ok, detail }) => ok || detail)).toEqual(STEPS.map(() => true));
  });

  describe('as a script', () => {
    async function spawned(onLine: (line: string, child: ChildProcess) => void) {
      const env = { ...process.env, SF_ACCESS_TOKEN: info.accessToken, ECA_INSTANCE_URL: info.instanceUrl };
      const child = spawn(process.execPath, ['scripts/smoke.mjs', '--wait', '1'], { env });
      let stdout = '';
      child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
      createInterface(child.stderr).on('line', (line) => {
        onLine(line, child);
      });
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, stdout, pid: child.pid };
    }

    it('bundles the story, runs it, and leaves no bundle behind', async () => {
      await start();
      const { code, stdout, pid } = await spawned(() => undefined);
      expect(stdout).toMatch(/^## Smoke run: all steps succeeded\n/);
      expect(code).toBe(0);
      expect(await readdir('node_modules/.cache')).not.toContain(`eca-smoke-${pid ?? 0}.mjs`);
    });

    it('removes the app after Ctrl-C and still prints the report', async () => {
      await start();
      const { code, stdout } = await spawned((line, child) => {
        if (line.startsWith('ok: deploy ')) child.kill('SIGINT');
      });
      expect(stdout).toMatch(/^## Smoke run: interrupted\n/);
      expect(code).toBe(EXIT.interrupted);
      expect(partsLeft()).toEqual([]);
    });
  });

  describe('as a command', () => {
    async function run(...words: string[]) {
      const out: string[] = [];
      const err: string[] = [];
      const env = { SF_ACCESS_TOKEN: info.accessToken, ECA_INSTANCE_URL: info.instanceUrl };
      const stdout = { write: (text: string) => out.push(text) };
      const stderr = { write: (text: string) => err.push(text) };
      const code = await smoke(words, { env, stdout, stderr, signal: new AbortController().signal });
      return { code, stdout: out.join(''), stderr: err.join('') };
    }

    it('prints the report as Markdown, and progress beside it', async () => {
      await start();
      const { code, stdout, stderr } = await run('--run-as', RUN_AS_USER, '--wait', '1');
      expect(code).toBe(EXIT.done);
      expect(stdout).toMatch(/^## Smoke run: all steps succeeded\n/);
      expect(stdout).toContain('> Run against the local org: this proves nothing about Salesforce.');
      expect(stdout).toMatch(/\| element-order \| any +\| any +\| confirmed \|/);
      expect(stderr).toMatch(/^ok: token \(\d+\.\d s\)$/m);
    });

    it('prints one object with --json', async () => {
      await start();
      const { code, stdout } = await run('--json', '--wait', '1');
      const { status, result } = JSON.parse(stdout) as { status: number; result: SmokeReport };
      expect([code, status, result.ok]).toEqual([0, 0, true]);
      expect(result.assumptions).toHaveLength(ASSUMPTIONS.length);
    });

    it.each([
      [['--wait', 'soon'], '--wait takes minutes from 0 to 600, not "soon".'],
      [['--colour'], '--colour'],
    ])('refuses %j and touches nothing', async (words, message) => {
      await start();
      const { code, stdout, stderr } = await run(...words);
      expect([code, stdout]).toEqual([EXIT.usage, '']);
      expect(stderr).toContain(message);
      expect(localOrg.requests).toEqual([]);
    });
  });
});

describe('the read-only looks of a smoke run', () => {
  const orgs: LocalOrg[] = [];
  const forget: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const one of forget.splice(0)) await one();
    await Promise.all(orgs.splice(0).map((org) => org.stop()));
  });

  /** Production with the app, and a sandbox that was refreshed from it. */
  async function pair(apps: AppsAfterRefresh): Promise<readonly [LocalOrg, LocalOrg]> {
    const { org: production, info } = await startWithBilling();
    orgs.push(production);
    const copyOf = { state: production.stateText(), sandboxName: 'uat', apps };
    const sandbox = new LocalOrg({ copyOf, sandboxOf: info.instanceUrl });
    orgs.push(sandbox);
    await sandbox.start();
    forget.push(await registerSession({ ...info, alias: 'look-production' }));
    forget.push(await registerSession({ ...sandbox.info, alias: 'look-sandbox' }));
    return [production, sandbox];
  }

  async function look(...words: string[]) {
    const out: string[] = [];
    const stdout = { write: (text: string) => out.push(text) };
    const stderr = { write: (text: string) => out.push(text) };
    const code = await smoke(words, { env: {}, stdout, stderr, signal: new AbortController().signal });
    return { code, text: out.join('') };
  }

  it('log in to a sandbox once, and change nothing', async () => {
    const [production, sandbox] = await pair('absent');
    const before = [production.snapshot(), sandbox.snapshot()];
    const { code, text } = await look('--sandbox-login', 'look-production', 'uat');
    expect(text).toContain('| SandboxProcess | ok | Completed |');
    expect(text).toContain('| sandboxAuth as PlatformCLI | ok | gave authCode, authUserName, instanceUrl, loginUrl |');
    expect(text).toContain('| userinfo | ok | is authUserName |');
    expect(code).toBe(EXIT.done);
    expect(countOf(production, 'sandboxAuth')).toBe(1);
    expect([production.snapshot(), sandbox.snapshot()]).toEqual(before);
    expect((await look('--sandbox-login', 'look-production', 'qa')).code).toBe(EXIT.failed);
  });

  it.each([
    ['foreign-link', "production's org id", 'as production spells it, who is not there', /invalid_client:/],
    ['kept', "the sandbox's own org id", 'as the sandbox spells it', /invalid_client:/],
    ['stale', "the sandbox's own org id", 'as production spells it, who is not there', /invalid_client_id:/],
  ] as const)('compare a pair of orgs: apps that are %s', async (apps, link, user, key) => {
    const [production, sandbox] = await pair(apps);
    const before = [production.snapshot(), sandbox.snapshot()];
    const { text } = await look('--pair', 'look-production', 'look-sandbox');
    expect(text).toContain('| apps | ok | 1 in production, 1 in the sandbox, 1 in both |');
    expect(text).toContain(`| app 1: OrgScopedExternalApp | ok | ${link} |`);
    expect(text).toContain(`| app 1: OauthLink | ok | ${link} |`);
    expect(text).toContain(`| app 1: run-as user | ok | ${user} |`);
    expect(text).toMatch(new RegExp(`production's key \\| ok \\| HTTP 400 ${key.source}`));
    expect(text).toMatch(
      /keys by SOQL \| ok \| columns IsDeleted, DeveloperName, Language, MasterLabel, SystemModstamp; /,
    );
    for (const { orgId, username, instanceUrl } of [production.info, sandbox.info]) {
      for (const value of [orgId.slice(0, 15), username, new URL(instanceUrl).host]) expect(text).not.toContain(value);
    }
    expect([production.snapshot(), sandbox.snapshot()]).toEqual(before);
  });

  it.each([
    [['--pair', 'only-one'], 'Two orgs are to be named.'],
    [['--pair', '--sandbox-login', 'a', 'b'], '--sandbox-login and --pair are two runs.'],
    [['stray'], '"stray" is a word too many.'],
  ])('refuse %j', async (words, message) => {
    const { code, text } = await look(...words);
    expect(code).toBe(EXIT.usage);
    expect(text).toContain(message);
  });
});
