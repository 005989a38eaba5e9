import fc from 'fast-check';
import { unsupportedCharacter } from '../../src/metadata/xml.js';

/** Texts that mean something to XML, YAML, JSON, templates, shells or terminals. */
const HOSTILE = [
  ...[']]>', '&amp;', '&#13;', '&', '<', '"', "'", '<!-- no -->', '<?xml?>', '<![CDATA[x]]>', '</label>', '&lt;b&gt;'],
  ...[
    'yes',
    'no',
    'null',
    '~',
    'true',
    '0o17',
    '0x1F',
    '1e3',
    '.5',
    '-',
    '2026-11-26',
    '12:30:45',
    '=',
    '<<',
    '*a',
    '&a',
  ],
  ...[
    '- item',
    'key: value',
    '# no comment',
    'a #b',
    ' leading',
    'trailing ',
    '|',
    '>',
    '%TAG',
    '@at',
    '`tick`',
    '? q',
  ],
  ...['!tag', '!!str x', '{a: b}', '[a, b]', '{{evil}}', '{{{evil}}}', '${env:HOME}', '$${env:HOME}', '${env:', '$&'],
  ...['one\ntwo', 'one\r\ntwo', 'one\n\n\ntwo\n', '\ttab', 'a\tb', '\n', '\r', 'a:', ':a', '---', '...', '--- x'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '\u{202E}bidi',
    '\u{85}next',
    '\u{2028}line',
    '\u{FEFF}bom',
    '😀',
    'ümlaut',
  ],
  ...['::set-output name=a::b', '\u{a0}', 'x'.repeat(3000), '\\', '\\n', 'C:\\temp', "it's", '"quoted"', "''", '""'],
];

/** Characters that no XML can carry. */
const IMPOSSIBLE = ['\u{0}', 'a\u{1}b', '\u{1B}[31m', '\u{D800}', '\u{FFFE}', '\u{FFFF}'];

/** Any text that XML can carry. */
export const xmlText: fc.Arbitrary<string> = fc
  .oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ maxLength: 30 }))
  .filter((text) => unsupportedCharacter(text) === undefined);

/** Any text whatever. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: xmlText },
  { weight: 1, arbitrary: fc.constantFrom(...IMPOSSIBLE) },
);
