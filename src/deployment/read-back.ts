import type { ConsumerPlan } from '../planning/consumers.js';
import { diff } from '../planning/diff.js';
import type { FieldValue, MetadataComponent, WantedComponent } from '../metadata/component.js';
import { readCompared } from '../org/compared.js';
import type { Org } from '../org/org.js';
import { readRecentDeploys } from '../org/recent-deploys.js';
import type { Work } from '../work.js';

/** One field that the org did not take, or that somebody changed right after the deploy. */
export interface ReadBackDifference {
  readonly app?: string | undefined;
  /** Calling org, as the config calls it; absent in the org of the apps. */
  readonly org?: string | undefined;
  readonly type: string;
  readonly fullName: string;
  /** Field name, as the Metadata API spells it. */
  readonly path: string;
  /** What was deployed; absent when the field was cleared. */
  readonly wanted?: FieldValue | undefined;
  /** What the org has; absent when it has nothing. */
  readonly got?: FieldValue | undefined;
}

/** Whether the org has what was deployed. */
export interface ReadBack {
  readonly inSync: boolean;
  readonly differences: readonly ReadBackDifference[];
}

/** Reads the components again after a deploy. */
export async function readAgain(
  org: Org,
  wanted: readonly WantedComponent[],
  work: Work,
): Promise<readonly MetadataComponent[]> {
  work.onProgress({ kind: 'stage', stage: 'read-back', message: 'Reading back what the org took' });
  return readCompared(org, wanted, work);
}

/** Compares what was wanted with what was read back: the same comparison as the plan's. */
export function readBackOf(
  wanted: readonly WantedComponent[],
  found: readonly MetadataComponent[],
  org?: string,
): ReadBack {
  const { inSync, changes } = diff(wanted, found);
  const differences = changes.flatMap(({ app, type, fullName, fields }) =>
    fields.map(({ path, from, to }) => ({
      app,
      org,
      type,
      fullName,
      path,
      wanted: to,
      got: from,
    })),
  );
  return { inSync, differences };
}

/** Reads the consuming side of a calling org again, where something was deployed there. */
export async function readBackConsumer(
  { org, wanted, found }: ConsumerPlan,
  isDeployed: boolean,
  work: Work,
): Promise<ReadBack> {
  return readBackOf(wanted, isDeployed ? await readAgain(org, wanted, work) : found, org.identity.target);
}

/** Puts together what was read back of several orgs. */
export function joined(all: readonly ReadBack[]): ReadBack {
  return {
    inSync: all.every(({ inSync }) => inSync),
    differences: all.flatMap(({ differences }) => differences),
  };
}

/** Warns when another deploy came after ours: what differs may be its work. */
export async function warnOfLaterDeploys(org: Org, id: string, { onProgress }: Work): Promise<void> {
  const recent = (await readRecentDeploys(org)) ?? [];
  const own = recent.findIndex((deploy) => deploy.id.slice(0, 15) === id.slice(0, 15));
  const later = recent.slice(0, Math.max(0, own)).filter(({ checkOnly }) => !checkOnly);
  if (later.length === 0) return;
  const names = later.map((deploy) => `${deploy.id} (${deploy.status})`).join(', ');
  const message = `Somebody else deployed to this org after ${id}: ${names}. What differs may be their work; agree with them, then run the command again.`;
  onProgress({ kind: 'warning', message });
}
