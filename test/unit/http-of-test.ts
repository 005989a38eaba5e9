import { openHttp } from '../../src/http/open-http.js';
import type { Http } from '../../src/http/http.js';
import type { HttpOptions } from '../../src/http/send.js';

/** A way out for a test: twenty seconds, no proxies, unless the test says otherwise. */
export function httpOfTest(options: Partial<HttpOptions> = {}): Http {
  return openHttp({ env: {}, signal: new AbortController().signal, deadline: Date.now() + 20_000, ...options });
}
