import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import { CODES, failureOf, HttpFailure, type Route } from '../http/failure.js';
import type { HttpAnswer } from '../http/http.js';
import { asRecord, asText, jsonOf } from '../http/json.js';

/** An error as Salesforce's own APIs, or its OAuth endpoints, give it. */
export interface ApiError {
  readonly error: string;
  readonly description: string;
  readonly status: number;
}

/** A request that got no usable answer. */
export interface NoAnswer {
  readonly kind: 'no-answer';
  /**
   * Code of the system or of TLS, such as `ECONNREFUSED`; `UNREADABLE` for an answer that is not what was asked for,
   * `FOREIGN_HOST` for one that leads to another host, `TOKEN_TYPE` for a token that is no bearer token.
   */
  readonly code: string;
  /** What happened, free of secrets. */
  readonly detail: string;
  /** Error of Salesforce's own APIs, or of OAuth, that came where another answer belongs. */
  readonly apiError?: ApiError | undefined;
  /** HTTP status of an answer that came and is not what was asked for. */
  readonly status?: number | undefined;
  /** Which way the request took, where proxies are named. */
  readonly route?: Route | undefined;
  /** What the way out threw. */
  readonly cause?: unknown;
  /** The error to end with where nothing is reported. */
  readonly error?: EcaError | undefined;
}

/** Answers that came, and were not what was asked for. */
const UNREADABLE: readonly string[] = [CODES.webPage, CODES.tooLarge, CODES.unreadable, CODES.brokeOff];

/**
 * Reads what ended a request. The end of the run itself is thrown on.
 *
 * @throws What is no failure of a request.
 */
export function noAnswer(error: unknown): NoAnswer {
  if (error instanceof EcaError) {
    const code = error.name === 'ForeignHostError' ? 'FOREIGN_HOST' : 'UNREADABLE';
    if (code === 'UNREADABLE' && error.name !== 'UnexpectedAnswerError') throw error;
    return { kind: 'no-answer', code, detail: error.message, error };
  }
  if (!isOfRequest(error)) throw error;
  const failure = failureOf(error);
  const { code, message, route } = failure;
  const known = UNREADABLE.includes(code) ? 'UNREADABLE' : code;
  return { kind: 'no-answer', code: known, detail: message, route, cause: failure };
}

/** What the way out throws, and what oauth4webapi does before it sends anything; all else ended the run. */
function isOfRequest(error: unknown): boolean {
  if (error instanceof HttpFailure) return true;
  const { code } = error instanceof Error ? (error as Error & { readonly code?: unknown }) : {};
  return typeof code === 'string' && /^(?:OAUTH|ERR)_/.test(code);
}

/** Reads an error of Salesforce's own APIs, `[{errorCode, message}]`; undefined when an answer is none. */
export function apiErrorOf({ status, body }: HttpAnswer): ApiError | undefined {
  const parsed = jsonOf(body);
  const first = asRecord(Array.isArray(parsed) ? (parsed as unknown[])[0] : parsed);
  const code = asText(first.errorCode);
  if (status < 400 || code === undefined) return undefined;
  return { error: foreignText(code, 100), description: foreignText(asText(first.message) ?? ''), status };
}

/** Reads an error of OAuth, RFC 6749, section 5.2; undefined when an answer is none. */
function oauthErrorOf({ status, body }: HttpAnswer): ApiError | undefined {
  const { error, error_description: description } = asRecord(jsonOf(body));
  const code = asText(error);
  if (status < 400 || code === undefined) return undefined;
  return { error: foreignText(code, 100), description: foreignText(asText(description) ?? ''), status };
}

/** An answer that is not what was asked for, with what came. */
export function unreadable(what: string, answer: HttpAnswer): NoAnswer {
  const { status, headers, body } = answer;
  const type = foreignText(headers['content-type']?.split(';')[0]?.trim() ?? '', 60);
  const text = foreignText(body, 200);
  const came = text === '' ? 'nothing in it' : `${type === '' ? 'text' : type}: ${text}`;
  const detail = `${what} answered HTTP ${status} with ${came}`;
  return {
    kind: 'no-answer',
    code: 'UNREADABLE',
    detail,
    status,
    apiError: apiErrorOf(answer) ?? oauthErrorOf(answer),
  };
}
