import { EnvHttpProxyAgent, fetch } from 'undici';
import type { Fetch } from './proxies.js';

/** Makes a `fetch` that asks every host through one proxy. Loaded only where there is one: it brings all of undici. */
export function fetchThrough(proxyUrl: string): Fetch {
  // Which hosts go through it was decided before; the variables of the process have no say in it here.
  const dispatcher = new EnvHttpProxyAgent({ httpProxy: proxyUrl, httpsProxy: proxyUrl, noProxy: '' });
  // undici types its own fetch beside that of Node.js; what is used of either is the same.
  return ((url: string, init: object) => fetch(url, { ...init, dispatcher })) as unknown as Fetch;
}
