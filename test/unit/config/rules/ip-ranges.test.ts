import { describe } from 'vitest';
import { allows, range, refuses, warns } from './cases.js';

describe('rules about trusted IP ranges', () => {
  refuses([
    [
      'refuses more ranges than an app takes',
      {
        trustedIpRanges: Array.from({ length: 129 }, () => ({
          startIpAddress: '203.0.113.1',
          endIpAddress: '203.0.113.9',
        })),
      },
      'trustedIpRanges',
      /129 ranges, and may have 128/,
      /together/,
    ],
    [
      'refuses a wrong range that stands below fields',
      {
        fields: {
          ExtlClntAppOauthSettings: {
            trustedIpRanges: [{ startIpAddress: '203.0.113.0/24', endIpAddress: '203.0.113.9' }],
          },
        },
      },
      'fields.ExtlClntAppOauthSettings.trustedIpRanges[0].startIpAddress',
      /\/24/,
      /first and the last/,
    ],
    [
      'refuses an address that is none',
      range('203.0.113.256', '203.0.113.9'),
      'trustedIpRanges[0].startIpAddress',
      /203\.0\.113\.256/,
      /such as/,
    ],
    [
      'refuses a prefix length',
      range('203.0.113.0/24', '203.0.113.9'),
      'trustedIpRanges[0].startIpAddress',
      /\/24/,
      /first and the last/,
    ],
    [
      'refuses a range that ends before it begins',
      range('203.0.113.9', '203.0.113.1'),
      'trustedIpRanges[0].endIpAddress',
      /before it begins/,
      /Exchange/,
    ],
    [
      'refuses a range over two families',
      range('203.0.113.9', '2001:db8::1'),
      'trustedIpRanges[0].endIpAddress',
      /mixes/,
      /one kind/,
    ],
  ]);

  warns([
    [
      'warns that trusted ranges do not protect the flow',
      range('203.0.113.1', '203.0.113.9'),
      'trustedIpRanges',
      /does not limit/,
      /login IP ranges/,
    ],
  ]);

  allows([
    [
      'ranges of IPv6 addresses',
      { clientCredentials: false, runAsUser: undefined, ...range('2001:db8::', '2001:db8::ffff') },
    ],
  ]);
});
