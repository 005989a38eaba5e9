import * as z from 'zod/mini';
import { USERNAME } from '../users/names.js';
import { isPermission } from '../users/permission-names.js';
import type { Seed } from './seed.js';

// A seed is checked once in a process: compiling a parser for it would cost more than it saves.
z.config({ jitless: true });

type Raw = z.core.$ZodRawIssue;

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** Says what a value has to be, and what it is; a key that has to be there and is not is missing. */
const must = (what: string) => ({
  error: ({ input, path }: Raw) =>
    input === undefined && typeof path?.at(-1) !== 'number' ? 'is missing' : `must be ${what}, not ${show(input)}`,
});

const text = z.string(must('text')).check(z.minLength(1, must('text')));
const flag = z.boolean(must('true or false'));
const count = z.number(must('a number from 0')).check(z.nonnegative(must('a number from 0')));
const pattern = (expression: RegExp, what: string) => z.string(must(what)).check(z.regex(expression, must(what)));
const oneOf = <const Value extends string>(...values: readonly Value[]) =>
  z.enum(values, must(`one of ${values.join(', ')}`));
const list = <Item extends z.core.$ZodType>(item: Item) => z.optional(z.array(item, must('a list')));
const map = <Value extends z.core.$ZodType>(value: Value) => z.optional(z.record(z.string(), value, must('a map')));
const object = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue: Raw) =>
      issue.code === 'unrecognized_keys'
        ? `is unknown; known are ${Object.keys(shape).join(', ')}`
        : must('a map').error(issue),
  });

const permission = z
  .string({ error: ({ input }) => `${show(input)} is no known user permission` })
  .check(z.refine(isPermission, { error: ({ input }) => `${show(input)} is no known user permission` }));
const username = pattern(USERNAME, 'a username in the form of an e-mail');
const apiName = pattern(/^[A-Za-z]\w*$/, 'an API name');
const ipRange = pattern(/^[0-9a-fA-F.:]+(-[0-9a-fA-F.:]+)?$/, 'an address or a range such as 10.0.0.0-10.0.0.255');
const day = '(Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const hours = pattern(
  new RegExp(`^${day}(-${day})? \\d\\d:\\d\\d-\\d\\d:\\d\\d$`),
  'hours such as Mon-Fri 08:00-18:00',
);

const org = object({
  id: z.optional(pattern(/^00D\w{12}(\w{3})?$/, 'an org id of 15 or 18 characters that begins with 00D')),
  name: z.optional(text),
  isSandbox: z.optional(flag),
  sandboxName: z.optional(pattern(/^[A-Za-z]\w{0,9}$/, 'a sandbox name: a letter, then up to 9 letters or digits')),
});

const user = object({
  username,
  email: z.optional(text),
  name: z.optional(text),
  profile: z.optional(text),
  licence: z.optional(text),
  active: z.optional(flag),
  frozen: z.optional(flag),
  apiEnabled: z.optional(flag),
  permissions: list(permission),
  permissionSets: list(apiName),
  permissionSetLicenses: list(apiName),
  loginIpRanges: list(ipRange),
  loginHours: list(hours),
});

const profile = object({ name: text, licence: z.optional(text), permissions: list(permission) });

const permissionSet = object({
  name: apiName,
  label: z.optional(text),
  permissions: list(permission),
  objects: map(z.array(oneOf('create', 'read', 'edit', 'delete'), must('a list'))),
  license: z.optional(apiName),
});

const permissionSetLicense = object({
  name: apiName,
  label: z.optional(text),
  total: z.optional(count),
  used: z.optional(count),
});

const settings = object({
  enableAdminApprovedAppsOnly: z.optional(flag),
  enableClientSecretInRestApiAccess: z.optional(flag),
  enableConsumerSecretApiAccess: z.optional(flag),
  enableExternalClientApps: z.optional(flag),
  enablePackageEcaOauthFromDevOrg: z.optional(flag),
});

/** What a seed may hold; references between its parts are checked apart. */
export const seedSchema: z.ZodMiniType<Seed> = object({
  org: z.optional(org),
  users: list(user),
  profiles: list(profile),
  permissionSets: list(permissionSet),
  permissionSetLicenses: list(permissionSetLicense),
  settings: z.optional(settings),
  propagation: z.optional(object({ settingsSeconds: z.optional(count), secretsSeconds: z.optional(count) })),
  source: z.optional(text),
  assume: map(text),
});
