import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import type { HttpAnswer } from '../http/http.js';

/** Makes the error of an answer that is not what was asked for, with what came. */
export function unexpectedAnswer(
  asked: string,
  answer: Omit<HttpAnswer, 'body'> & { body: unknown },
  cause?: unknown,
): EcaError {
  return new EcaError({
    name: 'UnexpectedAnswerError',
    message: `${asked} was not answered with what it asks for, but with ${whatCame(answer)}.`,
    actions: [
      'Check that the URL is that of the org, and look for a proxy in between; run again with --debug to see each request.',
    ],
    cause,
    data: { status: answer.status },
  });
}

/** Says what an answer was: its status, its type and the beginning of its text. */
function whatCame({ status, headers, body }: Omit<HttpAnswer, 'body'> & { body: unknown }): string {
  const type = headers['content-type']?.split(';')[0]?.trim() ?? '';
  const text = foreignText(typeof body === 'string' ? body : JSON.stringify(body), 200);
  const what = text === '' ? 'nothing' : `${type === '' ? 'text' : foreignText(type, 60)}: ${text}`;
  return `HTTP ${status} and ${what}`;
}

/**
 * Reads a list out of an answer of the REST API.
 *
 * @throws UnexpectedAnswerError when it is none.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the fields of its own question
export function listIn<T>(asked: string, answer: unknown, key: string): readonly T[] {
  const list: unknown =
    typeof answer === 'object' && answer !== null ? (answer as Readonly<Record<string, unknown>>)[key] : undefined;
  // The rows are what the caller asked for by the names of its own fields.
  if (Array.isArray(list) && list.every((row) => typeof row === 'object' && row !== null)) return list as T[];
  throw noList(asked, answer, `the list "${key}"`);
}

/** Makes the error of an answer of the REST API in which something is not. */
export function noList(asked: string, answer: unknown, list: string): EcaError {
  return new EcaError({
    name: 'UnexpectedAnswerError',
    message: `${asked} was answered without ${list}: ${foreignText(JSON.stringify(answer ?? null), 200)}.`,
    actions: ['Check that the URL is that of the org, and look for a proxy in between.'],
  });
}
