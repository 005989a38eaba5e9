import { findType } from '../../metadata/types.js';
import { fieldsOfKey } from '../config-fields.js';
import { APP_KEYS } from '../rows/app.js';
import { type AppRule, problem } from './rule.js';

/** Keys that a subscriber's config may hold as well: they say who it is, concern the user, or prove what the publisher gave. */
const SHARED_KEYS = ['label', 'contactEmail', 'runAsUser', 'clientCredentials', 'credentials'];

function isPolicy(type: string): boolean {
  return findType(type)?.policy === true;
}

/** Keys that become something only the owner of an app can change. */
const OWNER_KEYS = APP_KEYS.filter((key) => !SHARED_KEYS.includes(key)).filter((key) =>
  fieldsOfKey(key).some(({ type }) => !isPolicy(type)),
);

/** A subscriber of a package sees and changes the policies of its app only. */
export const subscriberKeys: AppRule = {
  name: 'subscriber-keys',
  reads: ['role', 'names', 'fields'],
  check: (app) => {
    if (app.role !== 'subscriber') return [];
    const action = 'Remove it, or remove "role: subscriber".';
    const keys = OWNER_KEYS.filter((key) => Object.hasOwn(app, key)).map((key) =>
      problem([key], `${key} belongs to the owner of the app, and the role is subscriber.`, action),
    );
    const parts = (['names', 'fields'] as const).flatMap((key) =>
      Object.keys(app[key] ?? {})
        .filter((type) => findType(type)?.role !== 'other' && findType(type) !== undefined && !isPolicy(type))
        .map((type) =>
          problem([key, type], `${type} belongs to the owner of the app, and the role is subscriber.`, action),
        ),
    );
    return [...keys, ...parts];
  },
};
