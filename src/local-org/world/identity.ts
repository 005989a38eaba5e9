import { randomBytes } from 'node:crypto';
import { refreshOauthViews } from '../apps/oauth-view.js';
import type { Context } from '../state/context.js';
import type { ComponentFields, FieldValue } from '../state/fields.js';
import { id15, recordId } from '../state/ids.js';

/** Which parts of an identity an org gets anew. */
export interface OwnParts {
  readonly id: boolean;
  /** How many users, from the first on. */
  readonly users: number;
}

/** Makes an org id that no other local org has. */
export function ownOrgId(): string {
  return recordId('00D', Number.parseInt(randomBytes(6).toString('hex'), 16));
}

/**
 * Gives an org an id and usernames that no other local org has, so that clients keep several apart.
 *
 * Usernames get a suffix, also where an app names one; links to the org's old id name the new one.
 */
export function giveOwnIdentity(context: Context, parts: OwnParts): void {
  const { world } = context;
  const suffix = randomBytes(4).toString('hex');
  const old = id15(world.org.id);
  const id = parts.id ? ownOrgId() : world.org.id;
  const renamedUsers = world.users.slice(0, parts.users);
  const usernames = new Map(renamedUsers.map(({ username }) => [username, `${username}.${suffix}`]));
  world.org = { ...world.org, id };
  world.users = world.users.map((user) => ({ ...user, username: usernames.get(user.username) ?? user.username }));
  const renamed = (fields: ComponentFields): ComponentFields =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]): [string, FieldValue] => {
        if (typeof value !== 'string') return [name, value];
        if (name === 'clientCredentialsFlowUser') return [name, usernames.get(value) ?? value];
        const isLink = name === 'orgScopedExternalApp' || name === 'oauthLink';
        return [name, isLink && value.startsWith(`${old}:`) ? id15(id) + value.slice(old.length) : value];
      }),
    );
  world.components = Object.fromEntries(
    Object.entries(world.components).map(([key, component]) => [
      key,
      { ...component, fields: renamed(component.fields) },
    ]),
  );
  refreshOauthViews(context, world);
}
