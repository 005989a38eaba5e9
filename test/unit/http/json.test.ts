import { describe, expect, it } from 'vitest';
import { jsonOf, refuseDepth } from '../../../src/http/json.js';

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const tooDeep = expect.objectContaining({ name: 'UnexpectedAnswerError' }) as Error;

describe('jsonOf', () => {
  it.each([
    ['500 levels', nested(500)],
    ['many lists beside each other', `[${Array(2000).fill('[]').join(',')}]`],
    ['brackets in a text', JSON.stringify(['['.repeat(2000), `"\\${'{'.repeat(2000)}`])],
  ])('parses %s', (_what, text) => {
    expect(jsonOf(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['501 levels', nested(501)],
    ['a list without end', '['.repeat(50_000)],
    ['a list of 50,000 levels', nested(50_000)],
    ['objects', '{"a":'.repeat(600) + '1' + '}'.repeat(600)],
    ['a list after a text with quotes', `["\\"",${nested(600)}]`],
  ])('refuses %s', (_what, text) => {
    expect(() => jsonOf(text)).toThrow(tooDeep);
    expect(() => {
      refuseDepth(` \n${text}`);
    }).toThrow(tooDeep);
  });

  it('knows what is no JSON', () => {
    expect(jsonOf(`<p>${nested(600)}</p>`)).toBeUndefined();
  });
});
