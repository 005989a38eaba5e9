import type { Transport } from '@jsforce/jsforce-node/lib/transport.js';
import type { HttpAnswer } from '../http/http.js';
import { asRecord, jsonOf } from '../http/json.js';
import { remember } from '../secret.js';
import { unexpectedAnswer } from './unexpected.js';

type TransportRequest = Parameters<Transport['httpRequest']>[0];

/** How a request of the Salesforce libraries travels, and what its answer must be. */
export interface RequestKind {
  readonly changesNothing: boolean;
  readonly limitBytes?: number | undefined;
  readonly timeoutMs?: number | undefined;
  /** True when the form that is sent holds a secret. */
  readonly sendsSecrets?: boolean | undefined;
  /** True for a login, whose answer may name the host of the org. */
  readonly isLogin?: boolean | undefined;
  /** Refuses an answer that the libraries could not use. */
  readonly check?: ((url: string, answer: HttpAnswer) => void) | undefined;
}

const MEBIBYTE = 1024 * 1024;
/** A retrieve brings a zip of up to 39 MB as base64; a deploy takes one, and reports on each of its components. */
const PACKAGE = { limitBytes: 64 * MEBIBYTE, timeoutMs: 120_000 };
/** Calls of the Metadata API that change nothing, all of which travel as POST. */
const SOAP_READS =
  /<(?:retrieve|checkRetrieveStatus|checkDeployStatus|listMetadata|describeMetadata|readMetadata)[\s>]/;

interface Row {
  readonly path: RegExp;
  readonly kind: (request: TransportRequest) => RequestKind;
}

/** Kinds of requests by their path; the first that fits counts. */
const KINDS: readonly Row[] = [
  {
    path: /\/services\/oauth2\/token$/,
    kind: () => ({ changesNothing: false, limitBytes: MEBIBYTE, sendsSecrets: true, isLogin: true, check: checkLogin }),
  },
  {
    path: /\/services\/oauth2\/(?:revoke|introspect)$/,
    kind: () => ({ changesNothing: false, limitBytes: MEBIBYTE, sendsSecrets: true }),
  },
  {
    path: /\/services\/oauth2\/userinfo$/,
    kind: () => ({ changesNothing: true, limitBytes: MEBIBYTE, check: checkUser }),
  },
  {
    path: /\/services\/Soap\//,
    kind: ({ body }) => ({
      ...PACKAGE,
      changesNothing: typeof body === 'string' && SOAP_READS.test(body),
      check: checkSoap,
    }),
  },
  {
    path: /\/services\/data\/v[\d.]+\/metadata\/deployRequest\b/,
    kind: (request) => ({ ...PACKAGE, ...restKind(request) }),
  },
  { path: /\/services\/data\b/, kind: restKind },
];

/** Tells how a request travels. */
export function kindOf(request: TransportRequest): RequestKind {
  const { pathname } = new URL(request.url);
  const row = KINDS.find(({ path }) => path.test(pathname));
  return row?.kind(request) ?? { changesNothing: reads(request) };
}

function restKind(request: TransportRequest): RequestKind {
  return { changesNothing: reads(request), check: checkRest };
}

const reads = ({ method }: TransportRequest): boolean => /^(?:GET|HEAD)$/i.test(method);
const isGood = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

/** core reaches for these three, and goes on with what it finds. */
function checkLogin(url: string, answer: HttpAnswer): void {
  if (!isGood(answer)) return;
  const fields = asRecord(jsonOf(answer.body));
  for (const name of ['access_token', 'refresh_token']) {
    const value = fields[name];
    if (typeof value === 'string') remember(value);
  }
  const isWhole = ['access_token', 'instance_url', 'id'].every((name) => typeof fields[name] === 'string');
  if (!isWhole) throw unexpectedAnswer(`POST ${new URL(url).pathname}`, answer);
}

function checkUser(url: string, answer: HttpAnswer): void {
  const { preferred_username: username, user_id: id } = asRecord(jsonOf(answer.body));
  const isWhole = typeof username === 'string' && typeof id === 'string';
  if (isGood(answer) && !isWhole) throw unexpectedAnswer(`GET ${new URL(url).pathname}`, answer);
}

function checkSoap(url: string, answer: HttpAnswer): void {
  const isEnvelope = /<(?:[\w.-]+:)?Envelope[\s>]/.test(answer.body);
  if (isGood(answer) && !isEnvelope) throw unexpectedAnswer(`POST ${new URL(url).pathname}`, answer);
}

function checkRest(url: string, answer: HttpAnswer): void {
  if (!isGood(answer) || answer.status === 204) return;
  const value = jsonOf(answer.body);
  // What changes something is often answered with nothing.
  const isEmpty = answer.body.trim() === '' && answer.status !== 200;
  if (!isEmpty && (typeof value !== 'object' || value === null)) {
    throw unexpectedAnswer(new URL(url).pathname, answer);
  }
}
