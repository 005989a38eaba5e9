import { checkAssumptions } from '../state/assumptions.js';
import { STANDARD_PROFILES } from '../users/profiles.js';
import type { Seed, SeedUser } from './seed.js';
import { LocalOrgSeedError, type SeedProblem } from './seed-error.js';
import { seedSchema } from './seed-schema.js';

/**
 * Checks a seed of unknown origin.
 *
 * @throws LocalOrgSeedError with all problems.
 */
export function checkSeed(value: unknown, file?: string): Seed {
  const checked = seedSchema.safeParse(value ?? {}, { reportInput: false });
  if (!checked.success) throw new LocalOrgSeedError(checked.error.issues.flatMap(problemsOf), file);
  const problems = checkReferences(checked.data);
  if (problems.length > 0) throw new LocalOrgSeedError(problems, file);
  return checked.data;
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string | undefined;
  readonly keys?: readonly string[];
}

function problemsOf({ path, message, keys }: Issue): SeedProblem[] {
  const paths = keys === undefined ? [path] : keys.map((key) => [...path, key]);
  return paths.map((steps) => ({ path: spell(steps), message }));
}

/** Such as `users[1].username`. */
function spell(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

function checkReferences(seed: Seed): SeedProblem[] {
  const none = seed.users?.length === 0 ? [{ path: 'users', message: 'must name at least one user' }] : [];
  const assumptions = checkAssumptions(seed.assume ?? {});
  return [
    ...none,
    ...(seed.users ?? []).flatMap((user, index) => checkUser(seed, user, index)),
    ...assumptions.map(({ name, message }) => ({ path: `assume.${name}`, message })),
  ];
}

const LICENCES: readonly string[] = [...new Set(STANDARD_PROFILES.map((profile) => profile.licence))];

function checkUser(seed: Seed, user: SeedUser, index: number): SeedProblem[] {
  const path = `users[${index}]`;
  const problems: SeedProblem[] = [];
  const report = (key: string, message: string): void => void problems.push({ path: `${path}.${key}`, message });
  const isSame = (other: SeedUser): boolean => other.username.toLowerCase() === user.username.toLowerCase();
  if (seed.users?.findIndex(isSame) !== index) report('username', `"${user.username}" appears twice`);
  const { profile, licence } = user;
  if (profile === undefined && licence !== undefined && !LICENCES.includes(licence)) {
    report('licence', `must be one of ${LICENCES.join(', ')}, not "${licence}"`);
  }
  const profiles = [...STANDARD_PROFILES, ...(seed.profiles ?? [])];
  if (profile !== undefined && licence === undefined && !profiles.some(({ name }) => name === profile)) {
    report('profile', `"${profile}" is no standard profile; name its licence to make it a custom one`);
  }
  for (const name of user.permissionSets ?? []) {
    if (seed.permissionSets?.some((set) => set.name === name) === true) continue;
    report('permissionSets', `"${name}" is not in permissionSets`);
  }
  const licences = ['SalesforceAPIIntegrationPsl', ...(seed.permissionSetLicenses ?? []).map(({ name }) => name)];
  for (const name of user.permissionSetLicenses ?? []) {
    if (!licences.includes(name)) report('permissionSetLicenses', `"${name}" is not in permissionSetLicenses`);
  }
  return problems;
}
