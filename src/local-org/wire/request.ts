import type { IncomingMessage } from 'node:http';
import { gunzipSync, inflateSync } from 'node:zlib';

/** A request as the handlers see it. */
export interface LocalRequest {
  readonly method: string;
  /** Path without query, as {@link plainPath} writes it. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer<ArrayBuffer>;
  /** Address of the client, without an IPv6 prefix. */
  readonly clientAddress: string;
  /** Characters of the address, and of the address with the headers. */
  readonly sizes: { readonly address: number; readonly head: number };
}

/** Bytes of the largest body: Salesforce's largest zip (39 MB) in base64, with its envelope. */
export const LARGEST_BODY = 64 * 1024 * 1024;

/** Raised for a body that is larger than {@link LARGEST_BODY}. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/**
 * Reads a request whole.
 *
 * @throws BodyTooLargeError before more than the limit is kept.
 */
export async function readRequest(message: IncomingMessage): Promise<LocalRequest> {
  const chunks: Buffer[] = [];
  let size = Number(message.headers['content-length'] ?? 0);
  if (size > LARGEST_BODY) throw new BodyTooLargeError();
  size = 0;
  // A refusal is still answered on this connection.
  for await (const chunk of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  const [rawPath, rawQuery] = splitOnce(message.url ?? '/', '?');
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: message.method ?? 'GET',
    path: plainPath(rawPath),
    query: new URLSearchParams(rawQuery),
    headers,
    body: unpacked(Buffer.concat(chunks), headers['content-encoding']),
    sizes: sizesOf(message),
    clientAddress: (message.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
  };
}

/**
 * Unpacks a body that a client compressed; one that is no such thing stays as it is, and is refused by what reads it. [C]
 *
 * @throws BodyTooLargeError
 */
function unpacked(body: Buffer<ArrayBuffer>, encoding = ''): Buffer<ArrayBuffer> {
  const unpack = encoding === 'gzip' ? gunzipSync : encoding === 'deflate' ? inflateSync : undefined;
  if (unpack === undefined || body.length === 0) return body;
  try {
    return Buffer.from(unpack(body, { maxOutputLength: LARGEST_BODY }));
  } catch (error) {
    if (error instanceof RangeError) throw new BodyTooLargeError();
    return body;
  }
}

function sizesOf({ url = '', rawHeaders }: IncomingMessage): LocalRequest['sizes'] {
  return { address: url.length, head: rawHeaders.reduce((sum, text) => sum + text.length, url.length) };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * Decodes a path but for slashes and percent signs within a segment, so that each of its segments can still be told;
 * duplicate slashes are collapsed.
 */
export function plainPath(path: string): string {
  return path
    .replace(/\/{2,}/g, '/')
    .split('/')
    .map((segment) => decodeSegment(segment).replace(/[%/]/g, encodeURIComponent))
    .join('/');
}

/** Decodes a segment; one that is not encoded well stays as it is. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Reads the body as a form. */
export function formOf(request: LocalRequest): URLSearchParams {
  return new URLSearchParams(request.body.toString('utf8'));
}

/** Levels of the deepest JSON that is read. [U] how many an org reads */
const DEEPEST_JSON = 1000;

/** Tells whether JSON is nested too deeply to be read. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '"') quoted = !quoted;
    else if (quoted) at += sign === '\\' ? 1 : 0;
    else if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') depth--;
    if (depth > DEEPEST_JSON) return true;
  }
  return false;
}

/** Reads JSON as a client sends it; `undefined` when it is none, or nested too deeply. */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads the body as a JSON object; `undefined` when it is none. */
export function jsonOf(request: LocalRequest): Readonly<Record<string, unknown>> | undefined {
  const value = parseJson(request.body.toString('utf8'));
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
