import type { Call } from '../calls/route.js';
import type { Answer } from '../wire/answer.js';
import { json, notSupported, restError } from '../wire/answer.js';
import { jsonOf } from '../wire/request.js';
import { bodyOf, isDone, listOf, textOf } from './plain.js';
import { MOST_REQUESTS, tooManyRequests } from './limits.js';

/** Answers requests that know nothing of each other, one after the other. [C] */
export async function batch(call: Call): Promise<Answer> {
  const body = jsonOf(call.request);
  const requests = listOf(body?.['batchRequests']);
  if (requests === undefined)
    return restError(400, 'JSON_PARSER_ERROR', 'The request body has no list "batchRequests".');
  if (requests.length > MOST_REQUESTS) return tooManyRequests();
  const results: { statusCode: number; result: unknown }[] = [];
  let halted = false;
  for (const { method, url, richInput } of requests) {
    const answer: Answer = halted
      ? restError(412, 'BATCH_PROCESSING_HALTED', 'Batch processing halted per request') // [C] the code, [P] the words
      : ((await call.inner({ method: textOf(method), url: textOf(url), body: richInput })) ?? notSupported());
    results.push({ statusCode: answer.status, result: bodyOf(answer) });
    halted ||= body?.['haltOnError'] === true && !isDone(answer);
  }
  return json(200, { hasErrors: results.some(({ statusCode }) => statusCode >= 300), results });
}
