import { expect, test } from 'vitest';
import { markdownCode } from '../../src/report/markdown-text.js';

test('a backslash before a pipe ends no cell of a table', () => {
  expect(markdownCode('a\\|b`@c')).toBe('<code>a&#92;&#124;b&#96;&#64;c</code>');
  expect(markdownCode('a|b')).toBe('`a\\|b`');
});
