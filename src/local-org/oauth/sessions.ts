import { randomBytes } from 'node:crypto';
import type { Context } from '../state/context.js';
import { id15, randomText } from '../state/ids.js';
import type { Session } from '../state/apps.js';
import type { UserRecord } from '../state/users.js';
import { signJwt } from './jwt.js';
import { shownScopes } from './token-answer.js';
import { own } from '../wire/own.js';

const KEPT_SESSIONS = 10_000;
const DEFAULT_MINUTES = 120;

/** What a new session is for. */
export interface SessionRequest {
  readonly user: UserRecord;
  readonly scopes: readonly string[];
  readonly app?: string | undefined;
  readonly consumerKey?: string | undefined;
  readonly jwt?: boolean | undefined;
  readonly minutes?: number | undefined;
}

/** Starts a session, or gives the living one of the same app and user. [P] */
export function openSession(context: Context, request: SessionRequest): Session {
  const { user, app } = request;
  const kind = request.jwt === true ? 'jwt' : 'opaque';
  if (app !== undefined && context.assumed('same-token') === 'yes') {
    const same = Object.values(context.world.sessions).find(
      (session) =>
        session.app === app &&
        session.userId === user.id &&
        session.kind === kind &&
        session.expiresAt > context.now() &&
        session.scopes.join() === request.scopes.join(),
    );
    if (same !== undefined) return same;
  }
  const issuedAt = context.now();
  const expiresAt = issuedAt + (request.minutes ?? DEFAULT_MINUTES) * 60_000;
  const token = kind === 'jwt' ? jwtToken(context, request, issuedAt, expiresAt) : opaqueToken(context);
  const session: Session = {
    token,
    userId: user.id,
    scopes: request.scopes,
    app,
    kind,
    issuedAt,
    expiresAt,
  };
  context.world.sessions[token] = session;
  forgetOldSessions(context);
  return session;
}

function opaqueToken(context: Context): string {
  return `${id15(context.world.org.id)}!AQ${randomText(90)}`;
}

/** Seconds by which a JWT counts before it was issued. [C] recorded */
const EARLY_SECONDS = 15;

function jwtToken(context: Context, request: SessionRequest, issuedAt: number, expiresAt: number): string {
  const issuedSecond = Math.floor(issuedAt / 1000);
  return signJwt(context.world.org.id, {
    scp: shownScopes(request.scopes).join(' '),
    aud: [context.baseUrl()],
    sub: `uid:${request.user.id}`,
    nbf: issuedSecond - EARLY_SECONDS,
    mty: 'oauth',
    sfi: randomBytes(16).toString('hex'),
    roles: [],
    iss: context.baseUrl(),
    hsc: false,
    exp: Math.floor(expiresAt / 1000),
    iat: issuedSecond,
    client_id: request.consumerKey ?? '',
  });
}

function forgetOldSessions(context: Context): void {
  const tokens = Object.keys(context.world.sessions);
  if (tokens.length <= KEPT_SESSIONS) return;
  const kept = Object.entries(context.world.sessions).slice(-KEPT_SESSIONS / 2);
  context.world.sessions = Object.fromEntries(kept);
}

/** Finds the living session of a token. */
export function sessionOf(context: Context, token: string): Session | undefined {
  const session = own(context.world.sessions, token);
  return session !== undefined && session.expiresAt > context.now() ? session : undefined;
}

/** Ends a session; with it every holder of the same token loses access. [P] */
export function closeSession(context: Context, token: string): boolean {
  const { world } = context;
  const known = Object.hasOwn(world.sessions, token) || Object.hasOwn(world.refreshTokens, token);
  const without = <T>(all: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(all).filter(([key]) => key !== token));
  if (known) {
    world.sessions = without(world.sessions);
    world.refreshTokens = without(world.refreshTokens);
  }
  return known;
}

const CODE_MINUTES = 15;

/** Issues a code that a client exchanges for a session of a user. */
export function issueAuthCode(context: Context, user: UserRecord, app: string, scopes: readonly string[]): string {
  const code = `aPrx${randomText(60)}`;
  context.world.authCodes[code] = { userId: user.id, scopes, app, until: context.now() + CODE_MINUTES * 60_000 };
  return code;
}

/** Issues a refresh token for a user, as a login in the browser would. */
export function issueRefreshToken(context: Context, user: UserRecord, scopes: readonly string[]): string {
  const token = `5Aep861${randomText(80)}`;
  context.world.refreshTokens[token] = { userId: user.id, scopes, app: 'PlatformCLI' };
  return token;
}
