import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy } from '../../src/verbs/deploy.js';
import { LocalOrg } from '../../src/local-org/index.js';
import { registerSession } from '../../src/org/auth-store.js';
import { readCredentials } from '../../src/credentials/read-pair.js';
import type { Org } from '../../src/org/org.js';
import { loadCommands } from '../../src/cli/registry.js';
import { runEca } from '../cli/run-eca.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';
import { testWork } from '../work.js';

const COMMANDS = await loadCommands();

/** Commands that hand secrets out, those that serve no org of the user's, and `refresh`, which has a canary among its own tests. */
const NOT_TESTED = [
  ...['credentials store', 'token', 'demo', 'refresh', 'completion'],
  ...['local-org start', 'local-org env', 'local-org stop', 'local-org refresh', 'local-org activate'],
];

/** A Connected App whose file carries its secret, outside of what is searched. */
const LEGACY = join(mkdtempSync(join(tmpdir(), 'eca-canary-legacy-')), 'Legacy.connectedApp-meta.xml');
const LEGACY_SECRET = 'Canary-secret_of-a-Connected-App-17';

/** Everything that a command can be asked without asking for a secret; each of them with `--debug` too. */
const LINES: readonly (readonly string[])[] = [
  ['init'],
  ['init', '--from-org', 'acme-canary', '--format', 'json'],
  ['validate'],
  ['generate'],
  ['generate', '--check'],
  ['generate', '--with-named-credentials', '--output-dir', 'with-named'],
  ['schema'],
  ['schema', '--of', 'run'],
  ['schema', '--of', 'proof'],
  ['diagram'],
  ['diagram', '--format', 'svg', '--output', 'flow.svg'],
  ['fields'],
  ['plan', '-o', 'acme-canary'],
  ['plan', '-o', 'acme-canary', '--out', 'approved.json'],
  ['deploy', '-o', 'acme-canary', '--plan', 'approved.json', '--yes'],
  ['import', '-o', 'acme-canary', '--output', 'imported.yaml'],
  ['import', '-o', 'acme-canary', '--output', 'imported.yaml', '--update', '--all'],
  ['import', '--source-dir', 'force-app', '--output', 'from-source.yaml'],
  ['import', '--connected-app', LEGACY, '--output', 'moved.yaml'],
  ['doctor', '-o', 'acme-canary'],
  ['deploy', '-o', 'acme-canary', '--dry-run', '--yes'],
  ['deploy', '-o', 'acme-canary', '--yes'],
  ['deploy', '-o', 'acme-canary', '--yes', '--no-verify'],
  ['deploy', 'resume', '-o', 'acme-canary', '--yes'],
  ['verify', '-o', 'acme-canary'],
  ['verify', '-o', 'acme-canary', '--report-dir', 'reports'],
  ['deploy', '-o', 'acme-canary', '--yes', '--report-dir', 'deployed'],
  ['report', 'reports', 'deployed', '--report-dir', 'joined'],
  ['verify', '-o', 'acme-canary', '--auth-method', 'client_secret_basic'],
  ['credentials', 'show', '-o', 'acme-canary'],
  ['credentials', 'age', '-o', 'acme-canary'],
  ['credentials', 'rotate', '-o', 'acme-canary'],
  ['credentials', 'rotate', '-o', 'acme-canary', '--report-dir', 'reports'],
  ['credentials', 'rotate', '-o', 'acme-canary', '--app', 'Billing_Sync'],
  ['credentials', 'revoke', '-o', 'acme-canary'],
  ['query', 'SELECT Id FROM Account LIMIT 1', '-o', 'acme-canary'],
  ['query', 'SELECT Nothing FROM Account', '-o', 'acme-canary'],
  ['request', 'GET', 'sobjects/Account/describe', '-o', 'acme-canary'],
  ['token', '--script', 'connect.sh'],
  ['matrix', '--config', 'fleet.json', '--format', 'github'],
  ['local-org', 'assumptions'],
  ['local-org', 'list'],
  ['local-org', 'logs', 'acme-canary'],
  ['local-org', 'logs', 'acme-canary', '--last', '3'],
  ['destroy', '-o', 'acme-canary', '--dry-run'],
  ['destroy', '-o', 'acme-canary', '--with-named-credentials', '--dry-run'],
];

