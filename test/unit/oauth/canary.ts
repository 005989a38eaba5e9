import { inspect } from 'node:util';
import { expect } from 'vitest';
import { errorJson } from '../../../src/cli/print/error.js';
import { EcaError } from '../../../src/errors.js';

/** Stands for a consumer secret, a token or a key: it must never show up in what people read. */
export const CANARY = 'canary.SECRET_7391/+=';

/** All that anybody could print of a value: its text, its JSON, its inspection, and for an error its stack and causes. */
export function everythingSaidBy(value: unknown): string {
  const said = [String(value), JSON.stringify([value]), inspect(value, { depth: 10, showHidden: false })];
  for (let error: unknown = value, depth = 0; error instanceof Error && depth < 8; error = error.cause, depth += 1) {
    said.push(error.message, error.stack ?? '');
    if (error instanceof EcaError) said.push(JSON.stringify(errorJson(error, error.exitCode, [])));
  }
  return said.join('\n');
}

/** Expects that a value shows no part of a secret, plain, as base64 or percent-encoded. */
export function expectNoCanary(value: unknown, canary = CANARY): void {
  const said = everythingSaidBy(value);
  for (const form of [canary, encodeURIComponent(canary), Buffer.from(canary).toString('base64')]) {
    expect(said).not.toContain(form);
  }
}
