import { describe, expect, it } from 'vitest';
import type { AppConfig, EcaConfig, SinkConfig } from '../../../../src/config/model.js';
import { resolve } from '../../../../src/config/resolve.js';
import { allows, refuses } from './cases.js';

describe('rules about sinks', () => {
  refuses([
    [
      'refuses a sink that goes nowhere',
      { sink: {} },
      'sink',
      /does not say/,
      /exactly one of file, command, github, exec/,
    ],
    [
      'refuses a sink of two kinds',
      { sink: { file: 'a.json', exec: ['node'] } },
      'sink',
      /file and exec/,
      /exactly one/,
    ],
    [
      'refuses a format without a file',
      { sink: { command: ['gh'], format: 'json' } },
      'sink.format',
      /for a file/,
      /Remove/,
    ],
    ['refuses a command without a program', { sink: { command: [] } }, 'sink.command', /No program/, /gh, secret/],
    [
      'refuses an output with a hyphen',
      { sink: { github: { key: 'billing-key', secret: 'BILLING_SECRET' } } },
      'sink.github.key',
      /"billing-key"/,
      /underscores/,
    ],
    [
      'refuses one name for key and secret',
      { sink: { github: { key: 'BILLING', secret: 'BILLING' } } },
      'sink.github.secret',
      /both called "BILLING"/,
      /two names/,
    ],
    ['refuses an empty path', { sink: { file: '' } }, 'sink.file', /empty/, /path/],
  ]);

  allows([['a GitHub sink', { sink: { github: { key: 'BILLING_KEY', secret: 'BILLING_SECRET' } } }]]);
});

describe('two apps', () => {
  const app = (name: string, more: Partial<AppConfig> = {}): AppConfig => ({
    label: name,
    contactEmail: 'it@acme.example',
    runAsUser: `${name.toLowerCase()}@acme.example`,
    ...more,
  });
  const github = (key: string, secret: string): SinkConfig => ({ github: { key, secret } });
  const problemsOf = (config: EcaConfig, environment?: string) =>
    resolve(config, { env: {}, environment }).problems.map(({ path, message }) => [path.join('.'), message]);
  const one = { sink: github('KEY', 'SECRET') };

  it.each<[string, EcaConfig, string | undefined, string]>([
    ['a sink of the config', { ...one, apps: { A: app('A'), B: app('B') } }, undefined, 'sink'],
    [
      'a sink of the environment',
      { apps: { A: app('A'), B: app('B') }, environments: { uat: { targetOrg: 'uat', ...one } } },
      'uat',
      'environments.uat.sink',
    ],
    [
      'one name of two sinks',
      { apps: { A: app('A', one), B: app('B', { sink: [{ file: 'b.json' }, github('KEY_B', 'SECRET')] }) } },
      undefined,
      'apps.B.sink',
    ],
  ])('cannot hand over to one output of a job, by %s', (_how, config, environment, path) => {
    expect(problemsOf(config, environment)).toEqual([
      [path, expect.stringContaining('A and B hand over to one output of the job') as string],
    ]);
  });

  it.each<[string, EcaConfig]>([
    ['names of their own', { apps: { A: app('A', one), B: app('B', { sink: github('KEY_B', 'SECRET_B') }) } }],
    ['one program, which is told the app', { sink: { command: ['./store.sh'] }, apps: { A: app('A'), B: app('B') } }],
    ['an app that has no pair', { ...one, apps: { A: app('A'), B: app('B', { role: 'subscriber' }) } }],
  ])('can have %s', (_how, config) => {
    expect(problemsOf(config)).toEqual([]);
  });
});
