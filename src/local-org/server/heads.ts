import type { Answer } from '../wire/answer.js';
import { restError } from '../wire/answer.js';
import type { LocalRequest } from '../wire/request.js';

/** A client that sends no PATCH names it in the address. [C] */
export function withMethod(request: LocalRequest): LocalRequest {
  const isPatch = request.method === 'POST' && request.query.get('_HttpMethod') === 'PATCH';
  return isPatch && request.path.startsWith('/services/data/') ? { ...request, method: 'PATCH' } : request;
}

/** Characters of an address, and of an address with its headers. [C] */
const MOST_CHARACTERS = 16_384;

/** Refuses what is longer than orgs read. [C] the statuses; [U] codes and words */
export function headRefusal({ sizes: { address, head } }: LocalRequest): Answer | undefined {
  const most = `${MOST_CHARACTERS} characters`;
  if (address > MOST_CHARACTERS) return restError(414, 'URI_TOO_LONG', `The address is longer than ${most}.`);
  if (head <= MOST_CHARACTERS) return undefined;
  return restError(431, 'REQUEST_HEADER_FIELDS_TOO_LARGE', `Address and headers are longer than ${most}.`);
}

/** Refuses XML, which orgs read and write too. */
export function xmlRefusal({ method, headers }: LocalRequest): Answer | undefined {
  const accept = headers['accept'] ?? '*/*';
  const type = headers['content-type'] ?? '';
  const isXml = (text: string): boolean => /\b(?:application|text)\/xml\b/.test(text);
  const refuse = (status: number, code: string, words: string): Answer => {
    const answer = restError(status, code, words);
    return { ...answer, headers: { ...answer.headers, 'X-Local-Org': 'XML of REST is not part of the local org' } };
  };
  if (!['GET', 'HEAD', 'DELETE'].includes(method) && isXml(type))
    return refuse(415, 'UNSUPPORTED_MEDIA_TYPE', 'The local org reads JSON only.');
  return isXml(accept) && !/json|\*\/\*|html/.test(accept)
    ? refuse(406, 'NOT_ACCEPTABLE', 'The local org writes JSON only.')
    : undefined;
}
