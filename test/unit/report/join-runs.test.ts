import { describe, expect, it } from 'vitest';
import { joinRuns } from '../../../src/report/join-runs.js';
import { overviewOf } from '../../../src/report/overview.js';
import { RUN, type Run, type RunEnvironment } from '../../../src/report/run.js';
import { doneIn, twentyOrgs } from './twenty-orgs.js';

const JOINER = { version: '0.1.0', ci: undefined };
const runOf = (...environments: RunEnvironment[]): Run => ({ ...twentyOrgs(), exitCode: 0, environments });
const join = (...runs: Run[]): Run =>
  joinRuns(
    runs.map((run, index) => ({ file: `job-${index}/run.json`, path: `/job-${index}/run.json`, run })),
    JOINER,
  );

describe('reports that are joined', () => {
  const failed = doneIn('uat', 0, { ok: false, exitCode: 1, cause: 'The org said no.' });

  it.each([
    ['first', [failed, doneIn('uat', 0)]],
    ['last', [doneIn('uat', 0), failed]],
  ])('believe the worse of two that began at the same time, when it stands %s', (_place, environments) => {
    for (const joined of [join(runOf(...environments)), join(...environments.map((one) => runOf(one)))]) {
      expect(joined.environments).toMatchObject([{ name: 'uat', cause: 'The org said no.' }]);
      expect(joined).toMatchObject({ exitCode: 1, problems: [{ level: 'warning' }] });
    }
  });

  it('count the later one, whatever it came to', () => {
    const later = { ...runOf(doneIn('uat', 0)), started: '2999-01-01T00:00:00.000Z' };
    expect(join(later, runOf(failed))).toMatchObject({ exitCode: 0 });
    expect(join(runOf(failed), later)).toMatchObject({ exitCode: 0 });
  });

  it('count an environment that contradicts itself as failed', () => {
    const joined = join(runOf(doneIn('uat', 0, { ok: false, exitCode: 0 })));
    expect(joined.exitCode).toBe(1);
    expect(overviewOf(joined).environments).toMatchObject([{ result: 'failed', tone: 'bad' }]);
  });
});

it.each([
  ['started', { started: 'yesterday' }],
  ['ended', { ended: 'now' }],
  ['started of an environment', { environments: [doneIn('uat', 0, { started: 'zzz' })] }],
])('run.json whose %s is no point in time is not read', (_field, change) => {
  expect(RUN.safeParse(twentyOrgs()).success).toBe(true);
  expect(RUN.safeParse({ ...twentyOrgs(), ...change }).success).toBe(false);
});
