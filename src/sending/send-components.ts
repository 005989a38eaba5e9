import type { MetadataComponent } from '../metadata/component.js';
import { render } from '../metadata/render.js';
import { sourcePath } from '../metadata/types.js';
import type { DeployStatus, Org } from '../org/org.js';
import { readRecentDeploys } from '../org/recent-deploys.js';
import type { Work } from '../work.js';
import { send } from './send.js';

/** Packs components as they are deployed, their secrets included. */
export function packComponents(org: Org, components: readonly MetadataComponent[]): Promise<Buffer> {
  return org.pack(
    components.map((component) => ({ path: sourcePath(component), text: render(component, { secrets: 'reveal' }) })),
  );
}

/**
 * Sends components and follows them to their end, good or bad, with the same care as a deploy of apps. Meant for what
 * every run compares with the org first.
 *
 * @throws What {@link send} throws.
 */
export async function sendComponents(
  org: Org,
  components: readonly MetadataComponent[],
  work: Work,
): Promise<DeployStatus> {
  const [zip, earlier] = await Promise.all([packComponents(org, components), readRecentDeploys(org)]);
  const { status } = await send(org, zip, work, { sender: 'other', checkOnly: false, earlier });
  return status;
}
