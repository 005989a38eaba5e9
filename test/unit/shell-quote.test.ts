import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellQuoted, shellWord } from '../../src/shell-quote.js';

const ODD = ['a b', "it's", '$(touch pwned)', '`id`', 'a\\b', 'ü', '#no', '~root', '!1', '', 'two\nlines', '-e', '*'];

describe('a word of a command line', () => {
  it.runIf(process.platform !== 'win32').each(ODD)('%j is read by a shell as it is', (word) => {
    for (const spelt of [shellWord(word), shellQuoted(word)]) {
      expect(execFileSync('sh', ['-c', `printf %s ${spelt}`], { encoding: 'utf8' })).toBe(word);
    }
  });

  it('is quoted only where it has to be', () => {
    expect(shellWord('admin+ci@acme.example')).toBe('admin+ci@acme.example');
    expect(shellWord("it's")).toBe(String.raw`'it'\''s'`);
  });
});
