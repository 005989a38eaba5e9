import type { Route } from '../calls/route.js';
import { dataRoute } from '../calls/route.js';
import { certain } from '../state/evidence.js';
import { cancelDeployRequest, createDeployRequest, quickDeploy, readDeployRequest } from './requests.js';

/** Deploys by REST. */
export const deployRoutes: readonly Route[] = [
  dataRoute(
    'deploy',
    'POST',
    /^metadata\/deployRequest$/,
    createDeployRequest,
    certain('salesforce-clients: deploys the five types and reports each as created', 'metadata-guide'),
  ),
  dataRoute(
    'deploy',
    'POST',
    /^metadata\/deployRequest\/(\w+)$/,
    quickDeploy,
    certain('recorded: quick deploy', 'recorded'),
  ),
  dataRoute(
    'checkDeployStatus',
    'GET',
    /^metadata\/deployRequest\/(\w+)$/,
    readDeployRequest,
    certain('recorded: result of a deploy', 'recorded'),
  ),
  dataRoute(
    'cancelDeploy',
    'PATCH',
    /^metadata\/deployRequest\/(\w+)$/,
    cancelDeployRequest,
    certain('faults: lets a deploy be canceled by REST, and not after its end', 'metadata-guide'),
  ),
];
