import { createServer, request as sendOn, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request on its way to the org. */
export interface OnTheWire {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers in the place of the org; nothing lets the request through. */
export type Tamper = (request: OnTheWire, response: ServerResponse) => boolean;

/** How to open a wire. */
export interface WireOptions {
  /** Base URL of the org behind. */
  readonly to: string;
  /** Name under which clients reach it. Default: its own address. */
  readonly url?: string | undefined;
  /** Speaks https with this certificate. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
}

/** The way between a client and an org, which shows and changes what travels on it. */
export class Wire {
  readonly requests: OnTheWire[] = [];
  tamper: Tamper | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #options: WireOptions;
  #to: string;

  private constructor(options: WireOptions) {
    this.#options = options;
    this.#to = options.to;
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#answer(request, response).catch(() => {
        response.destroy();
      });
    };
    this.#server = options.tls === undefined ? createServer(answer) : createSecureServer(options.tls, answer);
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => this.#sockets.delete(socket));
    });
  }

  static async open(options: WireOptions): Promise<Wire> {
    const wire = new Wire(options);
    await new Promise<void>((done) => wire.#server.listen(0, '127.0.0.1', done));
    return wire;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** URL by which clients know the org. */
  get url(): string {
    const scheme = this.#options.tls === undefined ? 'http' : 'https';
    return this.#options.url ?? `${scheme}://127.0.0.1:${this.port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    const body = await text(request.setEncoding('latin1'));
    const seen = { method, path, headers, body };
    this.requests.push(seen);
    if (this.tamper?.(seen, response) === true) return;
    this.#pass(seen, response);
  }

  /** Leads to another org from now on. */
  lead(to: string): void {
    this.#to = to;
  }

  /** Sends a request on to the org, and its answer back under the URL that the client knows. */
  #pass({ method, path, headers, body }: OnTheWire, response: ServerResponse): void {
    const to = this.#to;
    const target = new URL(to);
    const own = { ...headers, host: target.host, connection: 'close' };
    const onward = sendOn({ host: target.hostname, port: target.port, method, path, headers: own }, (answer) => {
      void text(answer.setEncoding('latin1')).then((came) => {
        const kept = { ...answer.headers };
        for (const name of ['content-length', 'transfer-encoding']) Reflect.deleteProperty(kept, name);
        const known = came.replaceAll(to, this.url);
        response.writeHead(answer.statusCode ?? 502, kept).end(known, 'latin1');
      });
    });
    onward.on('error', () => response.destroy()).end(body, 'latin1');
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }
}
