import type { Route } from '../calls/route.js';
import { dataRoute } from '../calls/route.js';
import {
  deleteCredential,
  externalCredential,
  externalCredentials,
  readCredential,
  writeCredential,
} from './principals.js';

/** Connect REST of external credentials and the values of their principals. */
export const credentialRoutes: readonly Route[] = [
  dataRoute('externalCredentials', 'GET', /^named-credentials\/external-credentials$/, externalCredentials),
  dataRoute('externalCredential', 'GET', /^named-credentials\/external-credentials\/(\w+)$/, externalCredential),
  dataRoute('readCredential', 'GET', /^named-credentials\/credential$/, readCredential),
  dataRoute('createCredential', 'POST', /^named-credentials\/credential$/, writeCredential),
  dataRoute('updateCredential', 'PUT', /^named-credentials\/credential$/, writeCredential),
  dataRoute('updateCredential', 'PATCH', /^named-credentials\/credential$/, writeCredential),
  dataRoute('deleteCredential', 'DELETE', /^named-credentials\/credential$/, deleteCredential),
];
