import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/secret.js';
import { CANARY } from './oauth/canary.js';

const secret = new Secret(CANARY);

/** Every way in which a value can end up in a text. */
const WAYS: readonly (readonly [string, () => string])[] = [
  ['a template', () => `secret: ${String(secret)}`],
  ['concatenation', () => 'secret: '.concat(secret.toString())],
  ['JSON', () => JSON.stringify({ secret, list: [secret] })],
  ['inspection', () => inspect({ nested: { secret } }, { depth: 10, showHidden: true, getters: true })],
  ['the format of console.log', () => format('%s %o %j %O', secret, secret, secret, secret)],
  ['its keys and entries', () => JSON.stringify([Object.getOwnPropertyNames(secret), Object.entries(secret)])],
  ['a copy', () => JSON.stringify(Object.assign({}, secret))],
  ['a structured clone', () => inspect(structuredClone({ secret }))],
  ['a list made a text', () => [secret, secret].join()],
  ['the message of an error', () => inspect(new Error(String(secret), { cause: secret }))],
];

describe('Secret', () => {
  it.each(WAYS)('does not show itself through %s', (_way, text) => {
    expect(text()).not.toContain(CANARY);
  });

  it('shows [secret] in print, JSON and inspection', () => {
    expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual(['[secret]', '"[secret]"', '[secret]']);
  });

  it('gives its value to whoever asks for it by name', () => {
    expect(secret.reveal()).toBe(CANARY);
  });

  it('equals a secret of the same value only', () => {
    expect(secret.equals(new Secret(CANARY))).toBe(true);
    expect(secret.equals(new Secret(`${CANARY} `))).toBe(false);
  });
});
