import { removalOf, type KeptComponent } from '../compose/consuming-removal.js';
import type { ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import type { MetadataComponent } from '../metadata/component.js';
import { componentsIn } from '../org/components.js';
import type { Org } from '../org/org.js';
import { connectConsumers, consumingSideOf, tokenEndpointOf, type Consumer } from '../planning/consumers.js';
import { diff } from '../planning/diff.js';
import type { Change } from '../planning/plan.js';
import type { Work } from '../work.js';
import type { Deletion } from './remove.js';

/** What goes of the consuming side in one org: the one that has the apps, or one that calls them. */
export interface ConsumerRemoval {
  readonly org: Org;
  readonly deleted: readonly Deletion[];
  /** Permission sets that lose the access to a principal. */
  readonly changes: readonly Change[];
  readonly updated: readonly MetadataComponent[];
  readonly kept: readonly KeptComponent[];
}

/** Reads what goes of the consuming sides of a config's apps. */
export async function planConsumerRemovals(
  org: Org,
  config: ResolvedConfig,
  work: Work,
): Promise<readonly ConsumerRemoval[]> {
  const consumers = await connectConsumers(org, config, work);
  return Promise.all(consumers.map((consumer) => planRemoval(consumer, org, work)));
}

async function planRemoval(consumer: Consumer, provider: Org, work: Work): Promise<ConsumerRemoval> {
  const { org, apps } = consumer;
  const asked = consumingSideOf(consumer, provider);
  const membersOf = (wanted: string) => asked.filter(({ type }) => type === wanted).map(({ fullName }) => fullName);
  const selection = ['ExternalCredential', 'PermissionSet']
    .map((type) => ({ type, members: [...new Set(membersOf(type))] }))
    .filter(({ members }) => members.length > 0);
  // Others than the config's can use an External Credential.
  const all = { type: 'NamedCredential', members: ['*'] };
  const found = componentsIn(await org.retrieve([...selection, all], work));
  const removal = removalOf({ apps, found, tokenEndpoint: tokenEndpointOf(provider) });
  const managed = ['externalCredentialPrincipalAccesses'];
  const wanted = removal.updated.map((set) => ({ ...set, app: '', managed, named: false }));
  return { org, ...removal, changes: diff(wanted, found).changes };
}

/**
 * Makes sure that nothing is left of what was to go.
 *
 * @throws NotDeletedError
 */
export async function expectConsumersGone(org: Org, config: ResolvedConfig, work: Work): Promise<void> {
  const left = (await planConsumerRemovals(org, config, work)).flatMap(({ org: { identity }, deleted, updated }) =>
    [...deleted, ...updated].map(({ type, fullName }) => `${type} ${fullName} in ${identity.target}`),
  );
  if (left.length === 0) return;
  throw new EcaError({
    name: 'NotDeletedError',
    message: `What uses the apps is not gone entirely: ${left.join(', ')}.`,
    actions: ['Run the command again; if it stays, delete it in Setup, Named Credentials.'],
    data: { left },
  });
}
