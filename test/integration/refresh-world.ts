import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EcaConfig, EnvironmentConfig } from '../../src/config/model.js';
import { LocalOrg, type LocalOrgOptions, type RefreshOptions, type Seed } from '../../src/local-org/index.js';
import { deploy } from '../../src/verbs/deploy.js';
import type { Work } from '../../src/work.js';
import { testWork } from '../work.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const APP = 'Billing_Sync';
const POLICY = 'ExtlClntAppOauthConfigurablePolicies';

const seedOf = (org: Seed['org'], suffix: string, more: Partial<Seed> = {}): Seed => ({
  org,
  users: [
    { username: `admin@acme.example${suffix}`, profile: 'System Administrator' },
    { username: `billing.sync@acme.example${suffix}` },
  ],
  settings: { enableClientSecretInRestApiAccess: true },
  ...more,
});

/** Production, a sandbox of it that has the app already, and a config that knows both. */
export interface RefreshWorld {
  readonly production: LocalOrg;
  readonly sandbox: LocalOrg;
  readonly folder: string;
  /** Refreshes the sandbox; copies keep production's links. */
  readonly refreshed: (options?: RefreshOptions) => void;
  /** The run of one command, in the same folder each time. */
  readonly work: (env?: Work['env']) => Work;
  readonly config: (change?: Partial<EnvironmentConfig>) => ReturnType<typeof resolved>;
  readonly written: (change?: Partial<EnvironmentConfig>) => EcaConfig;
  readonly env: () => Record<string, string>;
  readonly stop: () => Promise<void>;
}

/** What a world is otherwise than most. */
export interface WorldOptions {
  readonly productionHasApp?: boolean;
  readonly sandboxHasApp?: boolean;
  readonly accessGroup?: readonly string[];
  readonly sandbox?: LocalOrgOptions;
  readonly seed?: Partial<Seed>;
  readonly production?: Partial<Seed>;
}

const ENVIRONMENT: EnvironmentConfig = {
  sandbox: {
    production: 'acme-production',
    name: 'uat',
    auth: { accessToken: 'PRODUCTION_TOKEN', instanceUrl: 'PRODUCTION_URL' },
  },
  runAsUserSuffix: '.uat',
  auth: {
    instanceUrl: 'UAT_URL',
    jwt: { clientId: 'UAT_CLIENT', username: 'UAT_USER', key: 'UAT_KEY' },
  },
  sink: { file: 'billing.json' },
};

/** Starts both orgs and deploys the app to both unless told otherwise. */
export async function startWorld(options: WorldOptions = {}): Promise<RefreshWorld> {
  const { productionHasApp = true, sandboxHasApp = true, accessGroup, seed } = options;
  const production = new LocalOrg({
    seed: seedOf({ id: '00D0000000000PRAAA', name: 'Acme', isSandbox: false }, '', options.production),
  });
  const sandbox = new LocalOrg({
    seed: seedOf({ id: '00D000000000042AAA', name: 'Acme', isSandbox: true, sandboxName: 'uat' }, '.uat', seed),
    ...options.sandbox,
  });
  production.addSandbox(sandbox, accessGroup === undefined ? {} : { accessGroup });
  await Promise.all([production.start(), sandbox.start()]);
  const folder = mkdtempSync(join(tmpdir(), 'eca-refresh-'));
  const written = (change: Partial<EnvironmentConfig> = {}): EcaConfig => ({
    ...BILLING_SYNC,
    environments: { uat: { ...ENVIRONMENT, ...change } },
  });
  const config = (change: Partial<EnvironmentConfig> = {}) => resolved(written(change), 'uat');
  if (productionHasApp) {
    await deploy(await connectTo(production.info), resolved(BILLING_SYNC), testWork(), { verify: false });
  }
  if (sandboxHasApp) {
    await deploy(await connectTo(sandbox.info), config(), testWork({ folder }), { verify: false, sink: [] });
  }
  const env = (): Record<string, string> => ({
    PRODUCTION_TOKEN: production.info.accessToken,
    PRODUCTION_URL: production.info.instanceUrl,
    UAT_URL: sandbox.info.instanceUrl,
    UAT_CLIENT: 'PlatformCLI',
    UAT_USER: 'admin@acme.example.uat',
    UAT_KEY: PEM,
  });
  return {
    production,
    sandbox,
    folder,
    refreshed: (more) => {
      sandbox.refresh({ sourceOrgId: production.info.orgId, ...more });
      if (more?.apps !== 'stale') return;
      // A policy that came along from production names the user as production does.
      const policy = sandbox.snapshot().components.find(({ type }) => type === POLICY)?.fullName ?? '';
      sandbox.changeField(POLICY, policy, 'clientCredentialsFlowUser', 'billing.sync@acme.example');
    },
    work: (more = {}) => testWork({ folder, env: { ...env(), ...more } }),
    config,
    written,
    env,
    stop: async () => {
      await Promise.all([production.stop(), sandbox.stop()]);
    },
  };
}

/** Parts of the app as an org has them, to compare before and after. */
export function appIn(org: LocalOrg): unknown {
  return org
    .snapshot()
    .components.filter(({ fullName, fields }) => [fullName, fields.externalClientApplication].includes(APP));
}
