import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way to the org. */
export interface Passing {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** What becomes of a request: it goes to the org, gets no answer, or one that never ends, a byte at a time. */
export type Manner = 'pass' | 'silent' | 'drip';

/** A server between the tool and a local org, which can stop to answer at any request. */
export class Front {
  /** Decides about each request as it arrives. */
  onRequest: (passing: Passing) => Manner = () => 'pass';
  readonly #target: string;
  readonly #server: Server;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(target: string) {
    this.#target = target;
    this.#server = createServer((incoming, response) => void this.#take(incoming, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const passing = { method: incoming.method ?? '', path: incoming.url ?? '', body: body.toString('latin1') };
    const manner = this.onRequest(passing);
    if (manner === 'pass') this.#pass(incoming, body, response);
    if (manner === 'drip') this.#drip(response);
  }

  #drip(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' });
    this.#timers.add(setInterval(() => response.write(' '), 50));
  }

  #pass(incoming: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const own = `http://${incoming.headers.host ?? ''}`;
    const options = { method: incoming.method, headers: incoming.headers };
    const forwarded = request(new URL(incoming.url ?? '', this.#target), options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        // The org names itself in its answers, and nothing but the asked origin is trusted.
        const text = Buffer.concat(chunks).toString('latin1').replaceAll(this.#target, own);
        const headers = Object.entries(answer.headers).filter(([name]) => name !== 'content-length');
        response.writeHead(answer.statusCode ?? 500, Object.fromEntries(headers));
        response.end(Buffer.from(text, 'latin1'));
      });
    });
    forwarded.on('error', () => response.destroy());
    forwarded.end(body);
  }
}
