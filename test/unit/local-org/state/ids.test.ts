import { describe, expect, it } from 'vitest';
import { id15, id18, newConsumerKey, newConsumerSecret, recordId } from '../../../../src/local-org/state/ids.js';

describe('ids', () => {
  it('have the check characters of Salesforce', () => {
    expect(id18('00D000000000062')).toBe('00D000000000062EAA');
    expect(id18('001A0000006Vm9u')).toBe('001A0000006Vm9uIAC');
    expect(id15(recordId('0Af', 1))).toBe('0Af000000000001');
  });

  it('and credentials look like those of Salesforce', () => {
    expect(newConsumerKey()).toMatch(/^3MVG9[\w.]{80}$/);
    expect(newConsumerSecret()).toMatch(/^[0-9A-F]{64}$/);
  });
});
