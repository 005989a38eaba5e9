import type { Context } from '../state/context.js';

/** Gives the identity URL of a user. [C] its form */
export function identityUrl(context: Context, userId: string): string {
  return `${context.baseUrl()}/id/${context.world.org.id}/${userId}`;
}
