import { describe, expect, it } from 'vitest';
import { parseFault, takeFaults } from '../../../../src/local-org/server/faults.js';
import type { FaultRule } from '../../../../src/local-org/server/faults.js';

describe('parseFault', () => {
  it.each([
    ['deploy:503:2', { operation: 'deploy', fault: { kind: 'status', status: 503, retryAfterSeconds: 2 } }],
    ['*:500', { operation: '*', fault: { kind: 'status', status: 500 } }],
    ['query:latency:250', { operation: 'query', fault: { kind: 'latency', milliseconds: 250 } }],
    ['deploy:slow-deploy:3', { operation: 'deploy', fault: { kind: 'slow-deploy', seconds: 3 } }],
    [
      'deploy:failing-deploy:It broke: badly',
      { operation: 'deploy', fault: { kind: 'failing-deploy', problem: 'It broke: badly' } },
    ],
    ['token:reset-after', { operation: 'token', fault: { kind: 'reset-after' } }],
  ])('reads %s', (text, expected) => {
    expect(parseFault(text)).toEqual(expected);
  });

  it.each(['', 'deploy', 'deploy:explode', ':500', 'query:latency:soon'])(
    'refuses "%s" and says what it takes',
    (text) => {
      expect(() => parseFault(text)).toThrow(/OPERATION:KIND\[:VALUE\].*reset-before/);
    },
  );
});

describe('takeFaults', () => {
  it('uses up one fault of a kind for one call, and none of another operation', () => {
    const rules: FaultRule[] = [
      { operation: 'token', fault: { kind: 'status', status: 500 }, once: true },
      { operation: 'token', fault: { kind: 'status', status: 503 }, once: true },
      { operation: 'query', fault: { kind: 'reset-before' }, once: true },
      { operation: '*', fault: { kind: 'latency', milliseconds: 1 }, once: false },
    ];
    expect(takeFaults(rules, 'token')).toEqual([
      { kind: 'status', status: 500 },
      { kind: 'latency', milliseconds: 1 },
    ]);
    expect(takeFaults(rules, 'token')).toEqual([
      { kind: 'status', status: 503 },
      { kind: 'latency', milliseconds: 1 },
    ]);
    expect(rules).toHaveLength(2);
  });
});
