import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';

/** How to ask a local org in another process. */
export interface ControlRequest {
  /** Where the local org answers; only this machine is asked. */
  readonly instanceUrl: string;
  /** Such as `GET info`. */
  readonly name: string;
  readonly body?: unknown;
  /** Default: 10 seconds. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Raised when a local org answers with a refusal. Its message is the words of the org. */
export class ControlRefusedError extends Error {
  override readonly name = 'ControlRefusedError';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;
const TIMEOUT_MS = 10_000;

/**
 * Asks the control endpoint of a local org, which may run in another process.
 *
 * The certificate of one that speaks TLS is not checked: its authority is known to nobody, and a request to this machine
 * would go over plain HTTP otherwise.
 *
 * @throws ControlRefusedError when it refuses; an error of the connection when nothing answers in time, or no local org does.
 */
export async function askControl<T>(request: ControlRequest): Promise<T> {
  const { instanceUrl, name, body, timeoutMs = TIMEOUT_MS, signal } = request;
  const [method = 'GET', path = ''] = name.split(' ');
  const url = new URL(`/local-org/${path}`, instanceUrl);
  if (!LOOPBACK.test(url.hostname)) throw new TypeError(`${url.host} is not this machine.`);
  const timeout = AbortSignal.timeout(timeoutMs);
  const bounds = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  const answer = await send(url, method, body === undefined ? '' : JSON.stringify(body), bounds);
  if (answer.headers['x-local-org'] !== 'control') throw new Error(`No local org answers at ${instanceUrl}.`);
  if (answer.status !== 200) throw new ControlRefusedError(answer.status, messageOf(answer.text));
  return JSON.parse(answer.text) as T;
}

interface ControlAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

function send(url: URL, method: string, body: string, signal: AbortSignal): Promise<ControlAnswer> {
  const headers = { 'x-local-org': 'control', 'content-type': 'application/json' };
  const options = { method, headers, signal, agent: false, rejectUnauthorized: false };
  return new Promise((done, failed) => {
    const request = url.protocol === 'https:' ? requestSecure(url, options) : requestPlain(url, options);
    request.once('error', failed);
    request.once('response', (message) => {
      const chunks: Buffer[] = [];
      message.on('data', (chunk: Buffer) => chunks.push(chunk));
      message.once('error', failed);
      message.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        done({ status: message.statusCode ?? 0, headers: message.headers, text });
      });
    });
    request.end(body);
  });
}

function messageOf(text: string): string {
  try {
    const [first] = JSON.parse(text) as readonly { readonly message?: string }[];
    return first?.message ?? text;
  } catch {
    return text;
  }
}
