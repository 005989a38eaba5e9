import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import type { EcaConfig, EnvironmentConfig } from '../../src/config/model.js';
import { askControl, type LoggedRequest, type RefreshOptions, type Snapshot } from '../../src/local-org/index.js';
import { deploy } from '../../src/verbs/deploy.js';
import { startLocalOrgProcess, type LocalOrgProcess } from '../cli/local-org-process.js';
import { ECA, emptyFolder, runEca, testEnvironment, type Finished, type RunOptions } from '../cli/run-eca.js';
import { BILLING_SYNC, connectTo, resolved } from '../integration/project.js';
import { testWork } from '../work.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const ADMIN = 'admin@acme.example';
const RUN_AS = 'billing.sync@acme.example';
/** Processes that start at a time, on a machine with few processors. */
const STARTS_AT_ONCE = 3;

/** What is wrong with a login. */
type Trouble = 'dead-port' | 'login-refused';

/** What the night made of one sandbox. */
export interface Variant {
  readonly title: string;
  readonly apps: NonNullable<RefreshOptions['apps']>;
  readonly isFrozen?: true;
  readonly isRenamed?: true;
  readonly isPending?: true;
  readonly trouble?: Trouble;
}

/** A sandbox of the night, in a process of its own. */
export interface NightOrg {
  readonly name: string;
  readonly variant: Variant;
  readonly process: LocalOrgProcess;
}

