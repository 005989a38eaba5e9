import type { ServerResponse } from 'node:http';
import type { OnTheWire } from './wire.js';

/** Commands that are run over the wire. */
export type WireVerb = 'plan' | 'deploy' | 'first deploy' | 'verify' | 'rotate' | 'query' | 'login';

/** A request that matters: whose it is, and how it is known on the wire. */
export interface Place {
  readonly name: string;
  readonly verb: WireVerb;
  readonly fits: (request: OnTheWire) => boolean;
}

const get =
  (part: string) =>
  ({ method, path }: OnTheWire): boolean =>
    method === 'GET' && path.includes(part);
const post =
  (part: string, body = '') =>
  (request: OnTheWire): boolean =>
    request.method === 'POST' && request.path.includes(part) && request.body.includes(body);

/** Every request that matters. */
const PLACES: readonly Place[] = [
  { name: 'versions', verb: 'plan', fits: ({ path }) => path === '/services/data' },
  { name: 'query of the org', verb: 'plan', fits: get('FROM%20Organization') },
  { name: 'query', verb: 'plan', fits: ({ path }) => path.includes('/query?') && !path.includes('Organization') },
  { name: 'userinfo of the session', verb: 'plan', fits: get('/userinfo') },
  { name: 'retrieve', verb: 'plan', fits: post('/Soap/', '<retrieve') },
  { name: 'status of a retrieve', verb: 'plan', fits: post('/Soap/', 'checkRetrieveStatus') },
  { name: 'deploy', verb: 'deploy', fits: post('/deployRequest') },
  { name: 'status of a deploy', verb: 'deploy', fits: get('/deployRequest') },
  { name: 'assignment', verb: 'first deploy', fits: post('/sobjects/') },
  { name: 'list of deploys', verb: 'deploy', fits: get('/tooling/query') },
  { name: 'list of apps', verb: 'verify', fits: get('/oauth/usage') },
  { name: 'secret', verb: 'verify', fits: get('part=keyandsecret') },
  { name: 'discovery', verb: 'verify', fits: get('openid-configuration') },
  { name: 'token', verb: 'verify', fits: post('/oauth2/token') },
  { name: 'userinfo of the token', verb: 'verify', fits: get('/userinfo') },
  { name: 'introspection', verb: 'rotate', fits: post('/introspect') },
  { name: 'staging', verb: 'rotate', fits: ({ path }) => path.endsWith('/staged') },
  { name: 'query by a token', verb: 'query', fits: get('/query?q=SELECT%20Id%20FROM%20User') },
  { name: 'login by JWT', verb: 'login', fits: post('/oauth2/token') },
];

