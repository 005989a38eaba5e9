import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Endpoints } from '../../../src/oauth/endpoints.js';

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What to answer. A text is sent as it is, anything else as JSON. `hang` never answers, `reset` drops the connection. */
export type Reply =
  | { readonly status?: number; readonly body?: unknown; readonly type?: string; readonly location?: string }
  | 'hang'
  | 'reset';

/** A server on this machine that answers each request with the next reply, the last one again and again. */
export class TokenServer {
  readonly arrived: Arrived[] = [];
  #replies: Reply[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        const { method = '', url = '', headers } = request;
        this.arrived.push({ method, path: url, headers, body });
        const reply = (this.#replies.length > 1 ? this.#replies.shift() : this.#replies[0]) ?? { status: 404 };
        if (reply === 'hang') return;
        if (reply === 'reset') {
          request.socket.destroy();
          return;
        }
        const written = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {});
        // This server is the org that its token answers name.
        const answer = written.replaceAll(TOKEN_ANSWER.instance_url, this.url);
        const location = reply.location === undefined ? {} : { location: reply.location };
        response
          .writeHead(reply.status ?? 200, { 'content-type': reply.type ?? 'application/json', ...location })
          .end(answer);
      });
    });
  }

  static async start(): Promise<TokenServer> {
    const server = new TokenServer();
    await new Promise<void>((done) => server.#server.listen(0, '127.0.0.1', done));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get endpoints(): Endpoints {
    return { kind: 'endpoints', issuer: this.url, token: `${this.url}/services/oauth2/token` };
  }

  answer(...replies: Reply[]): void {
    this.#replies = replies;
    this.arrived.length = 0;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

/** A token answer in Salesforce's words. */
export const TOKEN_ANSWER = {
  access_token: '00D000000000042!AQ.fixture',
  signature: 'c2lnbmF0dXJl',
  scope: 'api',
  instance_url: 'https://acme--uat.sandbox.my.salesforce.com',
  id: 'https://test.salesforce.com/id/00D000000000042AAA/005000000000007AAA',
  token_type: 'Bearer',
  issued_at: '1764000000000',
} as const;

/** A refusal in Salesforce's words. */
export const refusal = (error: string, error_description: string, status = 400) => ({
  status,
  body: { error, error_description },
});
