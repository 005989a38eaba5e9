import type { AppCredentials, OauthView } from '../state/apps.js';
import type { Context } from '../state/context.js';
import { hasPermission, userByName } from '../users/access.js';
import { own } from '../wire/own.js';
import type { ClientCredentials } from './token-answer.js';

/** A token request that was refused. */
export interface RefusedRequest {
  readonly error: string;
  readonly description: string;
  /** Grant type, when this org knows it. */
  readonly grant: string | undefined;
  readonly client: ClientCredentials;
  /** App of the consumer key, also while the token endpoint does not know it yet. */
  readonly app: AppCredentials | undefined;
  readonly user: string | undefined;
}

type Explain = (context: Context, request: RefusedRequest) => string;

const FLOW = 'Client Credentials Flow';
const POLICIES = 'Policies > OAuth Policies';

/** By the description that was answered, so that no reason can name another refusal than the one that happened. */
const REASONS: Readonly<Record<string, Explain>> = {
  'request not supported on this domain': () =>
    'The request went to a login host; this flow needs the My Domain, which here is the URL of the local org.',
  'grant type not supported': (_, { app, grant }) =>
    grant === undefined
      ? 'The request names no grant type that this org has.'
      : `${named(app)} has ${FLOW} off: Settings > OAuth Settings > Flow Enablement.`,
  'client credentials flow not enabled': (_, { app }) =>
    `${named(app)} has ${FLOW} off: Settings > OAuth Settings > Flow Enablement.`,
  'client identifier invalid': unknownKey,
  'invalid client credentials': wrongSecret,
  'no client credentials user enabled': noUser,
  'this app is blocked by admin': (_, { app }) => `${named(app)} is disabled: Policies > App Policies.`,
  'user is inactive': (context, { user }) =>
    isFrozen(context, user)
      ? `${user ?? 'The user'} is frozen: Users > Unfreeze.`
      : `${user ?? 'The user'} is not active: Users > Edit > Active.`,
  'user is not admin approved to access this app': notApproved,
  'ip restricted or invalid login hours': (_, { user }) =>
    `The login addresses or login hours of ${user ?? 'the user'} forbid it; Login History says which.`,
  'authentication failure': authenticationFailure,
  'too many scopes requested': (_, { app }) => `${named(app)} has more than four Data Cloud scopes.`,
  'scope parameter not supported': () => 'The request has a parameter scope, which this org is told to refuse.',
  'audience is invalid': () => 'The claim aud of the assertion is not the URL of this org.',
  'token validity expired': () => 'The claim exp of the assertion is in the past, or missing.',
  'invalid assertion': (_, { app }) => `The assertion is not signed by the key of the certificate of ${named(app)}.`,
  "user hasn't approved this consumer": (_, { app, user }) =>
    user === undefined
      ? 'The claim sub of the assertion names no user of this org.'
      : `${named(app)} lets users approve it themselves (${POLICIES} > Permitted Users), and ${user} has not.`,
};

/** Says why a token was refused, and where in Setup that is set. */
export function refusalReason(context: Context, request: RefusedRequest): string {
  const explain = own(REASONS, request.description);
  if (explain !== undefined) return explain(context, request);
  return /^HTTP 5/.test(request.error)
    ? 'The answer of a fault that was asked for.'
    : 'The request is not as it must be.';
}

const named = (app: AppCredentials | undefined): string => app?.app ?? 'The app';
const viewOf = (app: AppCredentials | undefined): OauthView | undefined => app?.views.at(-1);

function unknownKey(context: Context, { app, client }: RefusedRequest): string {
  if (app === undefined) {
    return client.key === '' ? 'The request has no client_id.' : 'No app of this org has this consumer key.';
  }
  const view = viewOf(app);
  const { settingsSeconds } = context.world.propagation;
  if (view?.deleted === true) return `${app.app} was deleted, or lacks one of its OAuth parts.`;
  if (view !== undefined && view.at + settingsSeconds * 1000 > context.now()) {
    return `The settings of ${app.app} have not arrived yet; here that takes ${settingsSeconds} s.`;
  }
  if (view?.enabled === false) return `${app.app} or its OAuth plug-in is disabled: Policies > App Policies.`;
  return `The key was a key of ${app.app} and has ended.`;
}

function wrongSecret(context: Context, { app, client }: RefusedRequest): string {
  if (client.secret === undefined || client.secret === '') return 'The request has no client_secret.';
  const { secretsSeconds } = context.world.propagation;
  const right = app?.pairs.find(({ key, secret }) => key === client.key && secret === client.secret);
  if (right !== undefined && right.from + secretsSeconds * 1000 > context.now()) {
    return `The secret of ${named(app)} has not arrived yet; here that takes ${secretsSeconds} s.`;
  }
  if (right !== undefined) return `The secret was one of ${named(app)} and has ended.`;
  return `The secret is not the one that belongs to this consumer key of ${named(app)}.`;
}

function noUser(context: Context, { app }: RefusedRequest): string {
  const view = viewOf(app);
  if (view?.policyFlowEnabled === false) return `${named(app)} has ${FLOW} off: ${POLICIES}.`;
  if (view === undefined || view.executionUser === '') return `${named(app)} has no Run As user: ${POLICIES}.`;
  return `The Run As user ${view.executionUser} of ${named(app)} is no user of this org: ${POLICIES}.`;
}

function notApproved(_: Context, { app, user }: RefusedRequest): string {
  const view = viewOf(app);
  const sets = [...(view?.permissionSets ?? []), ...(view?.profiles ?? [])];
  const approved = sets.length === 0 ? 'none' : sets.join(', ');
  return `${user ?? 'The user'} has none of the permission sets and profiles that ${named(app)} approves (${approved}): Policies > App Policies.`;
}

function authenticationFailure(context: Context, { app, user }: RefusedRequest): string {
  if (isFrozen(context, user)) return `${user ?? 'The user'} is frozen: Users > Unfreeze.`;
  if (viewOf(app)?.highAssurance === true) {
    return `${named(app)} wants a high assurance session (${POLICIES}), which this flow cannot have.`;
  }
  const record = userByName(context.world, user ?? '');
  return record !== undefined && !hasPermission(context.world, record, 'ApiEnabled')
    ? `${record.username} lacks the permission API Enabled.`
    : 'The login failed.';
}

function isFrozen({ world }: Context, user: string | undefined): boolean {
  return userByName(world, user ?? '')?.frozen === true;
}
