import type { Answer } from '../wire/answer.js';
import { restError } from '../wire/answer.js';

/** Requests that another one may hold. [C] */
export const MOST_REQUESTS = 25;

/** Refuses more requests than that. [C] that it is refused; [U] code and words */
export function tooManyRequests(): Answer {
  const message = `Limit exceeded: a composite request can hold at most ${MOST_REQUESTS} subrequests.`;
  return restError(400, 'LIMIT_EXCEEDED', message);
}
