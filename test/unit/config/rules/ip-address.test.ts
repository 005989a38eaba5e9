import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIpAddress } from '../../../../src/config/rules/ip-address.js';

describe('parseIpAddress', () => {
  it('reads every IPv4 address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        const value = text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
        expect(parseIpAddress(text)).toEqual({ family: 4, value });
      }),
    );
  });

  it('reads every IPv6 address', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        expect(parseIpAddress(text)?.family).toBe(6);
      }),
    );
  });

  it.each([
    ['::', 0n],
    ['::1', 1n],
    ['1::', 1n << 112n],
    ['2001:db8::ff00:42:8329', 0x2001_0db8_0000_0000_0000_ff00_0042_8329n],
    ['::ffff:192.0.2.128', 0xffff_c000_0280n],
  ])('reads %s', (text, value) => {
    expect(parseIpAddress(text)).toEqual({ family: 6, value });
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.4/8',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'g::',
    '1.2.3.4::',
    'localhost',
  ])('refuses "%s"', (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });
});
