import type { Login } from '../org/login.js';
import { LoginRefusal, refusedLogin } from '../org/login-refusal.js';
import { CALLBACK_URL, requestSandboxLogin } from '../org/sandboxes.js';
import { requestSession } from '../org/token-session.js';
import type { Work } from '../work.js';
import type { Production } from './production.js';

/** The app that `sf` logs in with, which every org has. */
const SF_CLIENT = 'PlatformCLI';

/**
 * Logs in to a sandbox through its production org, as `sf` does: by JWT with the same client id and key where production
 * was entered so, else by the code that production gives. Nothing is stored.
 *
 * @throws OrgAuthInvalidError, SessionExpiredError for a refused login; what production answers.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_sandboxprocess.htm
 */
export async function sandboxLogin({ org, sandbox, jwt }: Production, { http }: Work): Promise<Login> {
  const clientId = jwt?.clientId ?? org.clientId ?? SF_CLIENT;
  const { username, code, instanceUrl } = await requestSandboxLogin(org, sandbox.name, clientId);
  if (jwt !== undefined) return { kind: 'jwt', ...jwt, username, instanceUrl };
  const form = { grant_type: 'authorization_code', code, client_id: clientId, redirect_uri: CALLBACK_URL };
  const session = await requestSession({ instanceUrl, form, what: 'The login by a code' }, http);
  if (session instanceof LoginRefusal) {
    throw refusedLogin(session, `${instanceUrl}, asked for a session of "${username}" through production,`);
  }
  return { kind: 'access-token', token: session.token, instanceUrl: session.instanceUrl };
}
