/** A callout that a piece of Apex makes. */
export interface ApexCallout {
  readonly method: string;
  /** Developer name of the Named Credential. */
  readonly namedCredential: string;
  /** What follows the name in the endpoint. */
  readonly path: string;
  /** Where the callout is made, for the stack trace. */
  readonly line: number;
  /** What is thrown unless the answer is a 2xx; absent when nothing is. */
  readonly refusal?: ApexRefusal;
}

/** An exception that the Apex throws itself. */
interface ApexRefusal {
  readonly type: string;
  readonly line: number;
  readonly message: (status: number, statusText: string) => string;
}

const TOKEN = /'((?:[^'\\\n]|\\.)*)'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** The one kind of Apex that the local org runs. Texts are numbered, spaces are gone where they say nothing. */
const SCRIPT = new RegExp(
  '^HttpRequest (\\w+)=new HttpRequest\\(\\);' +
    '((?:\\1\\.set(?:Endpoint|Method)\\(#\\d+#\\);|\\1\\.setTimeout\\(\\d+\\);)+)' +
    'HttpResponse (\\w+)=new Http\\(\\)\\.send\\(\\1\\);' +
    '(?:if\\(\\3\\.getStatusCode\\(\\)<200\\|\\|\\3\\.getStatusCode\\(\\)>299\\)\\{throw new (\\w+)\\(([^;]+)\\);\\})?$',
  'i',
);

/** Reads Apex that makes one callout; `undefined` for any other. */
export function readApexCallout(source: string): ApexCallout | undefined {
  const texts: string[] = [];
  const plain = source.replace(TOKEN, (_, text: string | undefined) => {
    if (text === undefined) return ' ';
    return `#${texts.push(unescaped(text)) - 1}#`;
  });
  const squeezed = plain
    .replace(/\s+/g, ' ')
    .replace(/ ?([^\w ]) ?/g, '$1')
    .trim();
  const [matched, , setters = '', response = '', type, message = ''] = SCRIPT.exec(squeezed) ?? [];
  if (matched === undefined) return undefined;
  const textOf = (setter: string): string | undefined =>
    texts[Number(new RegExp(`\\.${setter}\\(#(\\d+)#\\)`, 'i').exec(setters)?.[1])];
  const endpoint = /^callout:(\w+)(.*)$/.exec(textOf('setEndpoint') ?? '');
  const method = textOf('setMethod');
  if (endpoint === null || method === undefined) return undefined;
  const [, namedCredential = '', path = ''] = endpoint;
  const callout = { method: method.toUpperCase(), namedCredential, path, line: lineOf(source, /\.send\s*\(/i) };
  if (type === undefined) return callout;
  const spoken = readMessage(message, response, texts);
  if (spoken === undefined) return undefined;
  return { ...callout, refusal: { type, line: lineOf(source, /\bthrow\b/i), message: spoken } };
}

/** Reads texts and the status of the answer, put together by plus signs. */
function readMessage(
  expression: string,
  response: string,
  texts: readonly string[],
): ApexRefusal['message'] | undefined {
  const parts = expression.split('+').map((part) => {
    const text = /^#(\d+)#$/.exec(part)?.[1];
    if (text !== undefined) return () => texts[Number(text)] ?? '';
    const name = part.toLowerCase();
    if (name === `${response}.getStatusCode()`.toLowerCase()) return (status: number) => String(status);
    if (name === `${response}.getStatus()`.toLowerCase()) return (_: number, statusText: string) => statusText;
    return undefined;
  });
  if (parts.some((part) => part === undefined)) return undefined;
  return (status, statusText) => parts.map((part) => part?.(status, statusText) ?? '').join('');
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, code: string | undefined, letter: string | undefined) =>
    code === undefined ? (ESCAPED[letter ?? ''] ?? letter ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function lineOf(source: string, pattern: RegExp): number {
  return source.slice(0, Math.max(0, source.search(pattern))).split('\n').length;
}
