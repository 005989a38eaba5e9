import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import type { Work } from '../work.js';

const why = (app: string): string =>
  `"${app}" came with a package: its key and secret are its publisher's, and no other org gives them`;

const supply = (app: string): string =>
  `With a pair that the publisher gave you, write apps.${app}.credentials, with variables for key and secret.`;

/** Says that nothing is proven of an app of somebody else's package, and how it can be. */
export function notProvable(app: string): string {
  return `${why(app)}. So nothing is proven of it. ${supply(app)}`;
}

/**
 * Gives the apps whose key and secret are the org's to give, and says of each other that it is left out.
 *
 * @param mayBeSupplied - Whether a pair of the config will do. Default: only the org's own apps count.
 * @throws UsageError when no app is left.
 */
export function appsOfOrg({ apps }: ResolvedConfig, work: Work, mayBeSupplied = false): readonly ResolvedApp[] {
  const own = apps.filter(({ role, credentials }) => role === 'owner' || (mayBeSupplied && credentials !== undefined));
  const others = apps.filter((app) => !own.includes(app));
  const [first] = others;
  if (own.length === 0 && first !== undefined) throw publishers(first.name, mayBeSupplied);
  for (const { name } of others) work.onProgress({ kind: 'warning', message: `${why(name)}. It is left out.` });
  return own;
}

/** @throws UsageError for an app of somebody else's package of which the config supplies no pair. */
export function refuseWithoutPair({ name, role, credentials }: ResolvedApp): void {
  if (role !== 'owner' && credentials === undefined) throw publishers(name, true);
}

function publishers(app: string, mayBeSupplied: boolean): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: `${why(app)}.`,
    actions: [
      mayBeSupplied
        ? supply(app)
        : 'Ask its publisher, whose org has the pair, and alone can show, rotate or revoke it.',
    ],
  });
}
