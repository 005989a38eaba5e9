import { describe, expect, it } from 'vitest';
import { resolveSecrets } from '../../../src/config/secrets.js';
import { Secret } from '../../../src/secret.js';
import { configWith, resolved } from '../../fixtures/config/billing-sync.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const PUSH = 'ExtlClntAppPushSettings';
const CANARY = 'canary-8f3a';

const withSecret = (consumerSecret: unknown): object => configWith({ fields: { [GLOBAL]: { consumerSecret } } });

describe('secrets in a config', () => {
  it('become the name of their variable, which need not be set', () => {
    const { config, problems } = resolved(withSecret('${env:BILLING_SECRET}'));
    expect(problems).toEqual([]);
    expect(config?.apps[0]?.fields[GLOBAL]).toEqual({
      consumerSecret: { kind: 'secret-source', variable: 'BILLING_SECRET' },
    });
  });

  it('are not put in by resolve, even when the variable is set', () => {
    const resolution = resolved(withSecret('${env:BILLING_SECRET}'), { env: { BILLING_SECRET: CANARY } });
    expect(JSON.stringify(resolution)).not.toContain(CANARY);
  });

  it.each([
    ['in plain text', CANARY],
    ['with text around the variable', `${CANARY}\${env:BILLING_SECRET}`],
    ['as a map', { kind: 'secret-source', variable: 'BILLING_SECRET', value: CANARY }],
    ['as a number', 42],
  ])('are refused %s, without showing them', (_, value) => {
    const resolution = resolved(withSecret(value), { env: { BILLING_SECRET: CANARY } });
    expect(resolution.problems.map(({ path }) => path.join('.'))).toEqual([
      `apps.Billing_Sync.fields.${GLOBAL}.consumerSecret`,
    ]);
    expect(resolution.problems[0]?.action).toContain('${env:CONSUMER_SECRET}');
    expect(JSON.stringify(resolution)).not.toContain(CANARY);
  });

  it('are found inside groups of fields', () => {
    const push = { pushServiceType: 'Android', androidPushConfig: { fcmProject: 'acme', serviceAccount: CANARY } };
    const resolution = resolved(configWith({ fields: { [PUSH]: push } }));
    expect(resolution.problems.map(({ path }) => path.join('.'))).toEqual([
      `apps.Billing_Sync.fields.${PUSH}.androidPushConfig.serviceAccount`,
    ]);
    expect(JSON.stringify(resolution)).not.toContain(CANARY);
  });
});

describe('resolveSecrets', () => {
  const push = { pushServiceType: 'Android', androidPushConfig: { fcmProject: 'acme', serviceAccount: '${env:FCM}' } };
  const { config } = resolved(
    configWith({ fields: { [GLOBAL]: { consumerSecret: '${env:BILLING_SECRET}' }, [PUSH]: push } }),
  );

  it('reads secrets from their variables, also inside groups', () => {
    if (config === undefined) throw new Error('the config breaks no rule');
    const { config: complete, problems } = resolveSecrets(config, { BILLING_SECRET: CANARY, FCM: 'fcm-canary' });
    expect(problems).toEqual([]);
    const fields = complete.apps[0]?.fields;
    const secret = fields?.[GLOBAL]?.['consumerSecret'];
    const group = fields?.[PUSH]?.['androidPushConfig'] as { serviceAccount: Secret };
    expect(secret instanceof Secret && secret.reveal()).toBe(CANARY);
    expect(group.serviceAccount.reveal()).toBe('fcm-canary');
    expect(JSON.stringify(complete)).not.toContain('canary');
  });

  it('names every variable that is not set or empty', () => {
    if (config === undefined) throw new Error('the config breaks no rule');
    expect(resolveSecrets(config, { BILLING_SECRET: '' }).problems.map(({ message }) => message)).toEqual([
      'The environment variable BILLING_SECRET is empty; the secret consumerSecret comes from it.',
      'The environment variable FCM is not set; the secret serviceAccount comes from it.',
    ]);
  });
});
