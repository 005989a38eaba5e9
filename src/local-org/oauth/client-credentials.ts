import type { Context } from '../state/context.js';
import type { Answer } from '../wire/answer.js';
import { oauthError } from '../wire/answer.js';
import type { AppCredentials, CredentialPair, OauthView } from '../state/apps.js';
import type { UserRecord } from '../state/users.js';
import { isLoginTime, isLoginAddress } from '../users/login-limits.js';
import { DATA_CLOUD_SCOPES, SCOPES } from '../apps/scopes.js';
import { openSession } from './sessions.js';
import type { TokenRequest } from './token-answer.js';
import { shownScopes, tokenAnswer } from './token-answer.js';
import { recordLogin } from '../users/logins.js';
import { hasPermission, permissionSetsOf, userByName } from '../users/access.js';
import { own } from '../wire/own.js';

/** An app as the token endpoint sees it now. */
export interface KnownApp {
  readonly app: AppCredentials;
  readonly view: OauthView;
}

/** Finds the app of a consumer key among what has reached the token endpoint. */
export function knownApp(context: Context, key: string): KnownApp | undefined {
  const { settingsSeconds } = context.world.propagation;
  for (const app of Object.values(context.world.apps)) {
    const pairs = [...app.pairs, ...stagedPairs(context, app)];
    if (!pairs.some((pair) => pair.key === key && !hasEnded(context, pair))) continue;
    const view = app.views.findLast((candidate) => candidate.at + settingsSeconds * 1000 <= context.now());
    return view === undefined || view.deleted ? undefined : { app, view };
  }
  return undefined;
}

/** Finds the pair of key and secret among those that count now, propagation included. */
export function validPair(
  context: Context,
  app: AppCredentials,
  key: string,
  secret: string,
): CredentialPair | undefined {
  const delay = secretsDelay(context);
  return [...app.pairs, ...stagedPairs(context, app)].find(
    (pair) =>
      pair.key === key && pair.secret === secret && pair.from + delay <= context.now() && !hasEnded(context, pair),
  );
}

/** [P] that a pair gives tokens while it waits to be rotated in. */
function stagedPairs(context: Context, { staged }: AppCredentials): readonly CredentialPair[] {
  if (staged === undefined) return [];
  return staged.state === 'Rotated' || context.assumed('staged-pair') === 'gives-tokens' ? [staged] : [];
}

/** Minutes that a session of an app lives. */
export function sessionMinutes(view: OauthView): number {
  return view.jwtTokens && view.jwtTimeoutMinutes > 0 ? view.jwtTimeoutMinutes : view.sessionTimeoutMinutes;
}

function secretsDelay(context: Context): number {
  return context.world.propagation.secretsSeconds * 1000;
}

function hasEnded(context: Context, pair: CredentialPair): boolean {
  return pair.until !== undefined && pair.until + secretsDelay(context) <= context.now();
}

interface Refusal {
  readonly error: string;
  readonly description: string;
  /** What the login history says. */
  readonly status: string;
}

const refuse = (error: string, description: string, status = description): Refusal => ({ error, description, status });

/** Answers the client credentials grant. */
export function clientCredentialsGrant(request: TokenRequest): Answer {
  const { context, client, form } = request;
  if (form.has('scope') && context.assumed('scope-parameter') === 'rejected') {
    return oauthError('invalid_request', 'scope parameter not supported');
  }
  const known = knownApp(context, client.key);
  if (known === undefined) return oauthError('invalid_client_id', 'client identifier invalid');
  const pair = validPair(context, known.app, client.key, client.secret ?? '');
  if (pair === undefined) return oauthError('invalid_client', 'invalid client credentials');
  const appRefusal = refusalOfApp(context, known.view);
  if (appRefusal !== undefined) return oauthError(appRefusal.error, appRefusal.description);
  const user = userByName(context.world, known.view.executionUser);
  if (user === undefined) return oauthError('invalid_grant', 'no client credentials user enabled');
  const refusal = refusalOfUser(request, known.view, user);
  const login = { app: known.app.app, loginType: 'OAuth Client Credentials', sourceIp: request.clientAddress };
  recordLogin(context, user, { ...login, status: refusal?.status ?? 'Success' });
  if (refusal !== undefined) return oauthError(refusal.error, refusal.description);
  const scopes = known.view.scopes.flatMap((scope) => own(SCOPES, scope) ?? []);
  const session = openSession(context, {
    user,
    scopes,
    app: known.app.app,
    consumerKey: client.key,
    jwt: known.view.jwtTokens,
    minutes: sessionMinutes(known.view),
  });
  if (!known.app.used) context.world.apps[known.app.app] = { ...known.app, used: true };
  return tokenAnswer(context, session, { secret: pair.secret, scope: shownScopes(scopes).join(' ') });
}

function refusalOfApp(context: Context, view: OauthView): Refusal | undefined {
  if (!view.enabled) {
    return context.assumed('disabled-app-error') === 'OAUTH_APP_BLOCKED'
      ? refuse('OAUTH_APP_BLOCKED', 'this app is blocked by admin')
      : refuse('invalid_client_id', 'client identifier invalid');
  }
  if (!view.flowEnabled) {
    return context.assumed('flow-off-error') === 'invalid_grant' // [U]
      ? refuse('invalid_grant', 'client credentials flow not enabled')
      : refuse('unsupported_grant_type', 'grant type not supported');
  }
  if (!view.policyFlowEnabled || view.executionUser === '') {
    return refuse('invalid_grant', 'no client credentials user enabled');
  }
  const dataCloud = view.scopes.filter((scope) => DATA_CLOUD_SCOPES.includes(scope));
  return dataCloud.length > 4 ? refuse('invalid_scope', 'too many scopes requested') : undefined; // [U] code and number
}

function refusalOfUser(request: TokenRequest, view: OauthView, user: UserRecord): Refusal | undefined {
  const { context, clientAddress } = request;
  if (!user.active) return refuse('inactive_user', 'user is inactive', 'User is inactive');
  if (user.frozen) {
    return context.assumed('frozen-user-error') === 'inactive_user' // [U]
      ? refuse('inactive_user', 'user is inactive', 'User is frozen')
      : refuse('invalid_grant', 'authentication failure', 'User is frozen');
  }
  if (
    view.preApproved &&
    context.assumed('preauthorization-of-execution-user') === 'checked' &&
    !isApproved(context, view, user)
  ) {
    return refuse('invalid_app_access', 'user is not admin approved to access this app', 'Not approved for access');
  }
  const enforced = view.ipRelaxation.toLowerCase().startsWith('enforce');
  // [P] one answer for both; [U] that the login history tells them apart, and its words.
  const restricted = (status: string) => refuse('invalid_grant', 'ip restricted or invalid login hours', status);
  if (enforced && !isLoginAddress(user, clientAddress)) return restricted('Restricted IP');
  if (!isLoginTime(user, context.now())) return restricted('Restricted login hours');
  if (view.highAssurance) return refuse('invalid_grant', 'authentication failure', 'Session level too low'); // [U]
  if (!hasPermission(context.world, user, 'ApiEnabled') && context.assumed('token-without-api-access') === 'refused') {
    return refuse('invalid_grant', 'authentication failure', 'API access disabled');
  }
  return undefined;
}

/** [P] by permission set or profile; [C] "Use Any API Client" goes around the policy. */
export function isApproved(context: Context, view: OauthView, user: UserRecord): boolean {
  return (
    view.profiles.includes(user.profile) ||
    permissionSetsOf(context.world, user).some((set) => view.permissionSets.includes(set.name)) ||
    hasPermission(context.world, user, 'UseAnyApiClient')
  );
}
