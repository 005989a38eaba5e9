import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toPage } from '../../../src/report/html.js';
import { shownRun } from '../../../src/report/run-texts.js';
import { hostileRun, MARK, plainRun } from './hostile-run.js';
import { doneIn, twentyOrgs } from './twenty-orgs.js';

const PAGE = toPage(shownRun(twentyOrgs()));
const tagsOf = (html: string): readonly string[] =>
  [...html.matchAll(/<(\/?[a-z][\w-]*)/gi)].map(([, tag]) => tag ?? '');
const styleOf = (html: string): string => /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
const headings = (html: string): readonly number[] =>
  [...html.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));

describe('the page', () => {
  it('fetches nothing, runs nothing, and lets nothing but its own style be', () => {
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(PAGE) ?? [];
    const hash = createHash('sha256').update(styleOf(PAGE)).digest('base64');
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`);
    expect(PAGE.match(/<style/g)).toHaveLength(1);
    expect(tagsOf(PAGE)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:script|link|img|iframe|object|embed|form|base)$/)]),
    );
    expect(PAGE).not.toMatch(/\s(?:style|src|srcset|on\w+)=|url\(|@import/);
    expect(PAGE.indexOf('Content-Security-Policy')).toBeLessThan(PAGE.indexOf('<style'));
  });

  it('is under 300 kB for twenty orgs, also where each of them is new and has much to say', () => {
    expect(Buffer.byteLength(PAGE)).toBeLessThan(150_000);
    const fields = Array.from({ length: 400 }, (_, index) => ({
      path: `field${index}`,
      from: 'a'.repeat(40),
      to: 'b'.repeat(5000),
    }));
    const changed = [
      { action: 'create' as const, type: 'ExtlClntAppOauthSettings', fullName: 'Billing_Sync_oauth', fields },
    ];
    const large = {
      ...twentyOrgs(),
      environments: Array.from({ length: 20 }, (_, index) => doneIn(`org${index}`, index, { changed })),
    };
    const page = toPage(shownRun(large));
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
    expect(page).toMatch(/of the fields stand in run\.json only/);
  });

  it('has a language, landmarks, one main heading, no level left out, and heads in every table', () => {
    expect(PAGE).toMatch(/^<!doctype html>\n<html lang="en">/);
    for (const landmark of ['header', 'main', 'footer'])
      expect(tagsOf(PAGE).filter((tag) => tag === landmark)).toHaveLength(1);
    const levels = headings(PAGE);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    const tables = [...PAGE.matchAll(/<table.*?<\/table>/gs)].map(([table]) => table);
    expect(tables.length).toBeGreaterThan(20);
    for (const table of tables) {
      expect(table).toMatch(/<thead><tr>(?:<th scope="col">[^<]+<\/th>)+<\/tr><\/thead>/);
      for (const [row] of table.slice(table.indexOf('</thead>')).matchAll(/<tr>.*?<\/tr>/gs))
        expect(row).toMatch(/<th (?:class="group" colspan="3" )?scope="row/);
    }
    const ids = [...PAGE.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of PAGE.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id);
    for (const [, id] of PAGE.matchAll(/aria-labelledby="([^"]+)"/g))
      for (const each of (id ?? '').split(' ')) expect(ids).toContain(each);
  });

  it('shows what is not done first and open, and says each result in a word beside its colour', () => {
    const open = [...PAGE.matchAll(/<details( open)?>\n<summary><h3>([^<]*)/g)].map(([, isOpen, name]) => [
      name,
      isOpen !== undefined,
    ]);
    expect(open.slice(0, 3)).toEqual([
      ['sit', true],
      ['perf', true],
      ['uat', false],
    ]);
    expect(open).toHaveLength(20);
    expect(PAGE).toContain('<h2 id="not-done">Not done (2)</h2>');
    expect(PAGE).not.toMatch(/class="badge \w+"><span aria-hidden="true">.<\/span> *<\/span>/);
  });

  it('says in which calling org a change was made, and by which deploy', () => {
    expect(PAGE).toContain('create <code>NamedCredential Ledger_API in acme-sales</code>');
    expect(PAGE).toMatch(/<dt>Calling org<\/dt><dd>acme-sales, deploy 0Af5g00000SALES01: Succeeded, 2 components/);
  });

  it('shows commands to type as code', () => {
    const [run, action] = [twentyOrgs(), 'Log in by `sf org login web --alias a<b>`, not `otherwise`.'];
    const environments = run.environments.map((one) =>
      one.error === undefined ? one : { ...one, error: { ...one.error, actions: [action] } },
    );
    const page = toPage(shownRun({ ...run, environments }));
    expect(page).toContain('<li>Log in by <code>sf org login web --alias a&lt;b&gt;</code>, not `otherwise`.</li>');
  });

  it('has the same elements whatever an org says, and no text of it in an attribute that runs or fetches', () => {
    const hostile = toPage(shownRun(hostileRun()));
    expect(hostile).toContain(MARK);
    // A picture breaks its texts into lines; what is in it is tested with it.
    const around = (html: string): string => html.replace(/<svg.*?<\/svg>/gs, '');
    expect(tagsOf(around(hostile))).toEqual(tagsOf(around(toPage(shownRun(plainRun())))));
    expect(hostile).not.toMatch(/href="(?!#|https?:\/\/)/);
    expect(hostile).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e\u200b\ufffe]/);
    expect(hostile.isWellFormed()).toBe(true);
  });
});

/** Relative luminance and contrast of WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe('the palette', () => {
  const themes = [...styleOf(PAGE).matchAll(/:root\{(--ground[^}]*)\}/g)].map(
    ([, rules = '']) =>
      new Map([...rules.matchAll(/--([\w-]+):(#[\da-f]{6})/g)].map(([, name = '', colour = '']) => [name, colour])),
  );
  const grounds: Readonly<Record<string, readonly string[]>> = {
    text: ['ground', 'panel', 'good-ground', 'warn-ground', 'bad-ground'],
    muted: ['ground', 'panel'],
    link: ['ground', 'panel'],
    ...{ good: ['good-ground'], warn: ['warn-ground'], bad: ['bad-ground'] },
  };

  it('is that of two themes', () => {
    expect(themes).toHaveLength(2);
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  });

  it.each(['light', 'dark'])('has the contrast of WCAG AA in the %s theme', (name) => {
    const theme = themes[name === 'light' ? 0 : 1];
    const of = (word: string): string => theme?.get(word) ?? '';
    for (const [text, behind] of Object.entries(grounds))
      for (const ground of behind)
        expect([text, ground, contrast(of(text), of(ground)) >= 4.5]).toEqual([text, ground, true]);
    // Frames, arrows and the ring of the focus are no text.
    for (const ground of ['ground', 'panel']) expect(contrast(of('edge'), of(ground))).toBeGreaterThanOrEqual(3);
    // The number of a step stands on the colour of the arrows.
    expect(contrast(of('ground'), of('edge'))).toBeGreaterThanOrEqual(4.5);
  });
});
