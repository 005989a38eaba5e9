import { describe, expect, it } from 'vitest';
import type { EcaConfig, ResolvedApp, SinkConfig } from '../../../src/config/model.js';
import { resolve } from '../../../src/config/resolve.js';
import { readerOf, sinksOf } from '../../../src/handover/targets.js';

function resolution(sink: SinkConfig) {
  const app = { label: 'Billing', contactEmail: 'it@acme.example', runAsUser: 'billing@acme.example', sink };
  const written: EcaConfig = { apps: { Billing_Sync: app } };
  return resolve(written, { env: {} });
}

function appWith(sink: SinkConfig): ResolvedApp {
  const { config, problems } = resolution(sink);
  const [app] = config?.apps ?? [];
  if (app === undefined) throw new Error(JSON.stringify(problems));
  return app;
}

describe('a sink that says {environment}', () => {
  it.each([
    [{ file: 'secrets/{environment}/billing.{environment}.json' }, { file: 'secrets/eu-uat/billing.eu-uat.json' }],
    [{ command: ['gh', '--env', '{environment}'] }, { command: ['gh', '--env', 'eu-uat'] }],
    [{ exec: ['./{environment}.sh', 'x'] }, { exec: ['./eu-uat.sh', 'x'] }],
    [
      { github: { key: 'KEY_{environment}', secret: 'S_{environment}' } },
      { github: { key: 'KEY_eu_uat', secret: 'S_eu_uat' } },
    ],
  ] as const)('is that of its environment: %j', (sink, own) => {
    const [got] = sinksOf(appWith(sink), { environment: 'eu-uat' });
    expect(JSON.parse(JSON.stringify(got))).toEqual(own);
  });

  it('reads back from there, too', () => {
    const app = appWith({ file: '{environment}.json', read: ['cat', '{environment}.json'] });
    expect(readerOf(app, { environment: 'qa' })).toEqual(['cat', 'qa.json']);
  });

  it('holds for the one of the command line', () => {
    const [got] = sinksOf(appWith({ file: 'a' }), { environment: 'qa', sink: { file: '{environment}.json' } });
    expect(got).toMatchObject({ file: 'qa.json' });
  });

  it('is refused where there is no environment, and is left as it is without those words', () => {
    expect(() => sinksOf(appWith({ file: '{environment}.json' }), {})).toThrow(
      expect.objectContaining({
        name: 'UsageError',
        message: expect.stringContaining('{environment}') as string,
      }) as Error,
    );
    expect(sinksOf(appWith({ file: 'billing.json' }), {})).toEqual([{ file: 'billing.json' }]);
  });

  it('is not asked of who only reads, where nothing says how', () => {
    expect(readerOf(appWith({ file: '{environment}.json' }), {})).toBeUndefined();
  });

  it('keeps the rule for names of outputs', () => {
    expect(resolution({ github: { key: 'KEY {environment}', secret: 'S' } }).problems).toHaveLength(1);
    expect(resolution({ github: { key: '9KEY', secret: 'S' } }).problems).toHaveLength(1);
    expect(resolution({ github: { key: '{environment}_KEY', secret: 'S' } }).problems).toEqual([]);
  });
});
