import { describe, expect, it } from 'vitest';
import { foreignText, printableData, printableText } from '../../src/foreign-text.js';
import { masked, remember, Secret } from '../../src/secret.js';

const VALUE = 'c4nary&<Secret>/+="\'7391 x';
const secret = new Secret(VALUE);

/** Every form in which a server could say a secret back. */
const ECHOES: readonly (readonly [string, string])[] = [
  ['as it is', VALUE],
  ['in a URL', encodeURIComponent(VALUE)],
  ['in a URL, in small letters', encodeURIComponent(VALUE).replace(/%../g, (code) => code.toLowerCase())],
  ['in a form', new URLSearchParams({ client_secret: VALUE }).toString().slice('client_secret='.length)],
  ['in JSON', JSON.stringify(VALUE).slice(1, -1)],
  ['in XML', VALUE.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')],
  ['in base64', Buffer.from(VALUE).toString('base64')],
  ['in base64 for URLs', Buffer.from(VALUE).toString('base64url')],
];

describe('a secret that this run knows', () => {
  it.each(ECHOES)('is masked when it comes back %s', (_how, echo) => {
    for (const text of [echo, `error: ${echo} is wrong`, `${echo}${echo}`]) {
      const shown = masked(text);
      expect(shown).toContain('[secret]');
      expect(shown).not.toContain(echo.slice(2, 14));
    }
  });

  it.each([0, 1, 2, 3, 4, 5])('is masked in a Basic header, %d letters behind the key', (before) => {
    const header = Buffer.from(`${'k'.repeat(before)}:${VALUE}`).toString('base64');
    const shown = masked(`authorization: Basic ${header}`);
    expect(shown).toContain('[secret]');
    expect(Buffer.from(shown.replace(/^.*Basic /, '').replace('[secret]', ''), 'base64').toString()).not.toContain(
      secret.reveal().slice(1, -1),
    );
  });

  it('is masked when a library holds it, once it was made known', () => {
    remember('5Aep861.refresh');
    expect(masked('bad token 5Aep861.refresh!')).toBe('bad token [secret]!');
  });

  it('is masked whole when another one is a part of it', () => {
    remember('inner-part');
    remember('outer-inner-part-outer');
    expect(masked('outer-inner-part-outer')).toBe('[secret]');
  });

  it('does not hide a text when it is too short to tell', () => {
    remember('a');
    expect(masked('a plain sentence')).toBe('a plain sentence');
  });

  it('masks the lines of a private key', () => {
    remember('-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhk\n-----END PRIVATE KEY-----\n');
    expect(masked('cannot read MIIEvQIBADANBgkqhk here')).toBe('cannot read [secret] here');
  });

  it('masks access tokens by their look, in a URL too', () => {
    expect(masked('sid=00D000000000042!AQcanary.x9 or 00D000000000042%21AQcanary.x9')).toBe('sid=[secret] or [secret]');
  });
});

describe('text of others', () => {
  it.each([
    ['a line break', 'one\ntwo', 'one\\ntwo'],
    ['a carriage return', 'fine\rError', 'fine\\rError'],
    ['a colour', '\u001b[31mred', '\\u{1b}[31mred'],
    ['a terminal title', '\u001b]0;title\u0007', '\\u{1b}]0;title\\u{7}'],
    ['a C1 control', 'a\u009b2Jb', 'a\\u{9b}2Jb'],
    ['an override of direction', 'a\u202ecba', 'a\\u{202e}cba'],
    ['an isolate', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
    ['a separator of lines', 'a\u2028b', 'a\\u{2028}b'],
    ['a space without width', 'a\u200bb', 'a\\u{200b}b'],
    ['a tag', 'a\u{e0041}b', 'a\\u{e0041}b'],
    ['half of a letter', 'a\ud800b', 'a\ufffdb'],
    ['a command of GitHub', '::stop-commands::x', '\\::stop-commands::x'],
    ['an old command of GitHub', 'see ##[add-path]x', 'see #\\#[add-path]x'],
    ['a command of Azure', 'x ##vso[task.setvariable]y', 'x #\\#vso[task.setvariable]y'],
    ['letters of any script', 'Größe 漢字 🎉 שלום', 'Größe 漢字 🎉 שלום'],
  ])('shows %s', (_what, text, shown) => {
    expect(foreignText(text)).toBe(shown);
    expect(foreignText(shown)).toBe(shown);
  });

  it('is cut, after it is masked', () => {
    expect(foreignText('x'.repeat(600))).toBe(`${'x'.repeat(500)}…`);
    expect(foreignText(`${'x'.repeat(495)}${VALUE}`)).not.toContain(VALUE.slice(0, 4));
    expect(foreignText('🎉'.repeat(10), 3)).toBe('🎉…');
  });

  it('keeps the line breaks of our own messages, and breaks commands in each line', () => {
    expect(printableText('The org rejected:\n  A: b\n::error::x\n  ::add-mask::y\u001b[2J')).toBe(
      'The org rejected:\n  A: b\n\\::error::x\n  \\::add-mask::y\\u{1b}[2J',
    );
  });

  it('is masked in what is printed as JSON', () => {
    expect(printableData({ status: 400, body: [{ message: `no ${VALUE}` }], secret, nothing: null })).toEqual({
      status: 400,
      body: [{ message: 'no [secret]' }],
      secret,
      nothing: null,
    });
  });
});
