import { EcaError } from '../errors.js';
import type { Credentials } from '../oauth/key-pair.js';
import type { Org } from '../org/org.js';

/**
 * Refuses to work on the app that this very session is logged in with: with its old pair gone, the login would be gone.
 *
 * @throws OwnSessionError
 */
export async function refuseOwnSession(org: Org, app: string, credentials: Credentials): Promise<void> {
  const isOwn = org.clientId === credentials.consumerKey || (await org.isSessionOf?.(credentials)) === true;
  if (!isOwn) return;
  throw new EcaError({
    name: 'OwnSessionError',
    message: `This session is logged in with "${app}" itself; rotating it would lock the tool out.`,
    actions: ['Log in with another app, such as `sf org login web`, or with a user of its own for deployments.'],
  });
}
