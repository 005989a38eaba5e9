import type { Route } from '../calls/route.js';
import { dataRoute } from '../calls/route.js';
import { cancelDeployRequest, createDeployRequest, quickDeploy, readDeployRequest } from './requests.js';

/** Deploys by REST. */
export const deployRoutes: readonly Route[] = [
  dataRoute('deploy', 'POST', /^metadata\/deployRequest$/, createDeployRequest),
  dataRoute('deploy', 'POST', /^metadata\/deployRequest\/(\w+)$/, quickDeploy),
  dataRoute('checkDeployStatus', 'GET', /^metadata\/deployRequest\/(\w+)$/, readDeployRequest),
  dataRoute('cancelDeploy', 'PATCH', /^metadata\/deployRequest\/(\w+)$/, cancelDeployRequest),
];
