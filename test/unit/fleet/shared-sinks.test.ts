import { describe, expect, it } from 'vitest';
import type { EcaConfig, SinkConfig } from '../../../src/config/model.js';
import { resolve } from '../../../src/config/resolve.js';
import { sharedTargets, type NamedConfig } from '../../../src/fleet/shared-sinks.js';

function configs(sink: SinkConfig | readonly SinkConfig[] | undefined, change: Partial<EcaConfig> = {}): NamedConfig[] {
  const app = { label: 'Billing', contactEmail: 'it@acme.example', runAsUser: 'billing@acme.example' };
  const written: EcaConfig = {
    apps: { Billing_Sync: app },
    environments: { uat: { targetOrg: 'acme-uat' }, qa: { targetOrg: 'acme-qa' } },
    ...(sink === undefined ? {} : { sink }),
    ...change,
  };
  return ['uat', 'qa'].map((name) => {
    const { config, problems } = resolve(written, { env: {}, environment: name });
    if (config === undefined) throw new Error(JSON.stringify(problems));
    return { name, config };
  });
}

const choice = { folder: '/project', reads: false };

describe('targets of key and secret', () => {
  it.each([
    [{ file: 'secrets/billing.json' }, 'file secrets/billing.json'],
    [{ command: ['gh', 'secret', 'set', 'BILLING'] }, 'command gh'],
    [{ exec: ['./store.sh'] }, 'exec ./store.sh'],
    [{ github: { key: 'KEY', secret: 'SECRET' } }, 'github KEY, SECRET'],
  ] as const)('are shared when two environments have the sink %j', (sink, target) => {
    expect(sharedTargets(configs(sink), choice)).toEqual([
      { app: 'Billing_Sync', key: 'sink', target, environments: ['uat', 'qa'] },
    ]);
  });

  it.each([
    [{ file: 'secrets/{environment}.json' }],
    [{ command: ['gh', 'secret', 'set', 'BILLING', '--env', '{environment}'] }],
    [{ exec: ['./store-{environment}.sh'] }],
    [{ github: { key: 'KEY_{environment}', secret: 'SECRET_{environment}' } }],
    [undefined],
  ] as const)('are not with %j', (sink) => {
    expect(sharedTargets(configs(sink), choice)).toEqual([]);
  });

  it.each([
    [
      { key: 'KEY', secret: 'SECRET_UAT' },
      { key: 'KEY', secret: 'SECRET_QA' },
    ],
    [
      { key: 'KEY_UAT', secret: 'SECRET' },
      { key: 'KEY_QA', secret: 'SECRET' },
    ],
    [
      { key: 'ONE', secret: 'TWO' },
      { key: 'TWO', secret: 'ONE' },
    ],
  ] as const)('are shared by outputs of which one has the same name: %j and %j', (uat, qa) => {
    const environments = {
      uat: { targetOrg: 'acme-uat', sink: { github: uat } },
      qa: { targetOrg: 'acme-qa', sink: { github: qa } },
    };
    const [shared] = sharedTargets(configs(undefined, { environments }), choice);
    expect(shared).toMatchObject({ target: `github ${uat.key}, ${uat.secret}`, environments: ['uat', 'qa'] });
  });

  it('are one when two ways lead to one file', () => {
    const environments = {
      uat: { targetOrg: 'acme-uat', sink: { file: './secrets/../billing.json' } },
      qa: { targetOrg: 'acme-qa', sink: { file: '/project/billing.json' } },
    };
    expect(sharedTargets(configs(undefined, { environments }), choice)).toHaveLength(1);
  });

  it('of the command line come before those of the config', () => {
    const found = sharedTargets(configs({ file: '{environment}.json' }), { ...choice, sink: { file: 'one.json' } });
    expect(found.map(({ target }) => target)).toEqual(['file one.json']);
  });

  it('that are read are told from those that are written', () => {
    const reads = { ...choice, reads: true };
    const sink = { file: '{environment}.json', read: ['vault', 'get'] };
    expect(sharedTargets(configs(sink), choice)).toEqual([]);
    expect(sharedTargets(configs(sink), reads).map(({ target }) => target)).toEqual(['read vault']);
    expect(sharedTargets(configs({ ...sink, read: ['vault', 'get', '{environment}'] }), reads)).toEqual([]);
  });

  it('are shared by a Named Credential in one consuming org, and not in the org of each', () => {
    const named = (targetOrg?: string): Partial<EcaConfig> => ({
      apps: {
        Billing_Sync: {
          label: 'Billing',
          contactEmail: 'it@acme.example',
          runAsUser: 'billing@acme.example',
          namedCredential: { name: 'Billing', url: 'https://acme.example', targetOrg },
        },
      },
    });
    expect(
      sharedTargets(configs(undefined, named('acme-hub')), choice).map(({ key, target }) => [key, target]),
    ).toEqual([['namedCredential', 'Named Credential Billing in acme-hub']]);
    expect(sharedTargets(configs(undefined, named()), choice)).toEqual([]);
  });
});
