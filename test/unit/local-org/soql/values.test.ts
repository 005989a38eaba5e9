import { describe, expect, it } from 'vitest';
import { readSpan } from '../../../../src/local-org/soql/date-literals.js';
import { likeTest, readLiteral } from '../../../../src/local-org/soql/literals.js';
import type { ColumnType } from '../../../../src/local-org/soql/table.js';
import { compareValues } from '../../../../src/local-org/soql/values.js';

const now = Date.parse('2026-11-22T12:00:00Z');
const read = (text: string, kind: string, type: ColumnType): unknown =>
  readLiteral({ text, kind }, type, 'Field', { now, checksIds: true });

describe('SOQL values', () => {
  it('are read from literals', () => {
    expect(read(String.raw`'O\'Neil\n\\\u00e9'`, 'STRING', 'string')).toBe("O'Neil\n\\é");
    expect(read("''", 'STRING', 'string')).toBeNull();
    expect(read('TRUE', 'BOOLEAN', 'boolean')).toBe(true);
    expect(read('null', 'NULL', 'boolean')).toBeNull();
    expect(read('-5', 'INTEGER', 'double')).toBe(-5);
    expect(read('LAST_N_DAYS:2', 'DATE_N_LITERAL', 'datetime')).toEqual({
      from: Date.parse('2026-11-20T00:00:00Z'),
      to: Date.parse('2026-11-23T00:00:00Z'),
    });
  });

  it('compare without case, ids by their 15 characters, times by instant', () => {
    expect(compareValues('Acme', 'aCME', 'string')).toBe(0);
    expect(compareValues('00D000000000062EAA', '00D000000000062', 'id')).toBe(0);
    expect(compareValues('00Da00000000062', '00DA00000000062', 'reference')).not.toBe(0);
    expect(compareValues('2026-01-01T00:00:00.000+0000', '2026-01-01T01:00:00+01:00', 'datetime')).toBe(0);
    expect(compareValues(null, 'a', 'string')).toBeLessThan(0);
    expect(compareValues(9, 10, 'int')).toBeLessThan(0);
  });

  it.each([
    ['BILLING_sync@%', 'billing.sync@acme.example', true],
    ['billing.sync', 'billingXsync', false],
    [String.raw`100\%`, '100%', true],
    [String.raw`100\%`, '100 EUR', false],
    [String.raw`a\_b`, 'a_b', true],
    [String.raw`a\_b`, 'axb', false],
    [String.raw`a\\%`, String.raw`a\tail`, true],
    [String.raw`it\'s%`, "it's so", true],
    ['[a](b)*', '[a](b)*', true],
    ['', null, false],
    ['%', null, false],
  ])('match LIKE %j with %j: %j', (pattern, value, expected) => {
    expect(likeTest(`'${pattern}'`)(value)).toBe(expected);
  });
});

describe('date literals', () => {
  // 22 November 2026 is a Sunday, on which a week begins.
  it.each([
    ['TODAY', '2026-11-22', '2026-11-23'],
    ['YESTERDAY', '2026-11-21', '2026-11-22'],
    ['TOMORROW', '2026-11-23', '2026-11-24'],
    ['THIS_WEEK', '2026-11-22', '2026-11-29'],
    ['LAST_WEEK', '2026-11-15', '2026-11-22'],
    ['NEXT_WEEK', '2026-11-29', '2026-12-06'],
    ['THIS_MONTH', '2026-11-01', '2026-12-01'],
    ['LAST_MONTH', '2026-10-01', '2026-11-01'],
    ['NEXT_MONTH', '2026-12-01', '2027-01-01'],
    ['LAST_90_DAYS', '2026-08-24', '2026-11-23'],
    ['NEXT_90_DAYS', '2026-11-23', '2027-02-21'],
    ['THIS_QUARTER', '2026-10-01', '2027-01-01'],
    ['LAST_FISCAL_QUARTER', '2026-07-01', '2026-10-01'],
    ['NEXT_QUARTER', '2027-01-01', '2027-04-01'],
    ['THIS_YEAR', '2026-01-01', '2027-01-01'],
    ['LAST_FISCAL_YEAR', '2025-01-01', '2026-01-01'],
    ['NEXT_YEAR', '2027-01-01', '2028-01-01'],
    ['LAST_N_DAYS:1', '2026-11-21', '2026-11-23'],
    ['NEXT_N_DAYS:1', '2026-11-23', '2026-11-24'],
    ['N_DAYS_AGO:3', '2026-11-19', '2026-11-20'],
    ['LAST_N_WEEKS:2', '2026-11-08', '2026-11-22'],
    ['NEXT_N_WEEKS:1', '2026-11-29', '2026-12-06'],
    ['N_WEEKS_AGO:2', '2026-11-08', '2026-11-15'],
    ['LAST_N_MONTHS:11', '2025-12-01', '2026-11-01'],
    ['NEXT_N_MONTHS:2', '2026-12-01', '2027-02-01'],
    ['N_MONTHS_AGO:1', '2026-10-01', '2026-11-01'],
    ['LAST_N_QUARTERS:1', '2026-07-01', '2026-10-01'],
    ['N_FISCAL_QUARTERS_AGO:4', '2025-10-01', '2026-01-01'],
    ['LAST_N_YEARS:2', '2024-01-01', '2026-01-01'],
    ['next_n_fiscal_years:1', '2027-01-01', '2028-01-01'],
    ['N_YEARS_AGO:1', '2025-01-01', '2026-01-01'],
  ])('%s is from %s until before %s', (literal, from, to) => {
    expect(readSpan(literal, now)).toEqual({ from: Date.parse(from), to: Date.parse(to) });
  });

  it.each(['LAST_DECADE', 'THIS_N_DAYS:3', 'constructor', 'LAST_N_HOURS:1'])('%s is refused', (literal) => {
    expect(() => readSpan(literal, now)).toThrow('unexpected token');
  });
});
