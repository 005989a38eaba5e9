import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import { isAliasName } from '../org/alias-name.js';
import { registerToken, type TokenLogin } from '../org/token-login.js';
import { readTokenUser } from '../proof/token-checks.js';
import type { Work } from '../work.js';
import type { IssuedToken } from './token.js';

/** A token, and the alias under which `sf` is to know it. */
export interface SfLoginRequest {
  readonly issued: IssuedToken;
  readonly alias: string;
  /** Such as `66.0`. */
  readonly apiVersion: string;
}

/** What `sf` knows now. */
export interface SfLogin extends Pick<TokenLogin, 'alias' | 'username' | 'orgId' | 'instanceUrl'> {
  readonly warnings: readonly string[];
}

/**
 * Refuses a text that is no alias, before a token is asked for.
 *
 * @throws UsageError
 */
export function refuseNoAlias(alias: string): void {
  if (isAliasName(alias)) return;
  throw new EcaError({
    name: 'UsageError',
    message: `"${foreignText(alias, 100)}" cannot be an alias of sf: commands would find another org by it, or none.`,
    actions: ['Choose a name without spaces, @ and =, which does not begin with a hyphen, such as billing-uat.'],
  });
}

/**
 * Logs `sf` in as the run-as user of an app.
 *
 * @throws UsageError when the alias cannot be one, or a login of somebody else would be lost; UnexpectedAnswerError when the token does not tell whose it is.
 */
export async function loginSf({ issued, alias, apiVersion }: SfLoginRequest, work: Work): Promise<SfLogin> {
  refuseNoAlias(alias);
  const { answer: token, accessToken, instanceUrl } = issued;
  const endpoints = { userinfo: `${instanceUrl}/services/oauth2/userinfo` };
  const { username } = await readTokenUser({ http: work.http, token, endpoints, instanceUrl, apiVersion });
  const { orgId, format } = token;
  if (username === undefined || orgId === undefined) throw nobody(username === undefined ? 'user' : 'org');
  await registerToken({ alias, username, orgId, accessToken, instanceUrl }, work.signal);
  return { alias, username, orgId, instanceUrl, warnings: format === 'jwt' ? [JWT_LIMITS] : [] };
}

const JWT_LIMITS =
  'the app gives tokens in JWT format, which the SOAP API does not take: `sf project deploy` and `retrieve` need SF_ORG_METADATA_REST_DEPLOY=true or fail';

function nobody(what: string): EcaError {
  return new EcaError({
    name: 'UnexpectedAnswerError',
    message: `The token does not tell its ${what}, and sf keeps a login by it.`,
    actions: ['Run `eca verify` to see what the token may do; the scope api or openid tells its user.'],
  });
}
