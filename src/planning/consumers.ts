import type { ResolvedConfig } from '../config/model.js';
import {
  composeConsumingSides,
  consumedApps,
  layOverFound,
  tokenEndpointAt,
  type ConsumedApp,
} from '../compose/named-credential.js';
import type { MetadataComponent, WantedComponent } from '../metadata/component.js';
import { readMissingAssignments, type Assignment } from '../org/assignments.js';
import { readCompared } from '../org/compared.js';
import { consumingOrg } from '../org/consuming-org.js';
import type { Org } from '../org/org.js';
import { readRecentDeploys, type RecentDeploy } from '../org/recent-deploys.js';
import { identityOf } from '../project/place-source.js';
import type { Work } from '../work.js';
import { diff } from './diff.js';
import type { Plan } from './plan.js';

/** An org that calls apps of the config, with those apps. */
export interface Consumer {
  readonly org: Org;
  readonly apps: readonly ConsumedApp[];
}

/** What a deploy would change in an org that calls the apps. */
export interface ConsumerPlan {
  readonly org: Org;
  readonly plan: Plan;
  readonly wanted: readonly WantedComponent[];
  readonly found: readonly MetadataComponent[];
  readonly assignments: readonly Assignment[];
  /** Deploys that the org knew when it was read; undefined when it may not be asked. */
  readonly before: readonly RecentDeploy[] | undefined;
}

/** Connects to each org that calls apps of the config, once. The org of the apps itself, if it calls, comes first. */
export async function connectConsumers(org: Org, config: ResolvedConfig, work: Work): Promise<readonly Consumer[]> {
  const byTarget = Map.groupBy(consumedApps(config), ({ namedCredential }) => namedCredential.targetOrg);
  const connected = await Promise.all(
    [...byTarget].map(async ([target, apps]) => ({ org: await consumingOrg(org, target, work), apps })),
  );
  const byOrg = Map.groupBy(connected, (consumer) => consumer.org.identity.orgId);
  const all = [...byOrg].map(([orgId, same]) => ({
    org: orgId === org.identity.orgId ? org : (same[0]?.org ?? org),
    apps: same.flatMap(({ apps }) => apps),
  }));
  return [...all.filter((one) => one.org === org), ...all.filter((one) => one.org !== org)];
}

/** The endpoint at which an External Credential gets tokens for an app of an org. */
export function tokenEndpointOf({ identity }: Org): string {
  return tokenEndpointAt(identity.instanceUrl);
}

/**
 * Gives what an org is to have to call apps, before it is laid over what it has.
 *
 * @param files - What source has of it, to be compared as it stands there. Default: what the config asks for.
 */
export function consumingSideOf(
  consumer: Consumer | undefined,
  provider: Org,
  files?: readonly WantedComponent[],
): readonly WantedComponent[] {
  const composed = consumer === undefined ? [] : composeConsumingSides(consumer.apps, tokenEndpointOf(provider));
  const names = new Set(composed.map(identityOf));
  return files?.filter((file) => names.has(identityOf(file))) ?? composed;
}

/** Compares the consuming side with an org that is not the one of the apps. */
export async function planConsumer(
  consumer: Consumer,
  provider: Org,
  work: Work,
  files?: readonly WantedComponent[],
): Promise<ConsumerPlan> {
  const { org } = consumer;
  const asked = consumingSideOf(consumer, provider, files);
  const [found, assignments, before] = await Promise.all([
    readCompared(org, asked, work),
    readCallers(consumer),
    readRecentDeploys(org),
  ]);
  const wanted = layOverFound(asked, found, files === undefined ? 'kept' : 'gone');
  return { org, wanted, found, assignments, before, plan: diff(wanted, found) };
}

/** Reads which calling users lack the permission set that gives access to the principal. */
export async function readCallers({ org, apps }: Consumer): Promise<readonly Assignment[]> {
  const wanted = apps.flatMap(({ namedCredential: { permissionSet, assign = [] } }) =>
    permissionSet === undefined ? [] : assign.map((username) => ({ username, permissionSet })),
  );
  const byUser = Map.groupBy(wanted, ({ username }) => username.toLowerCase());
  const lists = await Promise.all(
    [...byUser.values()].map((own) =>
      readMissingAssignments(org, own[0]?.username ?? '', [...new Set(own.map(({ permissionSet }) => permissionSet))]),
    ),
  );
  return lists.flat();
}

/** Says of each Named Credential that nobody would be able to use. */
export function unusableNotes(consumers: readonly Consumer[]): readonly string[] {
  return consumers.flatMap(({ apps }) =>
    apps
      .filter(({ namedCredential }) => namedCredential.permissionSet === undefined)
      .map(
        ({ name, namedCredential }) =>
          `Nobody may use ${namedCredential.name} until a permission set gives access to its principal; set apps.${name}.namedCredential.permissionSet.`,
      ),
  );
}
