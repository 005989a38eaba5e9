import type { Call } from '../calls/route.js';
import type { Answer } from '../wire/answer.js';
import { json, notFound } from '../wire/answer.js';
import { profileOf, userById } from './access.js';

/** Answers one user, by id; `undefined` when the path names another object. */
export function readUser({ context, params, version }: Call): Answer | undefined {
  const [object = '', id = ''] = params;
  if (object.toLowerCase() !== 'user') return undefined;
  const user = userById(context.world, id);
  if (user === undefined) return notFound();
  return json(200, {
    attributes: { type: 'User', url: `/services/data/v${version}.0/sobjects/User/${user.id}` },
    Id: user.id,
    Username: user.username,
    Name: user.name,
    Email: user.email,
    IsActive: user.active,
    ProfileId: profileOf(context.world, user)?.id ?? null,
  });
}
