import { describe, expect, it } from 'vitest';
import { stackPosition } from '../../../src/project/config-script.js';

function thrown(stack: string): Error {
  const error = new Error('no directory');
  error.stack = stack;
  return error;
}

describe('stackPosition', () => {
  it('finds the first frame in the file', () => {
    const stack =
      'Error: no directory\n    at read (node:fs:1:2)\n    at users (/acme/eca.config.ts:7:11)\n    at /acme/eca.config.ts:3:1';
    expect(stackPosition(thrown(stack), '/acme/eca.config.ts')).toEqual({ line: 7, column: undefined });
  });

  it('reads a frame without a function', () => {
    expect(stackPosition(thrown('Error: x\n    at /acme/eca.config.ts:3:1'), '/acme/eca.config.ts')).toEqual({
      line: 3,
      column: undefined,
    });
  });

  it('gives nothing for errors from elsewhere, and for what is no error', () => {
    expect(stackPosition(thrown('Error: x\n    at read (node:fs:1:2)'), '/acme/eca.config.ts')).toBeUndefined();
    expect(stackPosition('no directory', '/acme/eca.config.ts')).toBeUndefined();
  });
});
