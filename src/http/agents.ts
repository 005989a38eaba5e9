import type * as http from 'node:http';
import type { Way } from './proxies.js';

/** Agents by proxy and protocol: a connection that stays open is used again. */
const AGENTS = new Map<string, http.Agent | Promise<http.Agent>>();

/** Gives what opens the connections of one way. */
export function agentFor({ proxyUrl }: Way, protocol: string): http.Agent | Promise<http.Agent> {
  const key = `${protocol} ${proxyUrl ?? ''}`;
  const known = AGENTS.get(key);
  if (known !== undefined) return known;
  const made = proxyUrl === undefined ? new (clientOf(protocol).Agent)({ keepAlive: true }) : through(proxyUrl);
  AGENTS.set(key, made);
  return made;
}

/**
 * Gives Node's client for `https:` or `http:`, when it is first asked for. An `import` of either would copy all of its exports,
 * one of which loads the client of `fetch`.
 */
export function clientOf(protocol: string): Pick<typeof http, 'Agent' | 'request'> {
  return process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http');
}

/** Loaded only where there is a proxy. What goes through one is https: plain http is sent to this machine alone. */
async function through(proxyUrl: string): Promise<http.Agent> {
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  return new HttpsProxyAgent(proxyUrl, { keepAlive: true });
}
