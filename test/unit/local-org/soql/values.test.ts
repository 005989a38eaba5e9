import { describe, expect, it } from 'vitest';
import { compareValues, isLike, readLiteral } from '../../../../src/local-org/soql/values.js';

describe('SOQL values', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');

  it('are read from literals', () => {
    expect(readLiteral(String.raw`'O\'Neil\n'`, 'STRING', now)).toBe("O'Neil\n");
    expect(readLiteral('TRUE', 'BOOLEAN', now)).toBe(true);
    expect(readLiteral('null', 'NULL', now)).toBeNull();
    expect(readLiteral('LAST_N_DAYS:2', 'DATE_N_LITERAL', now)).toEqual({
      from: Date.parse('2026-11-20T00:00:00Z'),
      to: Date.parse('2026-11-23T00:00:00Z'),
    });
  });

  it('compare without case, ids by their 15 characters, times by instant', () => {
    expect(compareValues('Acme', 'aCME')).toBe(0);
    expect(compareValues('00D000000000062EAA', '00D000000000062')).toBe(0);
    expect(compareValues('2026-01-01T00:00:00.000+0000', '2026-01-01T01:00:00+01:00')).toBe(0);
    expect(compareValues(null, 'a')).toBeLessThan(0);
  });

  it('match LIKE with % and _, and nothing else is special', () => {
    expect(isLike('billing.sync@acme.example', 'BILLING_sync@%')).toBe(true);
    expect(isLike('billingXsync', 'billing.sync')).toBe(false);
  });
});
