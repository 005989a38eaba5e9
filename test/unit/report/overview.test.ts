import { describe, expect, it } from 'vitest';
import { overviewOf } from '../../../src/report/overview.js';
import { doneIn, PROVEN, twentyOrgs } from './twenty-orgs.js';

describe('what a report says first', () => {
  it('is neither passed nor failed where the org refused this machine alone', () => {
    const unknown = { ...PROVEN, unknown: true as const };
    const { title, environments } = overviewOf({
      ...twentyOrgs(),
      environments: [doneIn('uat', 0, { proofs: [PROVEN, unknown] }), doneIn('qa', 0, { proofs: [PROVEN] })],
    });
    expect(title).toBe('eca deploy: 2 of 2 environments done, 1 proof unknown from here');
    expect(environments).toMatchObject([
      { result: 'done, proof unknown', tone: 'warn', proven: '1 of 2 apps, 1 unknown' },
      { result: 'done', tone: 'good', proven: '1 of 1 app' },
    ]);
  });
});
