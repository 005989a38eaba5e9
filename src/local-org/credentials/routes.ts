import type { Route } from '../calls/route.js';
import { dataRoute } from '../calls/route.js';
import { certain } from '../state/evidence.js';
import {
  deleteCredential,
  externalCredential,
  externalCredentials,
  readCredential,
  writeCredential,
} from './principals.js';

/** Connect REST of external credentials and the values of their principals. */
export const credentialRoutes: readonly Route[] = [
  dataRoute(
    'externalCredentials',
    'GET',
    /^named-credentials\/external-credentials$/,
    externalCredentials,
    certain('credentials: become configured by storing key and secret, which are not given out again', 'connect-guide'),
  ),
  dataRoute(
    'externalCredential',
    'GET',
    /^named-credentials\/external-credentials\/(\w+)$/,
    externalCredential,
    certain('credentials: become configured by storing key and secret, which are not given out again', 'connect-guide'),
  ),
  dataRoute(
    'readCredential',
    'GET',
    /^named-credentials\/credential$/,
    readCredential,
    certain('credentials: become configured by storing key and secret, which are not given out again', 'connect-guide'),
  ),
  dataRoute(
    'createCredential',
    'POST',
    /^named-credentials\/credential$/,
    writeCredential,
    certain('credentials: are created once and then replaced', 'connect-guide'),
  ),
  dataRoute(
    'updateCredential',
    'PUT',
    /^named-credentials\/credential$/,
    writeCredential,
    certain('credentials: are created once and then replaced', 'connect-guide'),
  ),
  dataRoute(
    'updateCredential',
    'PATCH',
    /^named-credentials\/credential$/,
    writeCredential,
    certain('credentials: are created once and then replaced', 'connect-guide'),
  ),
  dataRoute(
    'deleteCredential',
    'DELETE',
    /^named-credentials\/credential$/,
    deleteCredential,
    certain('credentials: are created once and then replaced', 'connect-guide'),
  ),
];
