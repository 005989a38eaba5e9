import type { UserRecord } from '../state/users.js';

/** Form of a username, which no space and no end of a line can be in. [C] */
export const USERNAME = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Form of an e-mail address. [C] that it has one */
export const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;

/** Splits the name of a user: the first word is the first name, unless it is the only one. */
export function nameParts({ name }: UserRecord): { readonly firstName: string | null; readonly lastName: string } {
  const [first = '', ...rest] = name.split(' ');
  return rest.length === 0 ? { firstName: null, lastName: first } : { firstName: first, lastName: rest.join(' ') };
}
