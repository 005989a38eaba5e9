import { EcaError } from '../errors.js';
import { hostKind } from '../http/hosts.js';

/** What of an org decides whether an environment may work on it. */
export interface MetOrg {
  /** 18 characters. */
  readonly orgId: string;
  readonly target: string;
  readonly instanceUrl: string;
  readonly isProduction?: true | undefined;
}

/** Lets the environments of a fleet into the orgs that they logged in to. */
export interface Gate {
  /**
   * Told of the org of an environment after its login, before anything is changed there.
   *
   * @throws OrgConflictError for the later of two environments that would change one org; NotConfirmedError for a
   * production org that nobody named.
   */
  readonly admit: (name: string, org: MetOrg) => void;
  /** Tells whether a production org was named, as one that calls the apps of an environment has to be, too. */
  readonly isNamed: (orgId: string) => boolean;
}

/**
 * Opens the gate of a fleet whose verb changes orgs. Of two environments that are one org the later one fails: both would
 * say what one app has to be, and the last to come would win.
 *
 * @param productionIds - Ids of the production orgs that may be changed, 15 or 18 characters.
 */
export function openGate(productionIds: readonly string[]): Gate {
  const taken = new Map<string, string>();
  const allowed = new Set(productionIds.map(shortId));
  return {
    isNamed: (orgId) => allowed.has(shortId(orgId)),
    admit: (name, org) => {
      const earlier = taken.get(shortId(org.orgId));
      if (earlier !== undefined && earlier !== name) throw sameOrg(name, earlier, org);
      taken.set(shortId(org.orgId), name);
      if (org.isProduction === true && !allowed.has(shortId(org.orgId))) throw notConfirmed(name, org);
    },
  };
}

/** The last three characters of a long id only say how the others are written. */
const shortId = (id: string): string => id.slice(0, 15);

function sameOrg(name: string, earlier: string, { orgId, target, instanceUrl }: MetOrg): EcaError {
  const isLocal = hostKind(instanceUrl) === 'loopback';
  return new EcaError({
    name: 'OrgConflictError',
    message: `The environments "${earlier}" and "${name}" are one org (${target}, ${orgId}); "${name}" was not touched.`,
    actions: [
      'Correct targetOrg or auth of one of them, or leave one out: name the others with -e.',
      ...(isLocal ? ['Local orgs have the id of their seed: start each with a seed whose org.id is its own.'] : []),
    ],
  });
}

function notConfirmed(name: string, { orgId, target }: MetOrg): EcaError {
  return new EcaError({
    name: 'NotConfirmedError',
    message: `The environment "${name}" is the production org ${target} (${orgId}), and its id was not named. Nothing was changed there.`,
    actions: [`Pass --yes-org-id ${orgId}, once you are sure that this is the org you mean.`],
  });
}

/** What is said of production orgs that nobody named. */
export interface ProductionRefusal {
  /** What would change them, such as `The plan`. */
  readonly cause: string;
  /** What was not done, such as `Nothing was deployed.` */
  readonly refused: string;
}

/**
 * Refuses production orgs that call the apps and were not named. The org of the apps was let in before; these are known
 * only later.
 *
 * @throws NotConfirmedError
 */
export function refuseUnnamed(
  production: readonly Pick<MetOrg, 'orgId' | 'target'>[],
  isNamed: Gate['isNamed'],
  { cause, refused }: ProductionRefusal,
): void {
  const unnamed = production.filter(({ orgId }) => !isNamed(orgId));
  if (unnamed.length === 0) return;
  const orgs = unnamed.map(({ target, orgId }) => `${target} (${orgId})`).join(' and ');
  throw new EcaError({
    name: 'NotConfirmedError',
    message: `${cause} changes the production ${unnamed.length === 1 ? 'org' : 'orgs'} ${orgs}, and not every id was named. ${refused}`,
    actions: [`Pass ${unnamed.map(({ orgId }) => `--yes-org-id ${orgId}`).join(' ')} too, once you are sure.`],
  });
}
