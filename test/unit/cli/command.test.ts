import { describe, expect, it } from 'vitest';
import { isOn, minutes, text, texts } from '../../../src/cli/command.js';

const flags = { config: 'eca.config.yaml', app: ['Billing_Sync', 42], json: true, quiet: 'true', wait: 0.5 };

describe('the readers of flags', () => {
  it('give a value of the kind that is asked for, and none otherwise', () => {
    expect([text(flags, 'config'), text(flags, 'app'), text(flags, 'missing')]).toEqual([
      'eca.config.yaml',
      undefined,
      undefined,
    ]);
    expect([texts(flags, 'app'), texts(flags, 'config')]).toEqual([['Billing_Sync', '42'], undefined]);
    expect([isOn(flags, 'json'), isOn(flags, 'quiet'), isOn(flags, 'missing')]).toEqual([true, false, false]);
  });
});

describe('minutes', () => {
  it('gives milliseconds', () => {
    expect(minutes(flags, 'wait')).toBe(30_000);
    expect(minutes({ wait: 0 }, 'wait')).toBe(0);
  });

  it.each([
    ['no number', Number.NaN],
    ['less than nothing', -1],
    ['no end', Infinity],
    ['two numbers', [1, 2]],
    ['nothing', undefined],
  ])('refuses %s, and says which flag it was', (_what, wait) => {
    expect(() => minutes({ wait }, 'wait')).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining('--wait') as string }) as Error,
    );
  });
});
