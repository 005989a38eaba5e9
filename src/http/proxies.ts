import type { Variables } from '../plain-data.js';
import { BlockList, isIP } from 'node:net';
import { CODES, HttpFailure, type Route } from './failure.js';
import { isLoopback } from './origins.js';

/** Variables that name a proxy, for each scheme, the first that is set counts: the small letters, as with curl. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'https:': ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'http_proxy', 'HTTP_PROXY'],
  'http:': ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY', 'https_proxy', 'HTTPS_PROXY'],
};
const EXCEPTIONS = ['no_proxy', 'NO_PROXY'];

/** The way of one request: the proxy with its login, where one takes it, and what may be told of it. */
export interface Way {
  /** URL of the proxy, user and password included. */
  readonly proxyUrl?: string | undefined;
  readonly route: Route;
}

/**
 * Finds the proxy for a URL. What runs on this machine is never asked through one.
 *
 * @throws HttpFailure when the variable names no http or https proxy.
 */
export function wayTo(url: URL, env: Variables): Way {
  if (isLoopback(url.href)) return { route: {} };
  const variable = firstSet(NAMES[url.protocol] ?? [], env);
  if (variable === undefined) return { route: {} };
  const exceptions = firstSet(EXCEPTIONS, env);
  if (exceptions !== undefined && isExcepted(url, env[exceptions] ?? '')) {
    return { route: { variable, keptBy: exceptions } };
  }
  const proxyUrl = proxyOf(env[variable]?.trim() ?? '', variable);
  return { proxyUrl: proxyUrl.href, route: { proxy: proxyUrl.host, variable } };
}

function firstSet(names: readonly string[], env: Variables): string | undefined {
  return names.find((name) => (env[name]?.trim() ?? '') !== '');
}

/** A proxy without a scheme is one that speaks http. The value is not shown: it may hold a password. */
function proxyOf(value: string, variable: string): URL {
  const text = value.includes('://') ? value : `http://${value}`;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && isDecodable(new URL(text)))
    return new URL(text);
  throw new HttpFailure({
    code: CODES.badProxy,
    message: `${variable} names no http or https proxy; it looks like http://HOST:PORT, with user and password percent-encoded`,
    route: { variable },
  });
}

/** User and password of a proxy are percent-encoded. */
function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}:${password}`);
    return true;
  } catch {
    return false;
  }
}

/** Tells whether a list such as `localhost,.acme.example,10.0.0.0/8,10.0.0.1:8443,*` excepts the host of a URL. */
function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  const host = bare(hostname);
  const ownPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry.includes('/')) return isInRange(host, entry);
      const [, name = '', only] = /^(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (only !== undefined && only !== ownPort) return false;
      if (name === '*') return true;
      const wanted = bare(name.replace(/^\*?\./, ''));
      return host === wanted || host.endsWith(`.${wanted}`);
    });
}

/** A range of addresses, `10.0.0.0/8`, excepts the hosts that are named by an address in it; no name is looked up. */
function isInRange(host: string, range: string): boolean {
  const [network = '', length = ''] = range.split('/');
  const family = isIP(host);
  const base = bare(network);
  if (family === 0 || isIP(base) !== family || !/^\d{1,3}$/.test(length)) return false;
  const bits = Number(length);
  if (bits > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(base, bits, type);
  return block.check(host, type);
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}
