import { describe, expect, it } from 'vitest';
import { isOwnHost } from '../../../../src/local-org/wire/host.js';

describe('isOwnHost', () => {
  it.each(['127.0.0.1:7780', '127.0.0.1', '127.1.2.3:80', 'localhost:80', 'LOCALHOST', 'acme.localhost:1', '[::1]:80'])(
    'takes %s',
    (host) => {
      expect(isOwnHost(host)).toBe(true);
    },
  );

  it.each([
    ...[undefined, '', 'evil.example', 'evil.example:7780', '127.0.0.1.evil.example', 'localhost.evil.example:80'],
    ...['127.0.0.1@evil.example', '0.0.0.0:80', '10.0.0.1', '[::2]:80', '[::ffff:10.0.0.1]', 'login.evil.example'],
    ...['evillocalhost', '127.0.0.1:80:80', '127.0.0.1:x', '2130706433'],
  ])('refuses %s', (host) => {
    expect(isOwnHost(host)).toBe(false);
  });
});
