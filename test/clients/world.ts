import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CLIENTS_FOLDER } from '../../scripts/install-clients.mjs';
import { startLocalOrgProcess } from '../cli/local-org-process.js';
import type { LocalOrgProcess } from '../cli/local-org-process.js';
import { runEca, testEnvironment } from '../cli/run-eca.js';
import { certificateFor } from '../integration/local-org/certificate.js';
import type { Pair } from './apps.js';
import { seededApps } from './apps.js';

export const RUN_AS_USER = 'billing.sync@acme.example';

const CONFIG = `apiVersion: '66.0'
apps:
  Billing_Sync:
    label: Billing Sync
    contactEmail: platform@acme.example
    scopes: [api, openid]
    runAsUser: ${RUN_AS_USER}
    permissionSets: [Billing_API]
`;

const SEED = `users:
  - { username: admin@acme.example, profile: System Administrator }
  - { username: ${RUN_AS_USER}, name: Billing Sync, licence: Salesforce Integration, permissionSets: [Billing_API] }
  - { username: badge.reader@acme.example, frozen: true, permissionSets: [Badge_API] }
permissionSets:
  - { name: Billing_API, permissions: [ApiEnabled], objects: { Account: [create, read, edit, delete] } }
  - { name: Badge_API, permissions: [ApiEnabled] }
settings: { enableClientSecretInRestApiAccess: true }
source: ./source
`;

/** What a program printed: what the client gave, or how it told a refusal. */
export interface Answer {
  readonly value?: unknown;
  readonly refusal?: Readonly<Record<string, unknown>>;
}

/** A local org over TLS, with the app that `eca deploy` made there and those of its seed. */
export interface World {
  readonly org: LocalOrgProcess;
  /** Key and secret of Billing_Sync, as `eca deploy` handed them over. */
  readonly billing: Pair;
  /** Folder of the programs, beside which the clients are installed. */
  readonly folder: string;
  /** Private key of the certificate of Ledger_Export. */
  readonly keyFile: string;
}

/** Starts an org as a user does, and does the main job in it. */
export async function startWorld(...assumptions: readonly string[]): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'eca-clients-'));
  cpSync(join(import.meta.dirname, 'programs'), folder, { recursive: true });
  symlinkSync(join(CLIENTS_FOLDER, 'node_modules'), join(folder, 'node_modules'));
  const keyFile = writeProject(folder);
  const assume = assumptions.flatMap((assumption) => ['--assume', assumption]);
  const argv = ['--tls', '--alias', 'acme', '--seed', 'seed.yaml', ...assume];
  const org = await startLocalOrgProcess(argv, homeIn(folder), folder);
  try {
    return { org, billing: await deployBilling(folder, org.caFile), folder, keyFile };
  } catch (error) {
    await org.stop();
    throw error;
  }
}

/** A home folder of the world's own, so that several orgs may have the same logins. */
function homeIn(folder: string): { readonly HOME: string; readonly USERPROFILE: string } {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  return { HOME: home, USERPROFILE: home };
}

/** Writes config, seed and source, and gives the file of the private key. */
function writeProject(folder: string): string {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyFile = join(folder, 'key.pem');
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(join(folder, 'eca.config.yaml'), CONFIG);
  writeFileSync(join(folder, 'seed.yaml'), SEED);
  for (const [path, text] of Object.entries(seededApps(certificateFor(publicKey, privateKey)))) {
    const file = join(folder, 'source', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return keyFile;
}

async function deployBilling(cwd: string, caFile: string | undefined): Promise<Pair> {
  const env = { ...homeIn(cwd), NODE_EXTRA_CA_CERTS: caFile };
  const { code, stdout, stderr } = await runEca(['deploy', '-o', 'acme', '--sink', 'file:pair.json'], { cwd, env });
  if (code !== 0) throw new Error(`eca deploy ended with ${code}: ${stdout}${stderr}`);
  const stored = JSON.parse(readFileSync(join(cwd, 'pair.json'), 'utf8')) as Record<string, StoredPair>;
  const { consumerKey = '', consumerSecret = '' } = stored['Billing_Sync'] ?? {};
  return { key: consumerKey, secret: consumerSecret };
}

interface StoredPair {
  readonly consumerKey?: string;
  readonly consumerSecret?: string;
}

/** Runs a step of a program as a job would, with the app's pair in its environment. */
export async function runStep(
  world: World,
  [program, step]: readonly [program: string, step: string],
  { key, secret }: Pair = world.billing,
  env: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { instanceUrl, accessToken, caFile = '' } = world.org;
  const environment = testEnvironment({
    ...homeIn(world.folder),
    ...{ LOCAL_ORG_URL: instanceUrl, LOCAL_ORG_ACCESS_TOKEN: accessToken, CLIENT_ID: key, CLIENT_SECRET: secret },
    ...{ NODE_EXTRA_CA_CERTS: caFile, REQUESTS_CA_BUNDLE: caFile },
    ...{ RUN_AS_USER, KEY_FILE: world.keyFile, ...env },
  });
  const runtime = program.endsWith('.py') ? 'python3' : process.execPath;
  const printed = await new Promise<string>((done, failed) => {
    const options = { cwd: world.folder, env: environment, maxBuffer: 20_000_000, timeout: 50_000 };
    execFile(runtime, [program, step], options, (error, stdout, stderr) => {
      if (error === null) done(stdout);
      else failed(new Error(`${program} ${step} ended with ${String(error.code)}: ${stderr}`));
    });
  });
  return JSON.parse(printed) as Answer;
}

/** Runs a step that is to succeed, and gives what the client gave. */
export async function valueOf<T>(...words: Parameters<typeof runStep>): Promise<T> {
  const answer = await runStep(...words);
  if (answer.refusal !== undefined) throw new Error(`${words[1].join(' ')}: ${JSON.stringify(answer.refusal)}`);
  return answer.value as T;
}

/** Runs a step that is to be refused, and gives how the client told it. */
export async function refusalOf(...words: Parameters<typeof runStep>): Promise<Answer['refusal']> {
  const answer = await runStep(...words);
  if (answer.refusal === undefined) throw new Error(`${words[1].join(' ')} was not refused.`);
  return answer.refusal;
}
