import { checkAssumptions } from '../state/assumptions.js';
import type { Seed } from './seed.js';
import { isPermission } from '../users/permission-names.js';
import { STANDARD_PROFILES } from '../users/profiles.js';
import { own } from '../wire/own.js';

/** One thing that is wrong with a seed. */
export interface SeedProblem {
  /** Such as `users[1].username`. */
  readonly path: string;
  readonly message: string;
}

/** Raised for a seed that cannot be used; lists everything that is wrong with it. */
export class LocalOrgSeedError extends Error {
  override readonly name = 'LocalOrgSeedError';
  readonly problems: readonly SeedProblem[];
  /** File of the seed, when it came from one. */
  readonly file: string | undefined;

  constructor(problems: readonly SeedProblem[], file?: string) {
    const lines = problems.map((problem) => `${problem.path === '' ? '' : `${problem.path}: `}${problem.message}`);
    super(`The seed${file === undefined ? '' : ` ${file}`} cannot be used.\n${lines.join('\n')}`);
    this.problems = problems;
    this.file = file;
  }
}

type Report = (path: string, message: string) => void;
type Check = (value: unknown, path: string, report: Report) => void;

const text: Check = (value, path, report) => {
  if (typeof value !== 'string' || value === '') report(path, `must be text, not ${show(value)}`);
};
const flag: Check = (value, path, report) => {
  if (typeof value !== 'boolean') report(path, `must be true or false, not ${show(value)}`);
};
const count: Check = (value, path, report) => {
  if (typeof value !== 'number' || !(value >= 0)) report(path, `must be a number from 0, not ${show(value)}`);
};
const pattern =
  (expression: RegExp, what: string): Check =>
  (value, path, report) => {
    if (typeof value !== 'string' || !expression.test(value)) report(path, `must be ${what}, not ${show(value)}`);
  };
const oneOf =
  (values: readonly string[]): Check =>
  (value, path, report) => {
    if (!values.some((allowed) => allowed === value)) {
      report(path, `must be one of ${values.join(', ')}, not ${show(value)}`);
    }
  };
const list =
  (item: Check): Check =>
  (value, path, report) => {
    if (!Array.isArray(value)) report(path, `must be a list, not ${show(value)}`);
    else
      value.forEach((entry, index) => {
        item(entry, `${path}[${index}]`, report);
      });
  };
const map =
  (item: Check): Check =>
  (value, path, report) => {
    if (!isMap(value)) report(path, `must be a map, not ${show(value)}`);
    else for (const [key, entry] of Object.entries(value)) item(entry, `${path}.${key}`, report);
  };
const object =
  (keys: Readonly<Record<string, Check>>, required: readonly string[] = []): Check =>
  (value, path, report) => {
    if (!isMap(value)) {
      report(path, `must be a map, not ${show(value)}`);
      return;
    }
    const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
    for (const key of required) if (value[key] === undefined) report(at(key), 'is missing');
    for (const [key, entry] of Object.entries(value)) {
      const check = own(keys, key);
      if (check === undefined) report(at(key), `is unknown; known are ${Object.keys(keys).join(', ')}`);
      else if (entry !== undefined) check(entry, at(key), report);
    }
  };

const permission: Check = (value, path, report) => {
  if (typeof value !== 'string' || !isPermission(value)) report(path, `${show(value)} is no known user permission`);
};
const username = pattern(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'a username in the form of an e-mail');
const apiName = pattern(/^[A-Za-z]\w*$/, 'an API name');
const ipRange = pattern(/^[0-9a-fA-F.:]+(-[0-9a-fA-F.:]+)?$/, 'an address or a range such as 10.0.0.0-10.0.0.255');
const day = '(Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const hours = pattern(
  new RegExp(`^${day}(-${day})? \\d\\d:\\d\\d-\\d\\d:\\d\\d$`),
  'hours such as Mon-Fri 08:00-18:00',
);

