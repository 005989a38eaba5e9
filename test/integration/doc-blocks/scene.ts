import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { StateAggregator } from '@salesforce/core';
import { deploy } from '../../../src/verbs/deploy.js';
import { generate } from '../../../src/verbs/generate.js';
import type { EcaConfig } from '../../../src/config/model.js';
import { LocalOrg, type Seed } from '../../../src/local-org/index.js';
import { registerSession } from '../../../src/org/auth-store.js';
import { emptyFolder } from '../../cli/run-eca.js';
import { BILLING_SYNC, connectTo, resolved } from '../project.js';
import { startWorld } from '../refresh-world.js';
import { testWork } from '../../work.js';
import { filesOf, README, README_CONFIG } from './pages.js';

/** Where the lines of a page are typed: a folder with a project, and orgs that its config names. */
export interface Scene {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly end: () => Promise<void>;
}

const ORGS = ['uat', 'qa', 'prod'];
const SECRET = { enableClientSecretInRestApiAccess: true };

const seedOf = (name: string, index: number): Seed => ({
  org: { id: `00D${String(index + 1).padStart(12, '0')}EAA`, name: `Acme ${name}` },
  users: [
    { username: `admin@acme.example.${name}`, profile: 'System Administrator' },
    { username: 'billing.sync@acme.example', apiEnabled: true, permissionSets: ['Billing_API'] },
    { username: 'billing.sync@acme.example.uat', apiEnabled: true },
    { username: 'ledger.sync@acme.example', licence: 'Salesforce Integration' },
  ],
  permissionSets: [
    { name: 'Billing_API', permissions: ['ApiEnabled'], objects: { Account: ['create', 'read', 'edit'] } },
    {
      name: 'Ledger_Data',
      permissions: ['ApiEnabled'],
      objects: { Account: ['read'] },
      license: 'SalesforceAPIIntegrationPsl',
    },
    { name: 'Ledger_Access' },
  ],
  settings: SECRET,
});

const APP = BILLING_SYNC.apps.Billing_Sync;
/** The app as most pages have it, with a deployed Named Credential where a page is about that. */
function configOf(page: string): object {
  const namedCredential = { name: 'Billing_API', url: 'https://acme.my.salesforce.com' };
  const app = page === 'named-credentials.md' ? { ...APP, namedCredential } : APP;
  const environmentOf = (name: string): object => ({
    targetOrg: `acme-${name}`,
    sink: { file: `secrets/${name}.json` },
  });
  const environments = { uat: environmentOf('uat'), qa: environmentOf('qa') };
  return { ...BILLING_SYNC, apps: { Billing_Sync: app }, environments };
}

/** Files that pages take for granted beside the project. */
const FILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'credentials.md': { 'account.json': '{"Name": "Acme"}' },
};

/** Pages that begin where no config is yet. */
const NO_CONFIG: readonly string[] = ['bootstrap.md', 'import.md', 'integration-user.md'];

/** The app as the orgs have it before the page begins. */
function deployedOf(page: string): EcaConfig {
  if (!page.startsWith(README)) return BILLING_SYNC;
  return { ...BILLING_SYNC, apps: { Billing_Sync: { ...APP, runAsUser: 'billing.sync@acme.example.uat' } } };
}

/** Takes the aliases of a page away: those that a line gave to sf would stand for the users of another page's orgs. */
async function forgetAliases(): Promise<void> {
  rmSync(join(homedir(), '.sfdx', 'alias.json'), { force: true });
  await StateAggregator.clearInstanceAsync();
}

/** Starts a page's scene: three orgs that have the app, and a project with its config and source. */
async function projectScene(page: string): Promise<Scene> {
  const cwd = emptyFolder();
  const config = configOf(page);
  if (page.startsWith(README)) writeFileSync(join(cwd, 'eca.config.yaml'), README_CONFIG);
  else if (!NO_CONFIG.includes(page)) writeFileSync(join(cwd, 'eca.config.json'), JSON.stringify(config));
  writeFileSync(join(cwd, '.gitignore'), 'secrets/\n');
  mkdirSync(join(cwd, 'secrets'));
  for (const [path, text] of Object.entries({ ...FILES[page], ...filesOf(page) })) writeFileSync(join(cwd, path), text);
  await generate({ config: resolved(BILLING_SYNC), root: cwd });
  const orgs = ORGS.map((name, index) => new LocalOrg({ seed: seedOf(name, index) }));
  const ends: (() => Promise<void>)[] = [];
  for (const [index, org] of orgs.entries()) {
    const info = await org.start();
    ends.push(await registerSession({ ...info, alias: `acme-${ORGS[index] ?? ''}` }));
    await deploy(await connectTo(info), resolved(deployedOf(page)), testWork(), { verify: false });
  }
  return {
    cwd,
    env: { ENVIRONMENT: 'uat' },
    end: async () => {
      for (const end of ends) await end();
      await forgetAliases();
      await Promise.all(orgs.map((org) => org.stop()));
    },
  };
}

/** Production, and its sandbox that a refresh has made anew. */
async function refreshScene(): Promise<Scene> {
  const world = await startWorld();
  writeFileSync(join(world.folder, 'eca.config.json'), JSON.stringify(world.written()));
  return { cwd: world.folder, env: world.env(), end: world.stop };
}

/** Starts the scene of a page. */
export function startScene(page: string): Promise<Scene> {
  return ['refresh.md', 'runbook.md'].includes(page) ? refreshScene() : projectScene(page);
}
