import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EcaError, ERRORS, EXIT, type ErrorName } from '../../src/errors.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NAMES = Object.keys(ERRORS) as ErrorName[];

/** Names that stand in the table before the code that raises them: the journal, the sinks, the check of the runtime. */
const TO_COME: readonly ErrorName[] = ['DeployLostError', 'SinkFailedError', 'RuntimeTooOldError'];

function textOf(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?ts$|\.mjs$/.test(entry.name) && entry.name !== 'errors.ts')
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

describe('the table of errors', () => {
  const source = textOf('src') + textOf('bin');

  it('has no name that nothing raises', () => {
    const unused = NAMES.filter((name) => !source.includes(`'${name}'`));
    expect(unused.filter((name) => !TO_COME.includes(name))).toEqual([]);
  });

  it('names its errors as such, and leads each to an exit code of the closed list', () => {
    for (const name of NAMES) expect(name).toMatch(/^[A-Z][A-Za-z]+Error$/);
    expect(Object.values(ERRORS).filter((code) => !Object.values(EXIT).includes(code))).toEqual([]);
    expect(Object.values(ERRORS)).not.toContain(EXIT.done);
  });

  it('has different exit codes', () => {
    expect(new Set(Object.values(EXIT)).size).toBe(Object.keys(EXIT).length);
  });
});

describe('EcaError', () => {
  it('holds what is wrong, what to do, and the exit code of its name', () => {
    const cause = new Error('ECONNREFUSED');
    const error = new EcaError({
      name: 'OrgUnreachableError',
      message: 'The org "acme-uat" could not be reached.',
      actions: ['Check the network.'],
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'OrgUnreachableError',
      actions: ['Check the network.'],
      exitCode: EXIT.failed,
    });
    expect(error).toMatchObject({ problems: [], data: {} });
    expect(error.cause).toBe(cause);
    expect(String(error)).toBe('OrgUnreachableError: The org "acme-uat" could not be reached.');
  });

  it('has no cause where there is none', () => {
    expect('cause' in new EcaError({ name: 'UsageError', message: 'Too many words.', actions: ['See --help.'] })).toBe(
      false,
    );
  });
});
