import { describe, expect, it } from 'vitest';
import { XmlSyntaxError, childText, childTexts, positionOf, readXml } from '../../../../src/local-org/wire/xml-read.js';
import { writeXml } from '../../../../src/local-org/wire/xml-write.js';

describe('readXml', () => {
  it('reads elements, attributes, namespaces and text', () => {
    const root = readXml(
      '<?xml version="1.0"?><!-- app --><m:App xmlns:m="urn:m" m:kind="eca"><m:name> Billing </m:name></m:App>',
    );
    expect(root).toMatchObject({ name: 'App', namespace: 'urn:m', attributes: { 'm:kind': 'eca' } });
    expect(childText(root, 'name')).toBe('Billing');
  });

  it('resolves entities, character references and CDATA', () => {
    const root = readXml('<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x1F600;<![CDATA[<b>&amp;]]></a>');
    expect(root.text).toBe('<&>"\'A😀<b>&amp;');
  });

  it('keeps repeated children in order', () => {
    expect(childTexts(readXml('<p><m>1</m><n/><m>2</m></p>'), 'm')).toEqual(['1', '2']);
  });

  it('knows where an element stands', () => {
    const source = '<a>\n  <b attribute="1">\n</b></a>';
    const [b] = readXml(source).children;
    expect(positionOf(source, b?.offset ?? 0)).toEqual({ line: 2, column: 20 });
  });

  it('takes a byte order mark', () => {
    expect(readXml('\uFEFF<a/>').name).toBe('a');
  });

  it.each([
    ['', 'Premature end of file.'],
    ['<a>', 'The element <a> is not closed.'],
    ['<a></b>', 'The end tag </b> has no start tag.'],
    ['<a/><b/>', 'The document has more than one root element.'],
    ['<a>&nbsp;</a>', 'The entity "nbsp" was referenced, but not declared.'],
    ['<a>A & B</a>', 'The entity "" was referenced, but not declared.'],
    ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 'DOCTYPE is disallowed.'],
    ['text', 'Content is not allowed outside of the root element.'],
    ['<a b=1/>', 'The start tag is not well-formed.'],
    ['<x:a/>', 'The prefix "x" is not bound.'],
    ['<a><!-- ', 'The comment is not closed.'],
    ['<a/><!-- ', 'The comment is not closed.'],
    ['<a><![CDATA[ </a>', 'The CDATA section is not closed.'],
    ['<a><b>A & B</b><c>&lt;</c></a>', 'The entity "" was referenced, but not declared.'],
    ['<a><b c="A & B">&lt;</b></a>', 'The entity "" was referenced, but not declared.'],
    ['<a>&#0;</a>', 'The character reference is no character.'],
    ['<a b="1" b="2"/>', 'The attribute "b" was already specified.'],
    ['<a><b></a></b>', 'The end tag </a> has no start tag.'],
    [
      '\n<?xml version="1.0"?><a/>',
      'The document is not well-formed: an XML declaration must be at the start of the document.',
    ],
    ['<a'.repeat(20), 'The start tag is not well-formed.'],
    [`${'<a>'.repeat(101)}${'</a>'.repeat(101)}`, 'The document is nested too deeply.'],
  ])('refuses %s', (source, message) => {
    expect(() => readXml(source)).toThrow(new XmlSyntaxError(message, source, 0).message);
  });

  it('reads what writeXml wrote', () => {
    const text = '<>&"\' ]]> ä 😀\n';
    expect(readXml(writeXml({ value: text })).text).toBe(text);
  });
});

describe('writeXml', () => {
  it('repeats lists, nests objects and leaves undefined out', () => {
    expect(writeXml({ a: ['1', '2'], b: { c: true, d: undefined }, e: {} }, '')).toBe(
      '<a>1</a>\n<a>2</a>\n<b>\n    <c>true</c>\n</b>\n<e/>\n',
    );
  });
});
