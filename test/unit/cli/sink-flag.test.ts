import { describe, expect, it } from 'vitest';
import { sinkOf } from '../../../src/cli/sink-flag.js';
import { EcaError } from '../../../src/errors.js';

describe('the flag --sink', () => {
  it.each([
    ['file:secrets/billing.json', { file: 'secrets/billing.json' }],
    ['dotenv:.env.uat', { file: '.env.uat', format: 'dotenv' }],
    ['github:BILLING_KEY, BILLING_SECRET', { github: { key: 'BILLING_KEY', secret: 'BILLING_SECRET' } }],
    ['command:gh secret  set BILLING_UAT', { command: ['gh', 'secret', 'set', 'BILLING_UAT'] }],
    ['command:["vault", "kv", "put", "secret/my app", "-"]', { command: ['vault', 'kv', 'put', 'secret/my app', '-'] }],
    ['exec:npm run smoke', { exec: ['npm', 'run', 'smoke'] }],
  ])('reads %s', (sink, expected) => {
    expect(sinkOf({ sink })).toEqual({ sink: expected });
  });

  it('is nothing when it was not given', () => {
    expect(sinkOf({})).toEqual({});
  });

  it.each([
    'file:',
    'secrets.json',
    'github:ONE',
    'github:SAME,SAME',
    'github:1,2',
    'command:[',
    'command:[1]',
    'mail:me',
  ])('refuses %s, and says what it takes', (sink) => {
    expect(() => sinkOf({ sink })).toThrow(EcaError);
    expect(() => sinkOf({ sink })).toThrow(`got "${sink}"`);
  });
});
