import type { Call, InnerRequest } from '../calls/route.js';
import type { Answer } from '../wire/answer.js';
import { json, notSupported, restError } from '../wire/answer.js';
import { jsonOf } from '../wire/request.js';
import { allOrNone } from './all-or-none.js';
import { MOST_REQUESTS, tooManyRequests } from './limits.js';
import type { Plain } from './plain.js';
import { own } from '../wire/own.js';
import { bodyOf, isDone, isPlain, listOf, repeatedIn, textOf } from './plain.js';

/** What one of the requests ended with. [C] the keys */
interface Part {
  readonly body: unknown;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

/** Answers requests that may use what earlier ones answered. [C] */
export async function composite(call: Call): Promise<Answer> {
  const body = jsonOf(call.request);
  const requests = listOf(body?.['compositeRequest']);
  if (requests === undefined) {
    return restError(400, 'JSON_PARSER_ERROR', 'The request body has no list "compositeRequest".');
  }
  if (requests.length > MOST_REQUESTS) return tooManyRequests();
  const wrong = wrongReferenceIds(requests.map(({ referenceId }) => textOf(referenceId)));
  if (wrong !== undefined) return restError(400, 'INVALID_INPUT', wrong); // [C] that it is refused; [U] code and words
  const all = body?.['allOrNone'] === true;
  const run = (): Promise<Part[]> => partsOf(call, requests, all);
  if (!all) return json(200, { compositeResponse: await run() });
  const failed = (parts: readonly Part[]): boolean => parts.some(({ httpStatusCode }) => httpStatusCode >= 300);
  const { result, rolledBack } = await allOrNone(call.context, run, failed);
  const compositeResponse = rolledBack ? result.map(halted) : result;
  return json(200, { compositeResponse });
}

/** Says why requests cannot be told apart; undefined when they can. */
function wrongReferenceIds(ids: readonly string[]): string | undefined {
  if (ids.includes('')) return 'Each request of a composite request needs a referenceId.';
  const repeated = repeatedIn(ids);
  return repeated === undefined ? undefined : `The referenceId ${repeated} is there twice.`;
}

async function partsOf(call: Call, requests: readonly Plain[], all: boolean): Promise<Part[]> {
  const parts: Part[] = [];
  let stopped = false;
  for (const request of requests) {
    const referenceId = textOf(request['referenceId']);
    const answer: Answer = stopped ? HALTED : await answered(call, request, parts);
    const { Location } = answer.headers;
    const httpHeaders = Location === undefined ? {} : { Location };
    parts.push({ body: bodyOf(answer), httpHeaders, httpStatusCode: answer.status, referenceId });
    stopped ||= all && !isDone(answer);
  }
  return parts;
}

/** [C] */
const HALTED = restError(
  400,
  'PROCESSING_HALTED',
  'The transaction was rolled back since another operation in the same transaction failed.',
);

/** What is left of a request that was undone because another one failed. [C] */
function halted(part: Part): Part {
  if (part.httpStatusCode >= 300) return part;
  return { ...part, body: bodyOf(HALTED), httpHeaders: {}, httpStatusCode: HALTED.status };
}

async function answered(call: Call, request: Plain, before: readonly Part[]): Promise<Answer> {
  const written = { url: request['url'], body: request['body'] };
  const missing = referencesIn(written).find((path) => valueAt(path, before) === undefined);
  if (missing !== undefined) return invalidReference(missing);
  const { url, body } = filled(written, before) as Plain;
  const held: InnerRequest = { method: textOf(request['method']), url: textOf(url), body };
  return (await call.inner(held)) ?? notSupported();
}

/** [P] code and words */
function invalidReference(reference: string): Answer {
  const [name = ''] = reference.split(/[.[]/);
  const message = `Invalid reference specified. No value for ${reference} found in ${name}`;
  return restError(400, 'PROCESSING_HALTED', message);
}

const REFERENCE = /@\{([^}]+)\}/g;

function referencesIn(value: unknown): string[] {
  if (typeof value === 'string') return [...value.matchAll(REFERENCE)].map(([, path = '']) => path);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(referencesIn) : [];
}

/** Puts what earlier requests answered in the place of `@{name.path}`. */
function filled(value: unknown, before: readonly Part[]): unknown {
  if (typeof value === 'string') return value.replace(REFERENCE, (_, path: string) => String(valueAt(path, before)));
  if (Array.isArray(value)) return value.map((item) => filled(item, before));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner, before)]));
}

/** Finds the text, number or truth value that a reference names; `undefined` for anything else. */
function valueAt(path: string, before: readonly Part[]): unknown {
  const [name, ...steps] = path.split(/[.[\]]+/).filter((step) => step !== '');
  const part = before.find(({ referenceId }) => referenceId === name);
  const value = steps.reduce<unknown>(
    (outer, step) => (typeof outer === 'object' && outer !== null ? own(outer as Plain, step) : undefined),
    part?.body,
  );
  return ['string', 'number', 'boolean'].includes(typeof value) ? value : undefined;
}
