import { describe, expect, it } from 'vitest';
import { insertIntoList } from '../../../src/project/json-insert.js';

const ENTRY = { filename: 'a/b.xml', stringToReplace: '__A__', replaceWithEnv: 'A' };
const SPELLED = '{ "filename": "a/b.xml", "stringToReplace": "__A__", "replaceWithEnv": "A" }';

describe('insertIntoList', () => {
  it.each([
    ['no list', '{\n  "name": "x",\n  "sourceApiVersion": "66.0"\n}\n'],
    [
      'a list on lines',
      '{\n  "replacements": [\n    { "glob": "**", "stringToReplace": "x", "replaceWithEnv": "X" }\n  ]\n}\n',
    ],
    ['a list on one line', '{ "replacements":[{"glob":"**"}], "name":"x" }'],
    ['an empty list', '{\n\t"replacements": [],\n\t"name": "x"\n}'],
    ['an empty object', '{}'],
    ['tabs and Windows line ends', '{\r\n\t"name": "x",\r\n\t"replacements": [\r\n\t\t{"glob": "**"}\r\n\t]\r\n}\r\n'],
    ['odd spaces', '{"a" :1 ,\n     "b":[ 1,2 ]   }'],
    ['everything in a line', '{"packageDirectories":[{"path":"force-app"}],"sourceApiVersion":"62.0"}'],
    ['a text with brackets and quotes', '{"replacements": [{"stringToReplace": "]}\\",", "glob": "{a}"}]}'],
  ])('adds an entry to a text with %s, and leaves every other byte', (_, text) => {
    const changed = insertIntoList(text, 'replacements', [ENTRY]);
    const before = JSON.parse(text) as { replacements?: unknown[] };
    expect(JSON.parse(changed)).toEqual({ ...before, replacements: [...(before.replacements ?? []), ENTRY] });
    // What is new stands in one place.
    const start = Array.from(text, (_, index) => index).findIndex((index) => changed[index] !== text[index]);
    const added = changed.length - text.length;
    const at = start < 0 ? text.length : start;
    expect(changed.slice(0, at) + changed.slice(at + added)).toBe(text);
  });

  it('writes like what stands around', () => {
    expect(insertIntoList('{\n  "name": "x"\n}\n', 'replacements', [ENTRY])).toBe(
      `{\n  "name": "x",\n  "replacements": [\n    ${SPELLED}\n  ]\n}\n`,
    );
    expect(insertIntoList('{\r\n\t"replacements": [\r\n\t\t{}\r\n\t]\r\n}', 'replacements', [ENTRY])).toBe(
      `{\r\n\t"replacements": [\r\n\t\t{},\r\n\t\t${SPELLED}\r\n\t]\r\n}`,
    );
  });

  it('changes nothing without entries', () => {
    expect(insertIntoList('{"a": 1}', 'replacements', [])).toBe('{"a": 1}');
  });
});
