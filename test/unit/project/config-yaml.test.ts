import { describe, expect, it } from 'vitest';
import { EcaError } from '../../../src/errors.js';
import { readYaml } from '../../../src/project/config-yaml.js';

const FILE = 'eca.config.yaml';

function errorOf(text: string): EcaError {
  try {
    readYaml(text, FILE);
  } catch (error) {
    if (error instanceof EcaError) return error;
    throw error;
  }
  throw new Error('the text was read');
}

const YAML = [
  'apiVersion: "66.0"', // 1
  'apps:', // 2
  '  Billing_Sync:', // 3
  '    label: Billing Sync', // 4
  '    scopes: [api, cdp_query_api]', // 5
  '    profiles:', // 6
  '      - Integration', // 7
  '      - Support', // 8
  '    verify: { access: { Account: [read] } }', // 9
].join('\n');

describe('readYaml', () => {
  it.each([
    [['apiVersion'], 1, 1],
    [['apps'], 2, 1],
    [['apps', 'Billing_Sync'], 3, 3],
    [['apps', 'Billing_Sync', 'label'], 4, 5],
    [['apps', 'Billing_Sync', 'scopes', 1], 5, 19],
    [['apps', 'Billing_Sync', 'profiles', 1], 8, 9],
    [['apps', 'Billing_Sync', 'verify', 'access', 'Account', 0], 9, 35],
  ])('finds %j at line %i, column %i', (path, line, column) => {
    expect(readYaml(YAML, FILE).locate(path)).toEqual({ line, column });
  });

  it.each([
    ['a missing key', ['apps', 'Billing_Sync', 'contactEmail'], 3, 3],
    ['a missing item', ['apps', 'Billing_Sync', 'profiles', 7], 6, 5],
    ['a missing section', ['environments', 'uat'], 1, 1],
  ])('finds the place around %s', (_, path, line, column) => {
    expect(readYaml(YAML, FILE).locate(path)).toEqual({ line, column });
  });

  it('follows aliases and merge keys to where a value is written', () => {
    const text = [
      'defaults: &defaults',
      '  contactEmail: platform@acme.example',
      'apps:',
      '  Billing_Sync: &billing',
      '    <<: *defaults',
      '    label: Billing Sync',
      '  Invoices: *billing',
    ].join('\n');
    const { value, locate } = readYaml(text, FILE);
    expect(value).toMatchObject({
      apps: { Invoices: { contactEmail: 'platform@acme.example', label: 'Billing Sync' } },
    });
    expect(locate(['apps', 'Billing_Sync', 'contactEmail'])).toEqual({ line: 2, column: 3 });
    expect(locate(['apps', 'Invoices', 'label'])).toEqual({ line: 6, column: 5 });
  });

  it('counts lines that end with CR and LF', () => {
    expect(readYaml(YAML.replaceAll('\n', '\r\n'), FILE).locate(['apps', 'Billing_Sync', 'profiles', 1])).toEqual({
      line: 8,
      column: 9,
    });
  });

  it('takes yes, no and dates as text, and keeps texts in quotes', () => {
    expect(readYaml('a: yes\nb: 2026-11-22\nc: "66.0"\nd: 66.0', FILE).value).toEqual({
      a: 'yes',
      b: '2026-11-22',
      c: '66.0',
      d: 66,
    });
  });

  it.each([
    ['a key that stands twice', 'label: a\nlabel: b', '2:1', /stands twice/],
    ['a tab', 'apps:\n\tBilling_Sync: 1', '2:1', /tab/],
    ['indentation that does not fit', 'apps:\n    a: 1\n  b: 2', '3:1', /indentation/],
    ['an open quote', 'label: "Billing', '1:16', /not closed/],
    ['an open bracket', 'scopes: [api', '1:13', /./],
    ['two colons in one line', 'label: Billing: Sync', '1:8', /second ": "/],
    ['a reserved character', 'label: @billing', '1:8', /keeps for itself/],
    ['two documents', 'a: 1\n---\nb: 2', '2:1', /several documents/],
    ['an unknown tag', 'label: !secret x', '1:8', /tag/],
    ['a key that is a list', '? [a]\n: 1', '1:3', /not a text/],
    ['an alias without an anchor', 'a: 1\nb: *billing', '2:4', /anchor/],
    ['an empty file', '', undefined, /empty/],
    ['a file of comments', '# apps:\n', undefined, /empty/],
  ])('refuses %s', (_, text, place, message) => {
    const error = errorOf(text);
    expect(error.name).toBe('ConfigUnreadableError');
    expect(error.message).toMatch(message);
    expect(error.message.startsWith(place === undefined ? `${FILE}: ` : `${FILE}:${place}: `)).toBe(true);
    expect(error.actions[0]).not.toBe('');
  });

  it('names every syntax error with its place', () => {
    const { problems } = errorOf('a: 1\na: 2\nb: @x');
    expect(problems).toMatchObject([
      { file: FILE, line: 2, column: 1 },
      { file: FILE, line: 3, column: 4 },
    ]);
  });

  it('refuses aliases that multiply', () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`,
    );
    expect(errorOf(['l0: &l0 [x]', ...levels].join('\n')).message).toContain('refers to itself too often');
  });

  it('refuses nesting without end, with few words', () => {
    const error = errorOf('['.repeat(20_000));
    expect(error.name).toBe('ConfigUnreadableError');
    expect(error.problems.length).toBeLessThanOrEqual(20);
  });

  it('never quotes the file', () => {
    const error = errorOf('secret: "canary-8f3a\nlabel: canary-8f3a: x');
    expect(JSON.stringify([error.message, error.problems])).not.toContain('canary');
  });
});
