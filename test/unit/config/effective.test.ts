import { describe, expect, it } from 'vitest';
import { environmentOfOrg } from '../../../src/config/effective.js';

const WRITTEN = {
  environments: {
    local: { targetOrg: 'local-org' },
    signed: { targetOrg: 'acme-signed', auth: { accessToken: 'TOKEN', instanceUrl: 'URL' } },
    uat: { targetOrg: 'acme-uat', runAsUserSuffix: '.uat', sink: { file: 'uat.json' } },
  },
};

describe('the environment that an org belongs to', () => {
  it('is told with what it says beside its org', () => {
    expect(environmentOfOrg(WRITTEN, 'acme-uat')).toEqual({ name: 'uat', keys: ['runAsUserSuffix', 'sink'] });
  });

  it.each(['local-org', 'acme-signed', 'acme-other'])('is none for %s, which no environment changes', (target) => {
    expect(environmentOfOrg(WRITTEN, target)).toBeUndefined();
    expect(environmentOfOrg({ apps: {} }, target)).toBeUndefined();
  });
});
