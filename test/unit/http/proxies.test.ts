import { describe, expect, it } from 'vitest';
import { wayTo } from '../../../src/http/proxies.js';

const PROXY = 'http://proxy.acme.example:3128';
const ORG = 'https://acme.my.salesforce.com/services/data';
type Variables = Readonly<Record<string, string>>;
const proxyFor = (url: string, env: Variables) => wayTo(new URL(url), env);

describe('the proxy of a URL', () => {
  it.each(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'])(
    'is named by %s',
    (name) => {
      expect(proxyFor(ORG, { [name]: PROXY })).toEqual({
        proxyUrl: `${PROXY}/`,
        route: { proxy: 'proxy.acme.example:3128', variable: name },
      });
    },
  );

  it('may be without a scheme, and its password is told nobody', () => {
    expect(proxyFor(ORG, { HTTPS_PROXY: 'proxy.acme.example:3128' }).proxyUrl).toBe(`${PROXY}/`);
    const { route } = proxyFor(ORG, { HTTPS_PROXY: 'http://me:c4nary@proxy.acme.example:3128' });
    expect(JSON.stringify(route)).not.toContain('c4nary');
  });

  it('is the one in small letters, and the one of the scheme, before others', () => {
    const env = {
      ALL_PROXY: 'http://all',
      HTTP_PROXY: 'http://plain',
      HTTPS_PROXY: 'http://large',
      https_proxy: 'http://small',
    };
    expect(proxyFor(ORG, env).route.proxy).toBe('small');
    expect(proxyFor(ORG, { ...env, https_proxy: ' ' }).route.proxy).toBe('large');
    expect(proxyFor('http://acme.example', env).route.proxy).toBe('plain');
  });

  it.each(['http://127.0.0.1:8080', 'http://localhost:1', 'http://[::1]:1', 'https://127.3.2.1'])(
    'is none for %s',
    (url) => {
      expect(proxyFor(url, { HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY, ALL_PROXY: PROXY })).toEqual({ route: {} });
    },
  );

  it.each(['socks5://proxy:1080', 'http://', 'ftp://x', 'not a host'])(
    'cannot be %s, and the value is not shown',
    (value) => {
      expect(() => proxyFor(ORG, { HTTPS_PROXY: value })).toThrow(
        /^HTTPS_PROXY names no http or https proxy; it looks like/,
      );
    },
  );
});

const EXCEPTED: readonly (readonly [string, string, boolean])[] = [
  ['acme.my.salesforce.com', ORG, true],
  ['salesforce.com', ORG, true],
  ['.salesforce.com', ORG, true],
  ['*.salesforce.com', ORG, true],
  ['localhost, .salesforce.com', ORG, true],
  ['localhost salesforce.com', ORG, true],
  ['SALESFORCE.COM', ORG, true],
  ['*', ORG, true],
  ['salesforce.com:443', ORG, true],
  ['salesforce.com:8443', ORG, false],
  ['force.com', ORG, false],
  ['my.salesforce.com.evil.example', ORG, false],
  ['', ORG, false],
  ['10.1.2.3', 'https://10.1.2.3:8443', true],
  ['10.1.2.3:8443', 'https://10.1.2.3:8443', true],
  ['[2001:db8::1]', 'https://[2001:db8::1]', true],
  ['2001:db8::1', 'https://[2001:db8::1]', true],
  ['[2001:db8::1]:8443', 'https://[2001:db8::1]', false],
  ['10.0.0.0/8', 'https://10.1.2.3:8443', true],
  ['10.0.0.0/16', 'https://10.1.2.3:8443', false],
  ['localhost,10.1.2.0/23', 'https://10.1.3.255', true],
  ['0.0.0.0/0', ORG, false],
  ['10.0.0.0/33', 'https://10.1.2.3', false],
  ['10.0.0.0/', 'https://10.0.0.0', false],
  ['2001:db8::/32', 'https://[2001:db8::1]', true],
  ['[2001:db9::]/32', 'https://[2001:db8::1]', false],
];

describe('NO_PROXY', () => {
  it.each(EXCEPTED)('"%s" for %s: %s', (list, url, isExcepted) => {
    const { proxyUrl, route } = proxyFor(url, { HTTPS_PROXY: PROXY, NO_PROXY: list });
    expect(proxyUrl === undefined).toBe(isExcepted);
    expect(route.keptBy).toBe(isExcepted ? 'NO_PROXY' : undefined);
  });
});
