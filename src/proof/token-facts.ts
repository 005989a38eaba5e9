import { foreignText } from '../foreign-text.js';
import { asRecord, jsonOf } from '../http/json.js';
import type { AccessToken } from '../oauth/token.js';
import type { Secret } from '../secret.js';

/** What a token says of itself, without the token. */
export interface TokenFacts {
  readonly format: AccessToken['format'];
  readonly orgId?: string | undefined;
  readonly userId?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  /** When it was issued, ISO 8601 by the clock of the org. */
  readonly issued?: string | undefined;
  /** Claims of a JWT that are no secret: who issued it, to whom, for what and until when. */
  readonly claims?: Readonly<Record<string, string>> | undefined;
}

/** Claims of RFC 9068 that say whose a token is; others of an org's choosing are left out. */
const CLAIMS = ['iss', 'sub', 'aud', 'scp', 'scope', 'nbf', 'iat', 'exp'];

/** Gives what reports may say of a token. */
export function tokenFacts({ token, format, orgId, userId, scopes, issuedAt }: AccessToken): TokenFacts {
  return {
    format,
    orgId: shown(orgId),
    userId: shown(userId),
    scopes: scopes?.map((scope) => foreignText(scope)),
    issued: timeOf(Number(issuedAt)),
    claims: format === 'jwt' ? claimsIn(claimsOf(token)) : undefined,
  };
}

/** Reads the claims of a JWT without checking who signed it: the org is asked whether it takes it. */
export function claimsOf(token: Secret): Readonly<Record<string, unknown>> {
  return asRecord(jsonOf(Buffer.from(token.reveal().split('.')[1] ?? '', 'base64url').toString()));
}

const shown = (text: string | undefined): string | undefined => (text === undefined ? undefined : foreignText(text));

function timeOf(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  return milliseconds > 0 && !Number.isNaN(date.getTime()) ? date.toISOString() : undefined;
}

function claimsIn(all: Readonly<Record<string, unknown>>): TokenFacts['claims'] {
  const known = CLAIMS.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]] as const]));
  return Object.fromEntries(
    known.map(([name, value]) => [name, foreignText(typeof value === 'string' ? value : JSON.stringify(value))]),
  );
}
