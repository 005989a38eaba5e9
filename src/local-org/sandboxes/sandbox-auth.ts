import type { Call } from '../calls/route.js';
import type { Context } from '../state/context.js';
import { hasPermission } from '../users/access.js';
import type { Answer } from '../wire/answer.js';
import { json, noJson, restError } from '../wire/answer.js';
import { jsonOf } from '../wire/request.js';

/** Logs a user of production in to a sandbox. [C] body and answer, INVALID_STATUS; [U] the other refusals */
export async function sandboxAuth(call: Call): Promise<Answer> {
  const { context, user } = call;
  const body = jsonOf(call.request);
  if (body === undefined) return noJson();
  const [name, clientId] = [body['sandboxName'], body['clientId']];
  if (typeof name !== 'string' || typeof clientId !== 'string') {
    return restError(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [sandboxName, clientId]');
  }
  if (!hasPermission(context.world, user, 'ModifyAllData')) {
    return restError(403, 'INSUFFICIENT_ACCESS', 'insufficient access rights on object id');
  }
  if (!mayLogIn(context, clientId)) return restError(400, 'INVALID_CLIENT_ID', 'client identifier invalid');
  const sandbox = context.sandboxes().find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (sandbox === undefined) return restError(404, 'NOT_FOUND', `There is no sandbox ${name}.`);
  if (sandbox.status !== 'Completed') return restError(400, 'INVALID_STATUS', `The sandbox is ${sandbox.status}.`);
  const login = await sandbox.authorize(user.username, clientId);
  if (login === undefined) return restError(404, 'NOT_FOUND', `The sandbox ${name} has no user of ${user.username}.`);
  const { instanceUrl } = sandbox;
  return json(200, { authUserName: login.username, authCode: login.code, instanceUrl, loginUrl: instanceUrl });
}

const LOGIN_CLIENTS = ['PlatformCLI', 'local-org'];

/** Tells whether an app may be the client: whether an External Client App may is not known. */
function mayLogIn(context: Context, clientId: string): boolean {
  const { world } = context;
  if (LOGIN_CLIENTS.includes(clientId)) return true;
  const isConnectedApp = Object.values(world.components).some(({ type, fullName, fields }) => {
    // [C] one that was migrated is not active beside its app
    if (world.components[`ExternalClientApplication/${fullName}`] !== undefined) return false;
    const config = fields['oauthConfig'];
    const key = typeof config === 'object' && 'consumerKey' in config ? config.consumerKey : undefined;
    return type === 'ConnectedApp' && key === clientId;
  });
  if (isConnectedApp) return true;
  const isOwn = Object.values(world.apps).some(({ pairs }) => pairs.some(({ key }) => key === clientId));
  return isOwn && context.assumed('sandbox-login-app') === 'any';
}
