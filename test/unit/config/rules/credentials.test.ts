import { describe, expect, it } from 'vitest';
import { resolve } from '../../../../src/config/resolve.js';

const APP = { label: 'Billing Sync', contactEmail: 'a@acme.example', runAsUser: 'sync@acme.example' };
const resolveWith = (credentials: unknown, more: object = {}) =>
  resolve({ apps: { Billing_Sync: { ...APP, ...more, credentials } } }, { env: {} });

describe('credentials of an app', () => {
  it('are sources that nobody reads while the config is resolved', () => {
    const { config, problems } = resolveWith({ key: '${env:KEY}', secret: '${env:SECRET}' });
    expect(problems).toEqual([]);
    expect(config?.apps[0]?.credentials).toEqual({
      key: { kind: 'secret-source', variable: 'KEY' },
      secret: { kind: 'secret-source', variable: 'SECRET' },
    });
    expect(resolveWith({ key: 'A_key', secret: '${env:SECRET}' }).config?.apps[0]?.credentials?.key).toBe('A_key');
  });

  it.each([
    [
      'a literal secret',
      { key: 'A', secret: 'hush-hush' },
      'credentials.secret',
      /a secret does not stand in a config/,
    ],
    [
      'a secret that is no text',
      { key: 'A', secret: 4711 },
      'credentials.secret',
      /a secret does not stand in a config/,
    ],
    ['a part of a secret', { key: 'A', secret: 'hush-${env:S}' }, 'credentials.secret', /a secret does not stand/],
    ['a part of a key', { key: 'A${env:K}', secret: '${env:S}' }, 'credentials.key', /is the whole of it/],
    ['a key with a space', { key: 'A key', secret: '${env:S}' }, 'credentials.key', /no consumer key/],
    ['one variable for both', { key: '${env:PAIR}', secret: '${env:PAIR}' }, 'credentials.key', /both taken from PAIR/],
    ['a pair without its secret', { key: 'A' }, 'credentials.secret', /is missing/],
  ])('refuse %s and do not show it', (_what, credentials, path, message) => {
    const { config, problems } = resolveWith(credentials);
    expect(config).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]?.path.slice(2).join('.')).toBe(path);
    expect(problems[0]?.message).toMatch(message);
    expect(JSON.stringify(problems)).not.toMatch(/hush|4711/);
  });

  it('are of an app that runs the flow, also of a publisher’s, and stand beside no field that says the same', () => {
    const pair = { key: '${env:K}', secret: '${env:S}' };
    const messages = (more: object) => resolveWith(pair, more).problems.map(({ message }) => message);
    expect(messages({ role: 'subscriber' })).toEqual([]);
    expect(messages({ clientCredentials: false, runAsUser: undefined }).join()).toMatch(/does not run/);
    const fields = { ExtlClntAppGlobalOauthSettings: { consumerSecret: '${env:OTHER}' } };
    expect(messages({ fields })).toEqual([expect.stringMatching(/is set by the key "credentials" as well/)]);
  });
});
