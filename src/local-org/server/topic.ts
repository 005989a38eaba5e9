import { tokenTopic } from '../oauth/token-topic.js';
import { revealTopic } from '../page/reveal.js';
import type { Context } from '../state/context.js';
import type { RequestTopic } from '../state/logged-request.js';
import type { Answer } from '../wire/answer.js';
import type { Dispatch } from './dispatch.js';

/**
 * Tells what a request was about, for the log.
 *
 * @param answer - Left out where the connection was broken on purpose.
 */
export function topicOf(
  context: Context,
  { operation, request }: Dispatch,
  answer: Answer | undefined,
): RequestTopic | undefined {
  if (operation === 'token') return tokenTopic(context, request, answer);
  return operation === 'reveal' ? revealTopic(context, request) : undefined;
}
