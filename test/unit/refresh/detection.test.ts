import { describe, expect, it } from 'vitest';
import { refuseUnready } from '../../../src/refresh/detection.js';

const ORG = '00D000000000042AAA';

describe('a sandbox that production tells of', () => {
  it.each(['Pending', 'Processing', 'Sampling', 'Pending Activation', 'Activating', 'Suspended'])(
    'is not there yet while it is %s',
    (status) => {
      expect(() => {
        refuseUnready('uat', { status, orgId: '00D000000000042' }, ORG);
      }).toThrow(`production says "${status}" of it`);
    },
  );

  it('is not there yet while another org answers', () => {
    expect(() => {
      refuseUnready('uat', { status: 'Completed', orgId: '00D000000000043' }, ORG);
    }).toThrow('the old sandbox still answers');
  });

  it('is there when it is completed and answers, or when nobody can say', () => {
    refuseUnready('uat', { status: 'Completed', orgId: '00D000000000042' }, ORG);
    refuseUnready('uat', { status: 'Completed', orgId: '00D000000000042' }, undefined);
    refuseUnready('uat', undefined, ORG);
  });
});
