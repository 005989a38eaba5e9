import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { RUN, type Run } from '../../src/report/run.js';
import { emptyFolder } from '../cli/run-eca.js';
import { twentyOrgs } from '../unit/report/twenty-orgs.js';
import { environmentOf, writeConfig } from './fleet.js';
import { BILLING_SYNC } from './project.js';

/** Every command that changes or proves. */
const VERBS = [
  ...['plan', 'deploy', 'deploy resume', 'destroy', 'doctor', 'verify', 'refresh'],
  ...['credentials rotate', 'credentials store', 'credentials revoke', 'credentials age'],
];

describe('a run that fails before it knows its config', () => {
  let cwd: string;
  let stderr: string;
  beforeEach(() => {
    cwd = emptyFolder();
    stderr = '';
  });
  const eca = (line: string): Promise<number> =>
    main(line.split(' '), {
      cwd,
      env: {},
      stdout: { isTTY: false, write: () => undefined },
      stderr: { isTTY: false, write: (text) => void (stderr += text) },
      signal: new AbortController().signal,
      listen: () => undefined,
    });
  const report = (): Run => RUN.parse(JSON.parse(readFileSync(join(cwd, 'reports', 'run.json'), 'utf8')));

  it.each(VERBS)('leaves the reports of eca %s', async (verb) => {
    expect(await eca(`${verb} -e uat --report-dir reports`)).toBe(4);
    const { environments, ...run } = report();
    expect(run).toMatchObject({ verb, exitCode: 4, ended: expect.any(String) as string });
    expect(environments).toMatchObject([
      { name: 'uat', status: 'ended', ok: false, exitCode: 4, error: { name: 'ConfigNotFoundError' } },
    ]);
    for (const name of ['junit.xml', 'summary.md', 'report.html'])
      expect(readFileSync(join(cwd, 'reports', name), 'utf8')).toContain('No eca');
  });

  it('names the environments of a config that can be read and is wrong, and one for all where it cannot', async () => {
    expect(await eca('deploy --all --report-dir reports')).toBe(4);
    expect(report().environments.map(({ name }) => name)).toEqual(['all environments']);
    const config = { ...BILLING_SYNC, environments: { uat: environmentOf('uat'), qa: environmentOf('qa') } };
    writeConfig(cwd, { ...config, apiVersion: 'latest' });
    expect(await eca('deploy --all --report-dir reports')).toBe(4);
    expect(report().environments.map(({ name, cause }) => [name, cause?.includes('apiVersion')])).toEqual([
      ['uat', true],
      ['qa', true],
    ]);
    expect(await eca('verify -e uat -e qa --concurrency 0 --report-dir reports')).toBe(4);
    expect(report()).toMatchObject({
      verb: 'verify',
      environments: [{ error: { name: 'UsageError' } }, { name: 'qa' }],
    });
  });

  it('keeps the report that it was to go on from', async () => {
    mkdirSync(join(cwd, 'reports'));
    writeFileSync(join(cwd, 'reports', 'run.json'), JSON.stringify(twentyOrgs()));
    expect(await eca('deploy --resume --report-dir reports')).toBe(4);
    expect(report()).toEqual(twentyOrgs());
  });

  it('tells its own cause where the report cannot be written, either', async () => {
    writeFileSync(join(cwd, 'reports'), 'a file');
    expect(await eca('plan -e uat --report-dir reports')).toBe(4);
    expect(stderr).toContain('Warning: No report is written: Could not write below');
    expect(stderr).toContain('Error (ConfigNotFoundError)');
  });
});
