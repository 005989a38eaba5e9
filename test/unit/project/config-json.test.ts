import { describe, expect, it } from 'vitest';
import { EcaError } from '../../../src/errors.js';
import { jsonErrorPosition, readJson } from '../../../src/project/config-json.js';

const FILE = 'eca.config.json';

function errorOf(text: string): EcaError {
  try {
    readJson(text, FILE);
  } catch (error) {
    if (error instanceof EcaError) return error;
    throw error;
  }
  throw new Error('the text was read');
}

describe('readJson', () => {
  const text = '{\n\t"apps": {\n\t\t"Billing_Sync": {\n\t\t\t"scopes": ["api", "web"]\n\t\t}\n\t}\n}\n';

  it('reads JSON that is indented with tabs', () => {
    expect(readJson(text, FILE).value).toEqual({ apps: { Billing_Sync: { scopes: ['api', 'web'] } } });
  });

  it.each([
    [['apps'], 2, 2],
    [['apps', 'Billing_Sync', 'scopes'], 4, 4],
    [['apps', 'Billing_Sync', 'scopes', 1], 4, 22],
    [['apps', 'Billing_Sync', 'label'], 3, 3],
  ])('finds %j at line %i, column %i', (path, line, column) => {
    expect(readJson(text, FILE).locate(path)).toEqual({ line, column });
  });

  it.each([
    ['a comma after the last entry', '{\n  "apps": {},\n}', '3:1'],
    ['a comment', '{\n  // apps\n}', '2:3'],
    ['a key without quotes', '{ apps: {} }', '1:3'],
    ['an end in the middle', '{\n  "apps": {', '2:12'],
    ['two values', '{} {}', '1:4'],
  ])('refuses %s', (_, broken, place) => {
    const error = errorOf(broken);
    expect(error.name).toBe('ConfigUnreadableError');
    expect(error.message).toBe(`${FILE}:${place}: The file is not well-formed JSON.`);
  });

  it('refuses a key that stands twice', () => {
    expect(errorOf('{"apps": {}, "apps": {}}').message).toBe(`${FILE}:1:14: The key stands twice in one map.`);
  });

  it('refuses an empty file', () => {
    expect(errorOf(' \n').message).toBe(`${FILE}: The file is empty.`);
  });

  it('never quotes the file, not even as the cause', () => {
    const error = errorOf('{"secret": canary-8f3a}');
    expect(error.cause).toBeUndefined();
    expect(`${error.message} ${error.stack ?? ''}`).not.toContain('canary');
  });
});

describe('jsonErrorPosition', () => {
  it('counts lines and columns from the offset in the message', () => {
    expect(jsonErrorPosition('Expected , at position 7 (line 2 column 4)', 'ab\ncdefgh')).toEqual({
      line: 2,
      column: 5,
    });
  });

  it('takes the end of the text when the message names no place', () => {
    expect(jsonErrorPosition('Unexpected end of JSON input', 'ab\nc')).toEqual({ line: 2, column: 2 });
  });
});
