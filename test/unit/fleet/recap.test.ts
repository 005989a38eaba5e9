import { describe, expect, it } from 'vitest';
import { EcaError } from '../../../src/errors.js';
import { causeOf } from '../../../src/fleet/cause.js';
import { recapOf } from '../../../src/fleet/recap.js';

describe('the recap', () => {
  const recap = recapOf(
    [
      { name: 'dev', exitCode: 0, changes: 3, began: true, ms: 1200 },
      { name: 'qa', exitCode: 4, cause: 'No login.', began: true, ms: 10 },
      { name: 'uat', exitCode: 3, changes: 1, cause: 'Not proven.', began: true, ms: 900 },
      { name: 'int', exitCode: 0, changes: 5, skipped: true, began: true, ms: 0 },
      { name: 'perf', exitCode: 130, cause: 'Interrupted.', began: false, ms: 0 },
      { name: 'eu', exitCode: 1, cause: ' ', began: true, ms: 5 },
    ],
    1500,
  );

  it('counts what is done, and changes of this run alone', () => {
    expect(recap).toMatchObject({ total: 6, done: 2, notDone: 4, skipped: 1, changes: 4, exitCode: 1, ms: 1500 });
  });

  it('says in a word what came of each', () => {
    expect(recap.lines.map(({ name, result }) => [name, result])).toEqual([
      ['dev', 'done'],
      ['qa', 'failed'],
      ['uat', 'not proven'],
      ['int', 'skipped'],
      ['perf', 'not begun'],
      ['eu', 'failed'],
    ]);
  });

  it('has a cause for each that is not done, and for no other', () => {
    expect(recap.lines.map(({ cause }) => cause)).toEqual([
      undefined,
      'No login.',
      'Not proven.',
      undefined,
      'Interrupted.',
      'It ended with 1.',
    ]);
  });
});

describe('proofs that are unknown from here', () => {
  it('are done, and said so', () => {
    const { done, lines } = recapOf([{ name: 'uat', exitCode: 0, unknown: 2, began: true, ms: 10 }], 10);
    expect(done).toBe(1);
    expect(lines).toMatchObject([{ result: 'done', unknown: 2, cause: undefined }]);
  });

  it('do not hide a failure beside them', () => {
    const failed = { name: 'uat', exitCode: 3, unknown: 1, cause: 'Not proven.', began: true, ms: 10 } as const;
    expect(recapOf([failed], 10).lines).toMatchObject([{ result: 'not proven', unknown: 1 }]);
  });
});

describe('a cause', () => {
  it('is one line, with what to do', () => {
    const error = new EcaError({
      name: 'DeployFailedError',
      message: 'The org rejected 2 components:\n  A: x\n  B: y',
      actions: ['Correct them.', 'Or leave them out.'],
    });
    expect(causeOf(error)).toBe('The org rejected 2 components: A: x B: y Correct them.');
  });

  it('tells the problems of a config', () => {
    const problem = (path: string) => ({ path, message: `${path} is wrong.`, action: 'Correct it.' });
    const error = new EcaError({
      name: 'ConfigInvalidError',
      message: '5 problems in eca.config.yaml.',
      actions: ['Correct each of them.'],
      problems: ['a', 'b', 'c', 'd', 'e'].map(problem),
    });
    expect(causeOf(error)).toBe(
      '5 problems in eca.config.yaml. a: a is wrong. b: b is wrong. c: c is wrong. And 2 more. Correct each of them.',
    );
  });
});
