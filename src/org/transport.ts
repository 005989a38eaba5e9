import { PassThrough, type Duplex } from 'node:stream';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Transport } from '@jsforce/jsforce-node/lib/transport.js';
import { EcaError } from '../errors.js';
import type { HttpAnswer } from '../http/http.js';
import { currentHttp } from '../http/open-http.js';
import { asRecord, asText, jsonOf, refuseDepth } from '../http/json.js';
import { foreignHost, keepLogin, refuseRedirect } from '../http/origins.js';
import { remember } from '../secret.js';
import { LoginRefusal, loginRefusal } from './login-refusal.js';
import { kindOf, type RequestKind } from './request-kinds.js';
import { unexpectedAnswer } from './unexpected.js';

type TransportRequest = Parameters<Transport['httpRequest']>[0];
type TransportAnswer = Awaited<ReturnType<Transport['httpRequest']>>;

/** The answer of an org was not what a library or this tool could work with. */
export class DamagedAnswerError extends Error {
  override readonly name = 'DamagedAnswerError';
}

/** What was seen of the requests that one call of a library made. */
interface Seen {
  /** Why the first request since the last answer got none that could be used. */
  failure?: unknown;
  /** What a login was refused with; the first that is about more than the audience. */
  refusal?: LoginRefusal | undefined;
  /** The last answer, with what was asked. */
  last?: { readonly asked: string; readonly answer: HttpAnswer };
  /** Origins that may be asked: those that the user named, and what a login's answer added. Undefined: any. */
  origins?: Set<string> | undefined;
}

const CALLS = new AsyncLocalStorage<Seen>();
let isReplaced = false;

/**
 * Makes every request of `@salesforce/core`, SDR and jsforce leave through the {@link currentHttp} of its run.
 *
 * jsforce's own transport follows redirects, ignores `NO_PROXY`, knows no deadline, and reads an answer of any size. It is
 * replaced on its class, since a refresh, a JWT login and userinfo run before there is a connection; its other transports
 * are children of that class and end in the same function.
 */
export function replaceTransport(): void {
  if (isReplaced) return;
  isReplaced = true;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- jsforce keeps its class for such promises to itself, and asks for `stream` alone
  Transport.prototype.httpRequest = (request) => withStream(send(request));
}

/** jsforce asks for the stream of an answer even when it takes the whole; nothing here reads it. */
function withStream<T>(promise: Promise<T>): Promise<T> & { stream(): Duplex } {
  return Object.assign(promise, { stream: () => new PassThrough() });
}

async function send(request: TransportRequest): Promise<TransportAnswer> {
  const seen = CALLS.getStore() ?? {};
  const kind = kindOf(request);
  if (kind.isLogin === true) stopFurtherLogins(seen);
  keepKnown(request.url, seen);
  try {
    const answer = await answerTo(request, kind, seen);
    seen.failure = undefined;
    return { statusCode: answer.status, headers: { ...answer.headers }, body: answer.body };
  } catch (error) {
    // core and jsforce keep of an error its message, if that.
    seen.failure ??= error;
    throw error;
  }
}

/** core tries a JWT login at several hosts with several audiences, whatever the answer was. */
function stopFurtherLogins({ failure, refusal }: Seen): void {
  if (failure instanceof Error) throw failure;
  if (refusal !== undefined && !refusal.isAboutAudience) throw refusal;
}

/** core would ask login.salesforce.com with the assertion, SDR any host for the newest version. */
function keepKnown(url: string, { origins }: Seen): void {
  const { origin } = new URL(url);
  if (origins === undefined || origins.has(origin)) return;
  const [asked = ''] = origins;
  throw foreignHost({ asked, named: url, what: 'a request of a library' });
}

/** Lets the library call that runs ask the origins of some URLs, and no others than those that were allowed so. */
export function mayAsk(...urls: readonly (string | undefined)[]): void {
  const seen = CALLS.getStore();
  if (seen === undefined) return;
  seen.origins ??= new Set();
  for (const url of urls) if (url !== undefined && URL.canParse(url)) seen.origins.add(new URL(url).origin);
}

async function answerTo(request: TransportRequest, kind: RequestKind, seen: Seen): Promise<HttpAnswer> {
  const { url, method, headers, body } = request;
  if (kind.sendsSecrets === true && typeof body === 'string') rememberForm(body);
  const answer = await currentHttp().send({
    method,
    url,
    headers: headers ?? {},
    body: body === null ? undefined : (body as string | Buffer | undefined),
    changesNothing: kind.changesNothing,
    limitBytes: kind.limitBytes,
    timeoutMs: kind.timeoutMs,
  });
  seen.last = { asked: `${method} ${new URL(url).pathname}`, answer };
  refuseRedirect(url, answer);
  refuseDepth(answer.body);
  if (kind.isLogin === true) noteLogin(url, answer, seen);
  kind.check?.(url, answer);
  return answer;
}

function noteLogin(url: string, answer: HttpAnswer, seen: Seen): void {
  const refusal = loginRefusal(answer);
  if (refusal !== undefined) {
    if (seen.refusal === undefined || !refusal.isAboutAudience) seen.refusal = refusal;
    return;
  }
  const instance = asText(asRecord(jsonOf(answer.body)).instance_url);
  if (instance === undefined) return;
  keepLogin({ asked: url, named: instance, what: 'the instance URL of the login' });
  if (seen.origins !== undefined) mayAsk(instance);
}

/** Secrets in the hands of core, which may come back in what a server says. */
function rememberForm(body: string): void {
  const form = new URLSearchParams(body);
  for (const name of ['refresh_token', 'client_secret', 'assertion', 'token', 'password']) {
    const value = form.get(name);
    if (value !== null) remember(value);
  }
}

/** What JavaScript and core's helpers throw when an answer lacks what they reach for. */
const STUMBLES =
  /^(?:TypeError|SyntaxError|RangeError|ReferenceError|AssertionFailedError|UnexpectedValueTypeError|InvalidDefaultValueError|JsonParseError|JsonDataFormatError|NamedError)$/;

/**
 * Runs a call of a Salesforce library so that its failure keeps its cause: what the way out said when that ended it, and
 * what came when the library stumbled over the answer.
 */
export async function keepingCause<T>(call: () => Promise<T>): Promise<T> {
  const seen: Seen = {};
  try {
    return await CALLS.run(seen, call);
  } catch (error) {
    if (error instanceof EcaError || error instanceof DamagedAnswerError) throw error;
    if (seen.refusal !== undefined && isOfLogin(error)) throw seen.refusal;
    if (seen.failure instanceof Error) throw seen.failure;
    const status = seen.last?.answer.status ?? 0;
    if (error instanceof Error && status >= 400) Object.assign(error, { statusCode: status });
    if (seen.last !== undefined && isStumble(error)) throw unexpectedAnswer(seen.last.asked, seen.last.answer, error);
    throw error;
  }
}

/** core's words for any failure of a login, and jsforce's for one of a refresh. */
function isOfLogin(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error instanceof LoginRefusal ||
    ['RefreshTokenAuthError', 'JwtAuthError'].includes(error.name) ||
    error.message.startsWith('Unable to refresh session')
  );
}

function isStumble(error: unknown): boolean {
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    if (STUMBLES.test(current.name) || /\b(?:undefined|null) \(reading '/.test(current.message)) return true;
    current = current.cause;
  }
  return false;
}
