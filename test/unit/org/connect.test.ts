import { describe, expect, it } from 'vitest';
import { parseSfdxUrl } from '../../../src/org/connect.js';
import { CANARY, expectNoCanary } from '../oauth/canary.js';

describe('parseSfdxUrl', () => {
  it.each([
    ['force://PlatformCLI::5Aep861@acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
    ['force://key:secret:5Aep861@login.salesforce.com', 'https://login.salesforce.com'],
  ])('reads %s', (url, loginUrl) => {
    expect(parseSfdxUrl(url)).toMatchObject({ refreshToken: '5Aep861', loginUrl });
  });

  it.each([
    `force://a:S:${CANARY}@evil.example@login.salesforce.com`,
    `force://a:S:${CANARY}@http://127.0.0.1:4000`,
    `force://a:S:${CANARY}@acme.my.salesforce.com/path`,
    `force://a:S:${CANARY}@acme.my.salesforce.com more`,
    `https://a:S:${CANARY}@acme.my.salesforce.com`,
    CANARY,
  ])('refuses one that is not whole, and shows nothing of it', (url) => {
    let error: unknown;
    try {
      parseSfdxUrl(url);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: 'OrgAuthInvalidError' });
    expectNoCanary(error);
  });
});
