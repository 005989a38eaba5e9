import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { expect, it } from 'vitest';
import { markdownCode } from '../../../src/report/markdown-text.js';

const tableOf = (cell: string): string =>
  micromark(`| a | b |\n| --- | --- |\n| ${cell} | next |\n`, {
    allowDangerousHtml: true,
    ...{ extensions: [gfm()], htmlExtensions: [gfmHtml()] },
  });

it('ends no cell of a table by a backslash before a pipe, or by a pipe alone', () => {
  expect(tableOf('`a\\\\|b`')).not.toContain('<td>next</td>');
  for (const text of ['a\\|b`@c', 'a|b', '\\|', 'a\\\\|b']) {
    expect(tableOf(markdownCode(text)), text).toContain('<td>next</td>');
  }
  expect(markdownCode('a\\|b`@c')).toBe('<code>a&#92;&#124;b&#96;&#64;c</code>');
  expect(markdownCode('a|b')).toBe('`a\\|b`');
});
