import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EcaConfig, EnvironmentConfig } from '../../src/config/model.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import { emptyFolder } from '../cli/run-eca.js';
import { BILLING_SYNC } from './project.js';

/** One sandbox of a test's fleet. */
export interface FleetOrg {
  readonly name: string;
  readonly org: LocalOrg;
  readonly info: LocalOrgInfo;
}

/** Several local orgs, and a project whose config has an environment for each, which names its own variables. */
export interface LocalFleet {
  readonly orgs: readonly FleetOrg[];
  readonly folder: string;
  /** Logins of all environments. */
  readonly env: Readonly<Record<string, string>>;
  readonly orgOf: (name: string) => LocalOrg;
  readonly stop: () => Promise<void>;
}

const variable = (name: string, what: string): string => `FLEET_${name.toUpperCase()}_${what}`;

/** The environment of a sandbox, as a pipeline without `sf` writes it. */
export function environmentOf(name: string): EnvironmentConfig {
  return { auth: { accessToken: variable(name, 'TOKEN'), instanceUrl: variable(name, 'URL') } };
}

/** Gives the variables that an environment of {@link environmentOf} names. */
export function loginOf(name: string, { accessToken, instanceUrl }: LocalOrgInfo): Readonly<Record<string, string>> {
  return { [variable(name, 'TOKEN')]: accessToken, [variable(name, 'URL')]: instanceUrl };
}

/** Starts a sandbox for each name, with the run-as user of the example. */
export async function startFleet(names: readonly string[], change: Partial<EcaConfig> = {}): Promise<LocalFleet> {
  const orgs = await Promise.all(names.map(startOrg));
  const folder = emptyFolder();
  const environments = Object.fromEntries(names.map((name) => [name, environmentOf(name)]));
  writeConfig(folder, { ...BILLING_SYNC, environments, ...change });
  return {
    orgs,
    folder,
    env: Object.assign({}, ...orgs.map(({ name, info }) => loginOf(name, info))) as Record<string, string>,
    orgOf: (name) => {
      const found = orgs.find((one) => one.name === name);
      if (found === undefined) throw new Error(`The fleet has no org ${name}.`);
      return found.org;
    },
    stop: async () => {
      await Promise.all(orgs.map(({ org }) => org.stop()));
    },
  };
}

/** Writes the config of a fleet's project. */
export function writeConfig(folder: string, config: EcaConfig): void {
  writeFileSync(join(folder, 'eca.config.json'), JSON.stringify(config));
}

async function startOrg(name: string, index: number): Promise<FleetOrg> {
  const id = `00D${String(index + 1).padStart(12, '0')}EAA`;
  const org = new LocalOrg({
    seed: {
      org: { id, name: `Acme ${name}`, isSandbox: true, sandboxName: name },
      users: [
        { username: `admin@acme.example.${name}`, profile: 'System Administrator' },
        { username: 'billing.sync@acme.example', licence: 'Salesforce Integration', apiEnabled: true },
      ],
    },
  });
  return { name, org, info: await org.start() };
}
