import type { PublicCall } from '../calls/route.js';
import { id15 } from '../state/ids.js';
import type { Context } from '../state/context.js';
import type { Session } from '../state/apps.js';
import { canLogIn, userById } from '../users/access.js';
import type { Answer } from '../wire/answer.js';
import { json } from '../wire/answer.js';
import type { LocalRequest } from '../wire/request.js';
import { formOf } from '../wire/request.js';
import { sessionOf } from './sessions.js';
import { identityDocument, userinfoDocument } from './identity-documents.js';

/** Scopes that let a token ask who its bearer is. */
const IDENTITY_SCOPES = ['id', 'openid', 'profile', 'full', 'web'];

/** [C] plain text, not JSON; the words are documented for the identity URL */
function refusal(status: number, words: string): Answer {
  return { status, headers: { 'Content-Type': 'text/html;charset=UTF-8' }, body: words };
}

/** Finds the session of a request, or says why there is none. */
function bearerOf(context: Context, request: LocalRequest): Session | Answer {
  const bearer = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers['authorization'] ?? '');
  const { query } = request;
  const form = formOf(request);
  const given = [bearer?.[1], query.get('access_token'), query.get('oauth_token'), form.get('access_token')];
  const token = given.find((one) => typeof one === 'string' && one !== '') ?? '';
  if (token === '') return refusal(403, 'Missing_OAuth_Token');
  const session = sessionOf(context, token);
  if (session === undefined || userById(context.world, session.userId) === undefined) {
    return refusal(403, 'Bad_OAuth_Token');
  }
  const identity = IDENTITY_SCOPES.some((scope) => session.scopes.includes(scope));
  if (!identity && context.assumed('userinfo-scope') === 'identity') return refusal(403, 'Bad_OAuth_Token'); // [U]
  return session;
}

/** Answers who the bearer of a token is. */
export function userinfo({ context, request }: PublicCall): Answer {
  const session = bearerOf(context, request);
  if ('status' in session) return session;
  const user = userById(context.world, session.userId);
  return user === undefined ? refusal(403, 'Bad_OAuth_Token') : json(200, userinfoDocument(context, user));
}

/** Answers the identity URL, to the user whom it names and to whoever may see users. [C] the refusals */
export function identity({ context, request, params }: PublicCall): Answer {
  const session = bearerOf(context, request);
  if ('status' in session) return session;
  const [orgId = '', userId = ''] = params;
  if (id15(orgId) !== id15(context.world.org.id)) return refusal(403, 'Wrong_Org');
  const user = userById(context.world, userId);
  if (user === undefined) return refusal(404, 'Bad_Id');
  if (!canLogIn(user)) return refusal(404, 'Inactive');
  return json(200, withVersion(identityDocument(context, user), context, request.query.get('version')));
}

/** Puts an API version into the addresses when the request names one. [C] */
function withVersion(document: ReturnType<typeof identityDocument>, context: Context, asked: string | null): unknown {
  if (asked === null) return document;
  const version = asked === 'latest' ? `${context.newestVersion}.0` : asked;
  const urls = Object.entries(document.urls).map(([name, url]) => [name, url.replace('{version}', version)]);
  return { ...document, urls: Object.fromEntries(urls) as Record<string, string> };
}
