import { randomBytes } from 'node:crypto';
import type { ResolvedApp, ResolvedConfig } from '../../../config/model.js';
import { resolve } from '../../../config/resolve.js';
import { EcaError, type Problem } from '../../../errors.js';
import type { Seed, SeedPermissionSet, SeedUser } from '../../../local-org/index.js';
import { checkConfig } from '../../../project/load-config.js';
import { text, type CommandContext } from '../../command.js';
import { configRequest } from '../../session.js';

/** What a config says of the org that it needs. */
export interface ConfigSeed {
  /** Undefined when no config was read, or the org is made from something else. */
  readonly seed: Seed | undefined;
  /** Path of the config, as seen from here; undefined when there is none. */
  readonly path?: string | undefined;
  /** True for a config that cannot be used. */
  readonly isBroken?: boolean | undefined;
  /** Environment whose target org is the alias that the org gets. */
  readonly environment?: string | undefined;
  /** What of the config could not be used, one sentence each. */
  readonly unread: readonly string[];
}

/** What an app needs of its org. */
type Needs = Pick<ResolvedApp, 'runAsUser' | 'permissionSets' | 'profiles' | 'assign' | 'verify' | 'namedCredential'>;

const NOTHING: ConfigSeed = { seed: undefined, unread: [] };

/**
 * Makes a seed of the users, permission sets and profiles that the config and its environments name. A config that is
 * broken keeps no org from starting: what of it could not be used is told.
 *
 * @param alias - Alias that the org gets.
 */
export async function seedOfConfig(context: CommandContext, alias: string): Promise<ConfigSeed> {
  if (context.flags.config === false) return NOTHING;
  try {
    return await readSeedOf(context, alias);
  } catch (error) {
    if (!(error instanceof EcaError)) throw error;
    const isNamed = text(context.flags, 'config') !== undefined;
    if (error.name === 'ConfigNotFoundError' && !isNamed) return NOTHING;
    return { seed: undefined, isBroken: true, unread: [`the config: ${error.message}`] };
  }
}

async function readSeedOf(context: CommandContext, alias: string): Promise<ConfigSeed> {
  const request = configRequest(context);
  const { config, problems, source, environments } = await checkConfig(request);
  const path = source.displayPath;
  const ofEnvironments = environments.map((environment) => ({
    environment,
    ...resolve(source.value, { env: request.env, environment }),
  }));
  const configs = [config, ...ofEnvironments.map((one) => one.config)].filter((one) => one !== undefined);
  const unread =
    config === undefined
      ? [`${path}: ${problemText(problems)}`]
      : ofEnvironments
          .filter((one) => one.config === undefined)
          .map((one) => `the environment ${one.environment} of ${path}: ${one.problems[0]?.message ?? ''}`);
  if (configs.length === 0) return { seed: undefined, path, isBroken: true, unread };
  const environment = configs.find(({ targetOrg }) => targetOrg === alias)?.environment;
  return { seed: seedFor(configs), path, environment, unread };
}

function problemText(problems: readonly Problem[]): string {
  const [first] = problems;
  const place = first?.line === undefined ? (first?.path ?? '') : `line ${first.line}`;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return `${place}: ${first?.message ?? ''}${more}`;
}

function seedFor(configs: readonly ResolvedConfig[]): Seed {
  const needs = configs.flatMap(({ apps }): readonly Needs[] => apps);
  const users = usersFor(needs);
  const admin = `admin@acme.example.${randomBytes(4).toString('hex')}`;
  return {
    org: { name: 'Acme' },
    users: [
      { username: admin, name: 'Ada Admin', profile: 'System Administrator' },
      ...users,
      ...callersFor(needs, users),
    ],
    profiles: unique(needs.flatMap(({ profiles }) => profiles)).map(profileNamed),
    permissionSets: permissionSetsFor(needs),
    permissionSetLicenses: [{ name: LICENCE, label: 'Salesforce API Integration', total: users.length + 4, used: 0 }],
    settings: { enableClientSecretInRestApiAccess: true },
  };
}