const SEED = object({
  org: object({
    id: pattern(/^00D\w{12}(\w{3})?$/, 'an org id of 15 or 18 characters that begins with 00D'),
    name: text,
    isSandbox: flag,
    sandboxName: pattern(/^[A-Za-z]\w{0,9}$/, 'a sandbox name: a letter, then up to 9 letters or digits'),
  }),
  users: list(
    object(
      {
        username,
        email: text,
        name: text,
        profile: text,
        licence: text,
        active: flag,
        frozen: flag,
        apiEnabled: flag,
        permissions: list(permission),
        permissionSets: list(apiName),
        permissionSetLicenses: list(apiName),
        loginIpRanges: list(ipRange),
        loginHours: list(hours),
      },
      ['username'],
    ),
  ),
  permissionSets: list(
    object(
      {
        name: apiName,
        label: text,
        permissions: list(permission),
        objects: map(list(oneOf(['create', 'read', 'edit', 'delete']))),
        license: apiName,
      },
      ['name'],
    ),
  ),
  permissionSetLicenses: list(object({ name: apiName, label: text, total: count, used: count }, ['name'])),
  settings: object({
    enableAdminApprovedAppsOnly: flag,
    enableClientSecretInRestApiAccess: flag,
    enableConsumerSecretApiAccess: flag,
    enableExternalClientApps: flag,
    enablePackageEcaOauthFromDevOrg: flag,
  }),
  propagation: object({ settingsSeconds: count, secretsSeconds: count }),
  source: text,
  assume: map(text),
});

/**
 * Checks a seed of unknown origin.
 *
 * @throws LocalOrgSeedError with all problems.
 */
export function checkSeed(value: unknown, file?: string): Seed {
  const problems: SeedProblem[] = [];
  const seed: Seed = value ?? {};
  SEED(seed, '', (path, message) => problems.push({ path, message }));
  if (problems.length === 0) problems.push(...checkReferences(seed));
  if (problems.length > 0) throw new LocalOrgSeedError(problems, file);
  return seed;
}

function checkReferences(seed: Seed): SeedProblem[] {
  const problems: SeedProblem[] = [];
  const seen = new Set<string>();
  const sets = new Set(seed.permissionSets?.map((set) => set.name));
  const licences = new Set([
    'SalesforceAPIIntegrationPsl',
    ...(seed.permissionSetLicenses ?? []).map((psl) => psl.name),
  ]);
  const profiles = STANDARD_PROFILES.map((profile) => profile.name);
  if (seed.users?.length === 0) problems.push({ path: 'users', message: 'must name at least one user' });
  seed.users?.forEach((user, index) => {
    const path = `users[${index}]`;
    const name = user.username.toLowerCase();
    if (seen.has(name)) problems.push({ path: `${path}.username`, message: `"${user.username}" appears twice` });
    seen.add(name);
    if (user.profile === undefined && user.licence !== undefined && !LICENCES.includes(user.licence)) {
      problems.push({
        path: `${path}.licence`,
        message: `must be one of ${LICENCES.join(', ')}, not "${user.licence}"`,
      });
    }
    if (user.profile !== undefined && user.licence === undefined && !profiles.includes(user.profile)) {
      const message = `"${user.profile}" is no standard profile; name its licence to make it a custom one`;
      problems.push({ path: `${path}.profile`, message });
    }
    for (const set of user.permissionSets ?? []) {
      if (!sets.has(set))
        problems.push({ path: `${path}.permissionSets`, message: `"${set}" is not in permissionSets` });
    }
    for (const psl of user.permissionSetLicenses ?? []) {
      if (!licences.has(psl)) {
        problems.push({ path: `${path}.permissionSetLicenses`, message: `"${psl}" is not in permissionSetLicenses` });
      }
    }
  });
  for (const { name, message } of checkAssumptions(seed.assume ?? {}))
    problems.push({ path: `assume.${name}`, message });
  return problems;
}

const LICENCES: readonly string[] = [...new Set(STANDARD_PROFILES.map((profile) => profile.licence))];

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
