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
    ['a colour', '\u001b[31mred', '\\u001b[31mred'],
    ['a terminal title', '\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
    ['a C1 control', 'a\u009b2Jb', 'a\\u009b2Jb'],
    ['an override of direction', 'a\u202ecba', 'a\\u202ecba'],
    ['an isolate', '\u2066x\u2069', '\\u2066x\\u2069'],
    ['a separator of lines', 'a\u2028b', 'a\\u2028b'],
    ['a space without width', 'a\u200bb', 'a\\u200bb'],
    ['a tag', 'a\u{e0041}b', 'a\\udb40\\udc41b'],
    ['half of a letter', 'a\ud800b', 'a\ufffdb'],
    ['a command of GitHub', '::stop-commands::x', '\\::stop-commands::x'],
    ['an old command of GitHub', 'see ##[add-path]x', 'see #\\u0023[add-path]x'],
    ['a command of Azure', 'x ##vso[task.setvariable]y', 'x #\\u0023vso[task.setvariable]y'],
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
      'The org rejected:\n  A: b\n\\::error::x\n  \\::add-mask::y\\u001b[2J',
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

describe('a secret that comes back in pieces', () => {
  const value = `ab9!${'kQ7z'.repeat(15)}`;
  const known = new Secret(value);
  known.reveal();
  const wrapped = (text: string, width: number): string => text.replace(new RegExp(`(.{${width}})`, 'g'), '$1\n');
  it.each([
    ['on two lines', wrapped(value, 20)],
    ['as base64 with line breaks', wrapped(Buffer.from(`3MVG9.key:${value}`).toString('base64'), 76)],
    ['with a space without width between its letters', value.split('').join('\u200b')],
    ['as hexadecimal digits', Buffer.from(value).toString('hex')],
    ['with escaped line breaks', wrapped(value, 30).replaceAll('\n', '\\n')],
  ])('is masked: %s', (_case, text) => {
    const shown = foreignText(`echo: ${text} end`, 2000);
    expect(shown).toContain('[secret]');
    for (const part of [value.slice(0, 20), value.slice(-20), Buffer.from(value).toString('hex').slice(8, 40)]) {
      expect(shown.replace(/\\u[0-9a-f]{4}|\s/g, '')).not.toContain(part);
    }
    expect(shown).toMatch(/^echo: .* end$/);
  });

  it('leaves text alone that holds nothing of it', () => {
    expect(foreignText('a text\u200b with \n breaks')).toBe('a text\\u200b with \\n breaks');
  });

  it('is masked beside a value that calls itself toJSON', () => {
    expect(printableData({ toJSON: 1, k: value })).toEqual({ toJSON: 1, k: '[secret]' });
    expect(printableData({ toJSON: 'x', list: [{ toJSON: null, k: value }] })).toEqual({
      toJSON: 'x',
      list: [{ toJSON: null, k: '[secret]' }],
    });
  });
});