/** Command lines of all processes of this machine that can be read. */
function commandLines(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'latin1')];
      } catch {
        return []; // It ended meanwhile.
      }
    });
}

describe('a consumer secret', () => {
  let localOrg: LocalOrg;
  let org: Org;
  let cwd: string;
  let home: string;
  let unregister: () => Promise<void>;
  const secrets = new Set<string>();

  beforeAll(async () => {
    localOrg = new LocalOrg();
    const info = await localOrg.start();
    org = await connectTo(info);
    unregister = await registerSession({ ...info, alias: 'acme-canary' });
    await deploy(org, resolved(BILLING_SYNC), testWork(), { verify: false });
    cwd = mkdtempSync(join(tmpdir(), 'eca-canary-'));
    home = process.env.HOME ?? '';
    const namedCredential = { name: 'Billing_API', url: info.instanceUrl, permissionSet: 'Billing_Callers' };
    const apps = { Billing_Sync: { ...BILLING_SYNC.apps.Billing_Sync, namedCredential } };
    writeFileSync(join(cwd, 'eca.config.json'), JSON.stringify({ ...BILLING_SYNC, apps }));
    const environments = { uat: { targetOrg: 'acme-canary' } };
    writeFileSync(join(cwd, 'fleet.json'), JSON.stringify({ ...BILLING_SYNC, environments }));
    mkdirSync(join(cwd, 'tmp'));
    secrets.add(LEGACY_SECRET);
    writeFileSync(
      LEGACY,
      `<ConnectedApp><label>Legacy</label><contactEmail>it@acme.example</contactEmail><oauthConfig><consumerSecret>${LEGACY_SECRET}</consumerSecret><callbackUrl>https://acme.example/cb</callbackUrl></oauthConfig></ConnectedApp>`,
    );
  });
  afterAll(async () => {
    await unregister();
    await localOrg.stop();
  });

  async function remember(): Promise<void> {
    const pair = await readCredentials(org, 'Billing_Sync').catch(() => undefined);
    if (pair !== undefined) secrets.add(pair.consumerSecret.reveal());
  }

  function filesBelow(folder: string): readonly string[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  }

  function expectNowhere(texts: Readonly<Record<string, string>>): void {
    const written = [cwd, home].flatMap(filesBelow).map((file) => [file, readFileSync(file, 'latin1')] as const);
    for (const [place, text] of [...Object.entries(texts), ...written]) {
      for (const secret of secrets) {
        for (const form of [
          secret,
          encodeURIComponent(secret),
          Buffer.from(secret).toString('base64').replace(/=+$/, ''),
        ]) {
          expect(text.includes(form), `${place} holds the secret`).toBe(false);
        }
      }
    }
  }

  it('is asked of every command that could show it', () => {
    const tested = new Set(LINES.map((words) => words.slice(0, 2).join(' ')));
    const names = COMMANDS.map(({ name }) => name).filter((name) => !NOT_TESTED.includes(name));
    const missing = names.filter((name) => ![...tested].some((line) => line === name || line.split(' ')[0] === name));
    // Commands that are younger than this list must be added to it.
    expect(missing).toEqual([]);
  });

  it.each(LINES.map((words) => [words.join(' '), words] as const))(
    'shows up nowhere after eca %s',
    async (_line, words) => {
      await remember();
      for (const extra of [['--debug'], ['--debug', '--json']]) {
        const { code, stdout, stderr } = await runEca([...words, ...extra], { cwd, env: { TMPDIR: join(cwd, 'tmp') } });
        await remember();
        // Not the code of a wrong command line: the command must have worked on something.
        expect([code, stderr]).not.toEqual([4, expect.stringContaining('UsageError')]);
        expect(words[1] === 'resume' ? [4] : [0, 1, 2, 3]).toContain(code);
        expectNowhere({ stdout, stderr });
      }
    },
  );

  it.skipIf(!existsSync('/proc/self/cmdline'))('is on no command line while it is handed over', async () => {
    await remember();
    // A sink that takes its time, so that it can be seen in the process list.
    const slow = [process.execPath, '-e', 'process.stdin.resume().on("end", () => setTimeout(() => {}, 700))'];
    const sink = `command:${JSON.stringify(slow)}`;
    const work = { isRunning: true };
    const running = runEca(['credentials', 'store', '-o', 'acme-canary', '--sink', sink], { cwd }).finally(() => {
      work.isRunning = false;
    });
    const seen = new Set<string>();
    while (work.isRunning) {
      for (const line of commandLines()) seen.add(line);
      await sleep(20);
    }
    expect((await running).code).toBe(0);
    expect([...seen].filter((line) => line.startsWith(`${process.execPath}\0-e\0`))).not.toEqual([]);
    expectNowhere({ 'the process list': [...seen].join('\n') });
  });

  it('that the config supplies shows up nowhere, the org keeping its own', async () => {
    const supplied = { CANARY_KEY: 'CANARY_KEY_OF_LEDGER', CANARY_SECRET: 'Canary-secret_that-nobody-shows-42' };
    const app = { ...BILLING_SYNC.apps.Billing_Sync, label: 'Ledger Sync' };
    const credentials = { key: '${env:CANARY_KEY}', secret: '${env:CANARY_SECRET}' };
    const folder = mkdtempSync(join(cwd, 'supplied-'));
    writeFileSync(
      join(folder, 'eca.config.json'),
      JSON.stringify({ apiVersion: '66.0', apps: { Ledger_Sync: { ...app, credentials } } }),
    );
    localOrg.changeSetting('enableClientSecretInRestApiAccess', false);
    secrets.add(supplied.CANARY_SECRET);
    const env = { ...supplied, TMPDIR: join(cwd, 'tmp') };
    const org = ['-o', 'acme-canary'];
    const lines = [
      ['validate'],
      ['generate'],
      ['plan', ...org],
      ['deploy', ...org, '--dry-run'],
      ['deploy', ...org, '--yes'],
      ['plan', ...org, '--exit-code'],
      ['verify', ...org],
      ['doctor', ...org],
      ['credentials', 'show', ...org],
      ['query', 'SELECT Id FROM Account LIMIT 1', ...org],
    ];
    for (const words of lines) {
      const { code, stdout, stderr } = await runEca([...words, '--debug', '--json'], { cwd: folder, env });
      expect([words.join(' '), code, code === 0 ? '' : stdout]).toEqual([words.join(' '), 0, '']);
      expectNowhere({ stdout, stderr });
    }
    localOrg.changeSetting('enableClientSecretInRestApiAccess', true);
  }, 120_000);

  it('would be found if it showed up', async () => {
    await remember();
    const { code, stdout } = await runEca(['credentials', 'show', '--reveal', '-o', 'acme-canary'], { cwd });
    expect(code).toBe(0);
    expect(() => {
      expectNowhere({ stdout });
    }).toThrow('holds the secret');
  });

  it('shows up nowhere when answers are damaged, refused, or are something else', async () => {
    await deploy(org, resolved(BILLING_SYNC), testWork(), { verify: false });
    await remember();
    const operations = ['consumer', 'token', 'stagedCredentials', 'stageCredentials', 'rotateCredentials'];
    const verbs = [['verify'], ['credentials', 'rotate']];
    // `npm test` takes turns with the verbs, `npm run test:faults` runs each of them.
    const isWhole = process.env.MODE === 'faults';
    for (const [nth, kind] of (['half-answer', 'wrong-type', 'reset-after', 'expired-session'] as const).entries()) {
      for (const [index, operation] of operations.entries()) {
        localOrg.always(operation, { kind });
        for (const words of isWhole ? verbs : verbs.filter((_, which) => which === (nth + index) % 2)) {
          const argv = [...words, '-o', 'acme-canary', '--debug', '--json'];
          const { stdout, stderr } = await runEca(argv, { cwd, env: { TMPDIR: join(cwd, 'tmp') } });
          localOrg.clearFaults();
          await remember();
          expectNowhere({ stdout, stderr });
          localOrg.always(operation, { kind });
        }
        localOrg.clearFaults();
      }
    }
  }, 180_000);
});
