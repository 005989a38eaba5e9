import { describe, expect, it } from 'vitest';
import { resolve } from '../../../src/config/resolve.js';

const APP = { label: 'Billing Sync', contactEmail: 'a@acme.example', runAsUser: 'sync@acme.example' };

/** What is advised for one key or field that is wrong, in an API version. */
function adviceFor(wrong: object, apiVersion: unknown = '66.0', flag?: string): string {
  const { problems } = resolve(
    { apiVersion, apps: { Billing_Sync: { ...APP, ...wrong } } },
    { env: {}, apiVersion: flag },
  );
  return problems.map(({ action }) => action).join('\n');
}

describe('a metadata field where a key is expected', () => {
  it.each([
    ['a field of one version', 'isMtlsEnabled', '68.0', 'Write it below fields.ExtlClntAppGlobalOauthSettings.'],
    [
      'the same field in a version without it',
      'isMtlsEnabled',
      '66.0',
      'Remove it: isMtlsEnabled is in API version 68.0 and later of ExtlClntAppGlobalOauthSettings, not in 66.0.',
    ],
    ['a switch with a key of its own', 'isClientCredentialsFlowEnabled', '66.0', 'Write it as "clientCredentials".'],
    ['a mistaken name of it', 'isClientCredentialEnabled', '66.0', 'Write it as "clientCredentials".'],
    [
      'a mistaken name of a field',
      'isCodeCredentialsEnabled',
      '66.0',
      /fields\.ExtlClntAppGlobalOauthSettings, spelled isCode/,
    ],
    ['a switch whose key takes a word', 'isNamedUserJwtEnabled', '66.0', /^Write tokenFormat: jwt for true/],
    ['the same where no type has it', 'isNamedUserJwtEnabled', '60.0', /^Remove it: .* not in 60\.0\.$/],
    ['a switch that stands for a scope', 'isRefreshTokenEnabled', '66.0', 'Write the scope RefreshToken in "scopes".'],
    ['a policy that follows from others', 'permittedUsersPolicyType', '66.0', /^Name permissionSets or profiles/],
    ['a switch that stands for that policy', 'isAdminApproved', '66.0', /^Name permissionSets or profiles/],
    ['a secret', 'consumerSecret', '66.0', /^Write credentials: \{ key, secret \}/],
  ])('is advised as the version has it, and as what it means: %s', (_what, key, version, advice) => {
    const said = adviceFor({ [key]: true }, version);
    if (typeof advice === 'string') expect(said).toBe(advice);
    else expect(said).toMatch(advice);
    expect(adviceFor({ [key]: true }, '62.0', version)).toBe(said);
  });

  it('is advised by meaning below fields too', () => {
    const fields = { ExtlClntAppOauthSettings: { isRefreshTokenEnabled: true } };
    expect(adviceFor({ fields })).toMatch(/^Write the scope RefreshToken in "scopes"\./);
  });

  it('is advised by what stands beside it, wherever it stands: off is not on', () => {
    for (const off of [false, 'false']) {
      const fields = { ExtlClntAppOauthSettings: { isRefreshTokenEnabled: off } };
      expect(adviceFor({ isRefreshTokenEnabled: off })).toBe('Write no scope RefreshToken in "scopes".');
      expect(adviceFor({ fields })).toMatch(/^Write no scope RefreshToken in "scopes"\./);
    }
  });
});

describe('an API version that is written otherwise', () => {
  it.each([
    [66, '"66.0"'],
    [62.0, '"62.0"'],
    ['62', '"62.0"'],
    ['v64.0', '"64.0"'],
    [12, '"68.0"'],
  ])('is answered so that one round is enough: %j', (written, right) => {
    const { problems } = resolve({ apiVersion: written, apps: { Billing_Sync: APP } }, { env: {} });
    expect(problems.map(({ action }) => action)).toEqual([expect.stringContaining(`Write apiVersion: ${right}`)]);
  });
});
