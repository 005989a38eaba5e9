import type { Answer } from '../wire/answer.js';
import { created, restError } from '../wire/answer.js';
import type { Call } from '../calls/route.js';
import { hasPermission } from './access.js';
import { emailRefused, usernameRefused } from './change.js';
import { EMAIL, USERNAME } from './names.js';

/** Cells without which no user is made. [C] */
const REQUIRED = [
  'Username',
  'LastName',
  'Email',
  'Alias',
  'ProfileId',
  'TimeZoneSidKey',
  'LocaleSidKey',
  'EmailEncodingKey',
  'LanguageLocaleKey',
] as const;
const OPTIONAL = ['FirstName', 'IsActive'];

/** Creates a user; `undefined` when the object is another one. */
export function createUser(call: Call, object: string, body: Readonly<Record<string, unknown>>): Answer | undefined {
  if (object !== 'User') return undefined;
  const { context, user: actor } = call;
  const { world } = context;
  if (!hasPermission(world, actor, 'ManageUsers')) {
    return restError(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'entity type cannot be inserted: User');
  }
  const unknown = Object.keys(body).find((name) => ![...REQUIRED, ...OPTIONAL].includes(name));
  if (unknown !== undefined) {
    return restError(400, 'INVALID_FIELD', `No such column '${unknown}' on sobject of type User`);
  }
  const textOf = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
  const missing = REQUIRED.filter((name) => textOf(name) === '');
  if (missing.length > 0) {
    return restError(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
  }
  const username = textOf('Username').toLowerCase();
  if (!USERNAME.test(username)) return usernameRefused();
  if (!EMAIL.test(textOf('Email'))) return emailRefused(textOf('Email'));
  if (world.users.some((other) => other.username === username)) {
    return restError(400, 'DUPLICATE_USERNAME', 'Duplicate Username. Another user has already selected this username.');
  }
  const profile = world.profiles.find(({ id }) => id.slice(0, 15) === textOf('ProfileId').slice(0, 15));
  if (profile === undefined) return restError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  const id = context.nextId('005');
  const name = [textOf('FirstName'), textOf('LastName')].filter((part) => part !== '').join(' ');
  const more = { permissions: [], loginIpRanges: [], loginHours: [] };
  const active = body['IsActive'] !== false;
  world.users.push({
    id,
    username,
    email: textOf('Email'),
    name,
    profile: profile.name,
    active,
    frozen: false,
    ...more,
  });
  return created(call.version, object, id);
}