const LICENCE = 'SalesforceAPIIntegrationPsl';
/** Holds what the checks of an app need where the config names no permission set that could. */
const DATA_SET = 'Local_Org_Data';

const profileNamed = (name: string) => ({ name, licence: 'Salesforce', permissions: ['ApiEnabled'] });

function usersFor(needs: readonly Needs[]): readonly SeedUser[] {
  const names = unique(needs.flatMap(({ runAsUser }) => (runAsUser === undefined ? [] : [runAsUser.toLowerCase()])));
  return names.map((username) => {
    const own = needs.filter(({ runAsUser }) => runAsUser?.toLowerCase() === username);
    const profile = own.flatMap(({ profiles, permissionSets }) => (permissionSets.length === 0 ? profiles : []))[0];
    // `assign` is what a deploy does: those sets are there and nobody holds them yet.
    const later = own.flatMap(({ assign }) => assign);
    const held = own.flatMap(({ permissionSets }) => permissionSets).filter((name) => !later.includes(name));
    const permissionSets = unique([...held, ...own.flatMap((app) => (needsDataSet(app) ? [DATA_SET] : []))]);
    const licensed = { licence: 'Salesforce Integration', permissionSetLicenses: [LICENCE] };
    return { username, permissionSets, ...(profile === undefined ? licensed : { profile }) };
  });
}

/** Users of this org who call an app, where they do not run one. */
function callersFor(needs: readonly Needs[], users: readonly SeedUser[]): readonly SeedUser[] {
  const here = needs.filter(({ namedCredential }) => namedCredential?.targetOrg === undefined);
  const names = unique(
    here.flatMap(({ namedCredential }) => namedCredential?.assign ?? []).map((one) => one.toLowerCase()),
  );
  const others = names.filter((name) => !users.some(({ username }) => username === name));
  return others.map((username) => ({ username, profile: 'Standard User' }));
}

function permissionSetsFor(needs: readonly Needs[]): readonly SeedPermissionSet[] {
  const names = unique([
    ...needs.flatMap(({ permissionSets, assign, namedCredential }) => [
      ...permissionSets,
      ...assign,
      ...(namedCredential?.permissionSet === undefined ? [] : [namedCredential.permissionSet]),
    ]),
    ...(needs.some(needsDataSet) ? [DATA_SET] : []),
  ]);
  return names.map((name) => ({ name, permissions: ['ApiEnabled'], objects: objectsOf(name, needs) }));
}

const needsDataSet = ({ runAsUser, permissionSets, assign, verify }: Needs): boolean =>
  runAsUser !== undefined && permissionSets.length + assign.length === 0 && Object.keys(accessOf(verify)).length > 0;

type Access = Record<string, ('create' | 'read' | 'edit' | 'delete')[]>;

/** What the checks of the apps that a permission set belongs to have to be allowed. */
function objectsOf(name: string, needs: readonly Needs[]): Access {
  const all: Access = {};
  for (const app of needs) {
    const sets = needsDataSet(app) ? [DATA_SET] : [...app.permissionSets, ...app.assign];
    if (!sets.includes(name)) continue;
    for (const [object, access] of Object.entries(accessOf(app.verify))) {
      all[object] = unique([...(all[object] ?? []), ...access]);
    }
  }
  return all;
}

function accessOf({ access = {}, query }: ResolvedApp['verify']): Access {
  const all: Access = Object.fromEntries(
    Object.entries(access).map(([object, allowed]) => [
      object,
      // Whoever may change or delete a record may read it.
      unique(['read' as const, ...allowed.map((one) => (one === 'update' ? ('edit' as const) : one))]),
    ]),
  );
  const queried = /\bFROM\s+(\w+)/i.exec(query ?? '')?.[1];
  if (queried !== undefined && !(queried in all)) all[queried] = ['read'];
  return all;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
