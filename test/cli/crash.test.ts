import { expect, it } from 'vitest';
import { reportCrash } from '../../src/cli/main.js';

/** Reports a crash and gives what was printed. */
function printed(
  error: unknown,
  ...argv: readonly string[]
): { readonly code: number; readonly out: string; readonly err: string } {
  let out = '';
  let err = '';
  const code = reportCrash(error, argv, {
    cwd: '/',
    env: {},
    stdout: { isTTY: false, write: (text) => (out += text) },
    stderr: { isTTY: false, write: (text) => (err += text) },
    signal: new AbortController().signal,
    listen: () => undefined,
  });
  return { code, out, err };
}

it('names an error that was thrown where nobody waited', () => {
  expect(printed(new TypeError('terminated'), 'plan')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('Error (InternalError): Something went wrong inside eca: terminated') as string,
  });
});

it('gives it as JSON when JSON was asked for', () => {
  const { code, out, err } = printed(new TypeError('terminated'), 'plan', '--json');
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(JSON.parse(out)).toMatchObject({ status: 1, name: 'InternalError', exitCode: 1 });
});

it('shows no token that a library put into its message', () => {
  const { err } = printed(
    new Error('No auth for 00D000000000042!AQ.c4nary and eyJhbGci.c4nary.c4nary'),
    'plan',
    '--debug',
  );
  expect(err).toContain('No auth for [secret] and [secret]');
  expect(err).not.toContain('c4nary');
});
