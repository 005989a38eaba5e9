import type { Answer } from '../wire/answer.js';
import { writeXml } from '../wire/xml-write.js';

const XML = '<?xml version="1.0" encoding="UTF-8"?>';

/**
 * Writes an answer of the token endpoint in another format: `xml` or `urlencoded`, also by their media types.
 * [C] the names of the formats; [P] the root element of the XML
 */
export function inFormat(answer: Answer, asked: string): Answer {
  const values = JSON.parse(answer.body) as Readonly<Record<string, string>>;
  if (/^(?:xml|application\/xml)\b/.test(asked)) {
    return { ...answer, headers: typed(answer, 'application/xml'), body: `${XML}${writeXml({ OAuth: values })}` };
  }
  if (/^(?:urlencoded|application\/x-www-form-urlencoded)\b/.test(asked)) {
    const headers = typed(answer, 'application/x-www-form-urlencoded');
    return { ...answer, headers, body: new URLSearchParams(values).toString() };
  }
  return answer;
}

function typed({ headers }: Answer, type: string): Answer['headers'] {
  return { ...headers, 'Content-Type': `${type};charset=UTF-8` };
}