/** A production org and its sandboxes, each in a process of its own, and a project that knows them all. */
export interface Night {
  readonly production: LocalOrgProcess;
  readonly orgs: readonly NightOrg[];
  readonly folder: string;
  readonly config: EcaConfig;
  /** Logins of all environments, without anything of `sf`. */
  readonly env: Readonly<Record<string, string>>;
  /** Secrets that no output may hold, as far as the test knows them. */
  readonly secrets: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

/** Says what a night is otherwise than most. */
export interface NightOptions {
  /** Milliseconds that each answer of each org takes longer. Default: none. */
  readonly latencyMs?: number;
}

const UPPER = (name: string): string => name.toUpperCase();

/** The environment of a sandbox: a login of its own that survives, and production, which knows whether it is there. */
function environmentOf(name: string): EnvironmentConfig {
  const jwt = (user: string) => ({ clientId: 'NIGHT_CLIENT', username: user, key: 'NIGHT_KEY' });
  return {
    sandbox: {
      production: 'acme-production',
      name,
      auth: { jwt: jwt('PRODUCTION_USER'), instanceUrl: 'PRODUCTION_URL' },
    },
    runAsUserSuffix: `.${name}`,
    auth: { jwt: jwt(`${UPPER(name)}_USER`), instanceUrl: `${UPPER(name)}_URL` },
  };
}

/** Starts production, gives it the app, and starts a sandbox of it for each variant. */
export async function startNight(variants: readonly Variant[], options: NightOptions = {}): Promise<Night> {
  const home = emptyFolder();
  const env = { HOME: home, USERPROFILE: home };
  const production = await startProduction(home, env);
  const names = variants.map((_variant, index) => `n${String(index + 1).padStart(2, '0')}`);
  const started: LocalOrgProcess[] = [];
  const stopAll = async (): Promise<void> => {
    await Promise.all([production, ...started].map((one) => one.stop()));
  };
  const limit = pLimit(STARTS_AT_ONCE);
  try {
    const orgs = await Promise.all(
      variants.map((variant, index) =>
        limit(async () => {
          const name = names[index] ?? '';
          const process = await startSandbox(name, variant, home, env);
          started.push(process);
          return { name, variant, process };
        }),
      ),
    );
    await Promise.all(orgs.map((org) => settle(org, production, false)));
    const { latencyMs } = options;
    if (latencyMs !== undefined)
      for (const one of [production, ...orgs.map(({ process }) => process)]) await slowDown(one, latencyMs);
    const folder = emptyFolder();
    const config: EcaConfig = {
      ...BILLING_SYNC,
      sink: { file: 'secrets/{environment}.json' },
      environments: Object.fromEntries(names.map((name) => [name, environmentOf(name)])),
    };
    writeFileSync(join(folder, 'eca.config.json'), JSON.stringify(config));
    return {
      production,
      orgs,
      folder,
      config,
      env: loginsOf(production, orgs),
      secrets: () => secretsOf(folder, [production, ...orgs.filter(isAlive).map(({ process }) => process)]),
      stop: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

const isAlive = ({ variant }: NightOrg): boolean => variant.trouble !== 'dead-port';

async function startProduction(home: string, env: Readonly<Record<string, string>>): Promise<LocalOrgProcess> {
  const seed = {
    org: { id: '00D0000000000PRAAA', name: 'Acme', isSandbox: false },
    users: [{ username: ADMIN, profile: 'System Administrator' }, { username: RUN_AS }],
    settings: { enableClientSecretInRestApiAccess: true },
  };
  writeFileSync(join(home, 'production.json'), JSON.stringify(seed));
  const production = await startLocalOrgProcess(['--alias', 'production', '--seed', 'production.json'], env, home);
  const info = { ...production, alias: 'production', userId: '' };
  await deploy(await connectTo(info), resolved(BILLING_SYNC), testWork(), { verify: false });
  return production;
}

function startSandbox(
  name: string,
  { apps }: Variant,
  home: string,
  env: Readonly<Record<string, string>>,
): Promise<LocalOrgProcess> {
  const copy = ['--sandbox-of', 'production', '--sandbox-name', name, '--apps', apps];
  return startLocalOrgProcess(['--alias', name, ...copy], env, home);
}

/** Makes of a sandbox what its variant says; once more with `again`, as by another refresh. */
async function settle(
  { name, variant, process }: NightOrg,
  production: LocalOrgProcess,
  again: boolean,
): Promise<void> {
  const { apps, isFrozen, isRenamed, isPending, trouble } = variant;
  if (trouble === 'dead-port') {
    if (!again) await process.stop();
    return;
  }
  const admin = `${ADMIN}.${name}`;
  // Users whom an earlier night froze are in the group of the next one, unless that freezes them too.
  const all = [admin, `${RUN_AS}.${name}`, `${RUN_AS}1.${name}`];
  const accessGroup = trouble === 'login-refused' ? [] : isFrozen === true ? [admin] : all;
  const taken = isRenamed === true ? [`${RUN_AS}.${name}`] : [];
  const isPlain = accessGroup === all && taken.length === 0 && isPending !== true;
  if (isPlain && !again) return;
  await control(process, 'POST refresh', {
    apps,
    sandboxName: name,
    sourceOrgId: production.orgId,
    accessGroup,
    takenUsernames: taken,
    activated: isPending !== true,
  });
}

/** Refreshes every sandbox once more, as its variant says. */
export async function refreshAgain({ orgs, production }: Night): Promise<void> {
  await Promise.all(orgs.map((org) => settle(org, production, true)));
}

/** Makes every answer of an org take so much longer. */
async function slowDown(org: LocalOrgProcess, latencyMs: number): Promise<void> {
  const fault = `*:latency:${latencyMs}`;
  await control(org, 'POST fault', { fault, once: false }).catch(() => undefined);
}

/** Asks an org of the night behind its own counter. */
export function control<T = unknown>({ instanceUrl }: LocalOrgProcess, name: string, body?: unknown): Promise<T> {
  return askControl<T>({ instanceUrl, name, body, timeoutMs: 20_000 });
}

export const snapshotOf = (org: LocalOrgProcess): Promise<Snapshot> => control<Snapshot>(org, 'GET snapshot');
export const requestsOf = (org: LocalOrgProcess): Promise<readonly LoggedRequest[]> => control(org, 'GET requests');

function loginsOf(production: LocalOrgProcess, orgs: readonly NightOrg[]): Record<string, string> {
  const own = orgs.map(({ name, process }) => ({
    [`${UPPER(name)}_URL`]: process.instanceUrl,
    [`${UPPER(name)}_USER`]: `${ADMIN}.${name}`,
  }));
  const shared = {
    NIGHT_CLIENT: 'PlatformCLI',
    NIGHT_KEY: PEM,
    PRODUCTION_USER: ADMIN,
    PRODUCTION_URL: production.instanceUrl,
  };
  return Object.assign(shared, ...own) as Record<string, string>;
}

/** What the orgs hold of secrets, what the sinks got, and the key of the logins. */
async function secretsOf(folder: string, orgs: readonly LocalOrgProcess[]): Promise<readonly string[]> {
  const states = await Promise.all(orgs.map((org) => control<{ readonly state: string }>(org, 'GET state')));
  const held = states.flatMap(({ state }) => {
    const { sessions, apps } = JSON.parse(state) as {
      readonly sessions: Readonly<Record<string, { readonly token: string }>>;
      readonly apps: Readonly<Record<string, { readonly pairs: readonly { readonly secret: string }[] }>>;
    };
    const tokens = Object.values(sessions).map(({ token }) => token);
    return [...tokens, ...Object.values(apps).flatMap(({ pairs }) => pairs.map(({ secret }) => secret))];
  });
  const stored = filesBelow(join(folder, 'secrets')).map((file) => consumerSecretIn(readFileSync(file, 'utf8')));
  return [...new Set([...held, ...stored, ...PEM.split('\n').slice(1, 3)])];
}

const consumerSecretIn = (text: string): string =>
  (JSON.parse(text) as { Billing_Sync: { consumerSecret: string } }).Billing_Sync.consumerSecret;

/** Every file below a folder. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** What `--json` of a fleet says, as far as the tests look. */
export interface NightResult {
  readonly environments: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly exitCode: number;
    readonly skipped?: true;
    readonly result?: {
      readonly verify: readonly { readonly ok: boolean }[];
      readonly apps: readonly { readonly fate: string; readonly done: string; readonly pair: string }[];
      readonly changed: boolean;
    };
    readonly error?: { readonly name: string; readonly message: string; readonly actions: readonly string[] };
  }[];
  readonly recap: {
    readonly ms: number;
    readonly lines: readonly { readonly name: string; readonly cause?: string; readonly ms: number }[];
  };
}

/** The command of the night, as a pipeline types it. */
export const NIGHT_COMMAND = ['refresh', '--all', '--unfreeze', '--wait', '1', '--report-dir', 'reports'];

/** Runs a command of the night with an empty home folder, which no login is in, and without a terminal. */
export function runNight(
  night: Night,
  argv: readonly string[] = NIGHT_COMMAND,
  run: RunOptions = {},
): Promise<Finished & { readonly answer: NightResult }> {
  const HOME = emptyFolder();
  const env = { ...night.env, HOME, USERPROFILE: HOME, ...run.env };
  return runEca([...argv, '--json'], { cwd: night.folder, ...run, env }).then((finished) => {
    const { result } = JSON.parse(finished.stdout) as { readonly result: NightResult };
    return { ...finished, answer: result };
  });
}

const KILL_AT = fileURLToPath(new URL('preload/kill-at.mjs', import.meta.url));
/** Matches no line: the command runs to its end. */
const NEVER = /(?!)/;

/** Runs the command until a line of its log matches, and kills it there; false when it ended before. Gives its log, too. */
export async function killNight(night: Night, at = NEVER): Promise<readonly [boolean, readonly string[]]> {
  const HOME = emptyFolder();
  const env = testEnvironment({ ...night.env, HOME, USERPROFILE: HOME, ECA_TEST_KILL_AT: at.source });
  const child = spawn(process.execPath, ['--import', KILL_AT, ECA, ...NIGHT_COMMAND], {
    cwd: night.folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 120_000,
    killSignal: 'SIGTERM',
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const signal = await new Promise((done) => {
    child.once('close', (_code, hit) => {
      done(hit);
    });
  });
  return [signal === 'SIGKILL', said.split('\n')];
}

/** Gives another checkout of the night's project, with nothing but its config. */
export function freshCheckout({ config }: Night): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'eca.config.json'), JSON.stringify(config));
  mkdirSync(join(folder, 'secrets'));
  return folder;
}
