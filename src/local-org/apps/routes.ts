import type { Route } from '../calls/route.js';
import { dataRoute, since } from '../calls/route.js';
import { certain } from '../state/evidence.js';
import { appUsage, consumer, consumers, rotate, stage, stagedList, stagedOne, unstage } from './consumers.js';

const CREDENTIALS = 'apps/oauth/credentials/(\\w+)';
const STAGED = `${CREDENTIALS}/(\\w+)/staged`;

/** Connect REST of apps and their consumers. */
export const appRoutes: readonly Route[] = [
  dataRoute(
    'usage',
    'GET',
    /^apps\/oauth\/usage$/,
    appUsage,
    certain('oauth: lists an app in the usage once it was used', 'connect-guide'),
  ),
  dataRoute(
    'credentials',
    'GET',
    new RegExp(`^${CREDENTIALS}$`),
    consumers,
    certain('credentials: are kept back while the org setting is off', 'connect-guide'),
  ),
  dataRoute(
    'consumer',
    'GET',
    new RegExp(`^${CREDENTIALS}/(\\w+)$`),
    consumer,
    certain('credentials: give the key alone unless the secret is asked for', 'connect-guide'),
  ),
  dataRoute(
    'stagedCredentials',
    'GET',
    new RegExp(`^${STAGED}$`),
    since(65, stagedList),
    certain('credentials: are not there before v65', 'connect-guide'),
  ),
  dataRoute(
    'stageCredentials',
    'POST',
    new RegExp(`^${STAGED}$`),
    since(65, stage),
    certain('credentials: wait, are rotated in, and leave the old pair valid until it is deleted', 'connect-guide'),
  ),
  dataRoute(
    'stagedCredentials',
    'GET',
    new RegExp(`^${STAGED}/(\\w+)$`),
    since(65, stagedOne),
    certain('credentials: are not there before v65', 'connect-guide'),
  ),
  dataRoute(
    'rotateCredentials',
    'PATCH',
    new RegExp(`^${STAGED}/(\\w+)$`),
    since(65, rotate),
    certain('credentials: wait, are rotated in, and leave the old pair valid until it is deleted', 'connect-guide'),
  ),
  dataRoute(
    'deleteStagedCredentials',
    'DELETE',
    new RegExp(`^${STAGED}/(\\w+)$`),
    since(65, unstage),
    certain('credentials: wait, are rotated in, and leave the old pair valid until it is deleted', 'connect-guide'),
  ),
];
