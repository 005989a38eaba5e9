import type { Answer } from '../wire/answer.js';
import { noContent, notFound, restError } from '../wire/answer.js';
import type { Call } from '../calls/route.js';
import type { UserRecord } from '../state/users.js';
import { hasPermission, userById } from './access.js';
import { EMAIL, USERNAME } from './names.js';
import { own } from '../wire/own.js';

/** Cells of a user that can be changed, with the member of the record that they change. */
const CELLS: Readonly<Record<string, Readonly<Record<string, 'active' | 'frozen' | 'email' | 'username'>>>> = {
  User: { IsActive: 'active', Email: 'email', Username: 'username' },
  UserLogin: { IsFrozen: 'frozen' },
};

/** [C] the form; [U] code and words */
export function usernameRefused(): Answer {
  return restError(400, 'INVALID_EMAIL_ADDRESS', 'The username must be in the form of an e-mail address.', [
    'Username',
  ]);
}

/** [C] the code; [P] the words */
export function emailRefused(email: string): Answer {
  return restError(400, 'INVALID_EMAIL_ADDRESS', `Email: invalid email address: ${email}`, ['Email']);
}

/** Changes a user, or freezes one through UserLogin; `undefined` when the path names another object. */
export function updateUser(call: Call, body: Readonly<Record<string, unknown>>): Answer | undefined {
  const { context, params, user: actor } = call;
  const [object = '', id = ''] = params;
  const cells = own(CELLS, object);
  if (cells === undefined) return undefined;
  const allowing = object === 'UserLogin' ? ['ManageUsers', 'FreezeUsers'] : ['ManageUsers'];
  if (!allowing.some((permission) => hasPermission(context.world, actor, permission))) {
    return restError(403, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  }
  const user = userById(context.world, object === 'UserLogin' ? `005${id.slice(3)}` : id);
  if (user === undefined) return notFound();
  const change: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    const member = own(cells, name);
    if (member === undefined)
      return restError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object}`);
    const expected = member === 'active' || member === 'frozen' ? 'boolean' : 'string';
    if (typeof value !== expected)
      return restError(400, 'JSON_PARSER_ERROR', `Cannot deserialize the value of ${name}`);
    change[member] = member === 'username' ? String(value).toLowerCase() : value;
  }
  const changed: UserRecord = { ...user, ...change };
  if (changed.email !== user.email && !EMAIL.test(changed.email)) return emailRefused(changed.email);
  if (changed.username !== user.username && !USERNAME.test(changed.username)) return usernameRefused();
  if (context.world.users.some((other) => other !== user && other.username === changed.username)) {
    return restError(400, 'DUPLICATE_USERNAME', 'Duplicate Username. Another user has already selected this username.');
  }
  context.world.users = context.world.users.map((other) => (other === user ? changed : other));
  return noContent();
}
