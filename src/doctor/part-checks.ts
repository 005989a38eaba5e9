import type { ResolvedApp } from '../config/model.js';
import { lostPartsOf, repairAdvice, sayLost } from '../metadata/lost-parts.js';
import { partOf } from '../metadata/parts.js';
import { ok, unknown, warning, type Finding } from './check.js';
import type { Facts } from './facts.js';

/** Checks that an app that the org has is whole: a refresh can take its OAuth settings. */
export function parts({ name, role }: ResolvedApp, { components }: Facts): readonly Finding[] {
  if (role !== 'owner') return [];
  if (!components.known) return [unknown(components.why)];
  if (partOf(name, 'ExternalClientApplication', components.value) === undefined) return [];
  const lost = lostPartsOf(name, components.value);
  if (lost.length === 0) return [ok('the org has the app with all of its parts')];
  return [warning(`${sayLost(name, lost)}.`, repairAdvice(lost), `apps.${name}`)];
}