/** What comes in the place of the answer. `canary` is an origin that nothing may reach. */
export interface Trick {
  readonly name: string;
  readonly answer: (request: OnTheWire, response: ServerResponse, canary: string) => void;
  /** Seconds after which the run has to be over. Default: 20. */
  readonly seconds?: number;
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
/** Text that moves the cursor, turns the direction, breaks the line and commands a CI system. */
const HOSTILE = 'x\u001b[2J\u202e\r\n::stop-commands::y\u0007';

/** Everything that a server can do wrong. */
const TRICKS: readonly Trick[] = [
  ...[302, 307].map((status) => ({
    name: `a redirect ${status}`,
    answer: ({ path }: OnTheWire, response: ServerResponse, canary: string) => {
      response.writeHead(status, { location: `${canary}${path}` }).end();
    },
  })),
  { name: 'a redirect to nowhere', answer: (_request, response) => void response.writeHead(301).end() },
  { name: 'silence', seconds: 4, answer: () => undefined },
  {
    name: 'drops',
    seconds: 4,
    answer: (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 100);
      response.on('close', () => {
        clearInterval(drip);
      });
    },
  },
  {
    name: 'a gigabyte',
    answer: (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const piece = Buffer.alloc(1024 * 1024, 32);
      let left = 1024;
      const pour = (): void => {
        while (left > 0 && !response.destroyed) {
          left -= 1;
          if (!response.write(piece)) break;
        }
        if (left === 0) response.end();
        else if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    },
  },
  {
    name: 'another shape',
    answer: (_request, response) => {
      json(response, 200, { hello: HOSTILE });
    },
  },
  {
    name: 'a list',
    answer: (_request, response) => {
      json(response, 200, [1, null, 'x']);
    },
  },
  {
    name: 'null',
    answer: (_request, response) => {
      json(response, 200, null);
    },
  },
  {
    name: 'wrong fields',
    answer: (_request, response) => {
      json(response, 200, {
        records: 'x',
        apps: 7,
        consumers: {},
        done: 'no',
        deployResult: [],
        access_token: 7,
      });
    },
  },
  {
    name: 'nothing',
    answer: (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(),
  },
  {
    name: 'a page',
    answer: (_request, response) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end(`<html><title>${HOSTILE}</title></html>`),
  },
  {
    name: 'half of an answer',
    answer: (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' }).write('{"records":[');
      setTimeout(() => response.destroy(), 20);
    },
  },
  {
    name: 'a page with 500',
    answer: (_request, response) =>
      void response.writeHead(500, { 'content-type': 'text/html' }).end(`<html>${HOSTILE}</html>`),
  },
  { name: 'nothing with 500', answer: (_request, response) => void response.writeHead(500).end() },
  { name: 'nothing with 403', answer: (_request, response) => void response.writeHead(403).end() },
  {
    name: 'an error in hostile letters',
    answer: (_request, response) => {
      json(response, 400, [{ errorCode: `BAD${HOSTILE}`, message: HOSTILE, error: HOSTILE }]);
    },
  },
  {
    name: 'an OAuth error in hostile letters',
    answer: (_request, response) => {
      json(response, 400, { error: `invalid_grant${HOSTILE}`, error_description: HOSTILE });
    },
  },
  {
    name: 'an echo of the request',
    answer: ({ headers, body, path }, response) => {
      const said = `${path} ${JSON.stringify(headers)} ${body}`;
      json(response, 400, { error: 'invalid_request', error_description: said, message: said, errorCode: 'ECHO' });
    },
  },
  {
    name: 'other hosts',
    answer: (_request, response, canary) => {
      json(response, 200, {
        ...{
          issuer: canary,
          token_endpoint: `${canary}/services/oauth2/token`,
          userinfo_endpoint: `${canary}/userinfo`,
        },
        ...{ access_token: '00D000000000042!AQfrom.the.canary', token_type: 'Bearer', id: `${canary}/id/x/y` },
        ...{ instance_url: canary, records: [], done: false, totalSize: 1, nextRecordsUrl: `${canary}/next` },
        ...{ apps: [], nextPageUrl: `${canary}/next`, consumers: [], active: false, stagedCredentials: [] },
      });
    },
  },
  {
    name: 'a page that comes again',
    answer: (_request, response) => {
      json(response, 200, {
        ...{ records: [], done: false, totalSize: 1, nextRecordsUrl: '/services/data/v66.0/query/01g-2000' },
        ...{ apps: [], nextPageUrl: '/services/data/v66.0/connect/apps/oauth/usage?page=2' },
      });
    },
  },
];

/** One place, and one trick that is played there. */
export interface WireCell {
  readonly place: Place;
  readonly trick: Trick;
  /** Part of the sample that `npm test` runs. */
  readonly sample: boolean;
}

const SAMPLE = [
  'introspection, a redirect 307',
  'discovery, other hosts',
  'token, other hosts',
  'token, an echo of the request',
  'query by a token, a page that comes again',
  'list of apps, a page that comes again',
  'secret, nothing with 500',
  'status of a deploy, silence',
  'retrieve, a gigabyte',
  'query, null',
  'deploy, wrong fields',
  'login by JWT, a redirect 307',
  'versions, an error in hostile letters',
];

/** The answer of a login on this machine may name another port of it, as the canary is. */
const isAllowed = (place: Place, trick: Trick): boolean => place.verb === 'login' && trick.name === 'other hosts';

/** All cells. */
export const WIRE_CELLS: readonly WireCell[] = PLACES.flatMap((place) =>
  TRICKS.filter((trick) => !isAllowed(place, trick)).map((trick) => ({
    place,
    trick,
    sample: SAMPLE.includes(`${place.name}, ${trick.name}`),
  })),
);
