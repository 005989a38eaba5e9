import type { ResolvedApp } from '../config/model.js';
import { foreignOrgIn, linksOf } from '../metadata/app-link.js';
import { foreignApp } from '../org/foreign-app.js';
import { lostPartsOf, repairAdvice, sayLost } from '../metadata/lost-parts.js';
import { partOf } from '../metadata/parts.js';
import { blocker, ok, unknown, warning, type Finding } from './check.js';
import type { Facts } from './facts.js';

/** Checks that the package of an app is there: without the app there is nothing whose policies could be managed. */
export function installed({ name, role }: ResolvedApp, { existingApps, org }: Facts): readonly Finding[] {
  if (role !== 'subscriber') return [];
  if (!existingApps.known) return [unknown(existingApps.why)];
  if (existingApps.value.has(name))
    return [ok('came with a package; its policies are managed, and nothing else of it')];
  return [
    blocker(
      'AppNotFoundError',
      `"${org.identity.target}" has no app "${name}", whose policies the config wants to manage (role: subscriber).`,
      'Install the package that brings it, or correct the name: the namespace of the package, two underscores, and the name of the app.',
      `apps.${name}`,
    ),
  ];
}

/** Checks that an app that the org has is whole: a refresh can take its OAuth settings. */
export function parts({ name, role, parts: own }: ResolvedApp, { components }: Facts): readonly Finding[] {
  if (role !== 'owner') return [];
  if (!components.known) return [unknown(components.why)];
  if (partOf(name, 'ExternalClientApplication', components.value) === undefined) return [];
  const expected = (type: string): boolean => own?.some((part) => part === type) ?? true;
  const lost = lostPartsOf(name, components.value).filter(expected);
  if (lost.length === 0) return [ok('the org has the app with all of its parts')];
  return [warning(`${sayLost(name, lost)}.`, repairAdvice(lost), `apps.${name}`)];
}

/** Checks that an app is the org's own, and no copy that belongs to the org that a sandbox was made from. */
export function link({ name, role }: ResolvedApp, { components, org }: Facts): readonly Finding[] {
  if (role !== 'owner' || !components.known) return [];
  const owner = foreignOrgIn(linksOf(name, components.value), org.identity.orgId);
  if (owner === undefined) return [];
  const { message, actions } = foreignApp(org, name, owner);
  return [blocker('ForeignAppError', message, actions.join(' '), `apps.${name}`)];
}
