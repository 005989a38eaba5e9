import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { toAnnotations } from '../../../src/report/annotations.js';
import { toMarkdown } from '../../../src/report/markdown.js';
import type { Run } from '../../../src/report/run.js';
import { shownRun } from '../../../src/report/run-texts.js';
import { hostileRun, MARK, plainRun } from './hostile-run.js';
import { doneIn, twentyOrgs } from './twenty-orgs.js';

/** As GitHub and GitLab read it, HTML included. */
const htmlOf = (markdown: string): string =>
  micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
const tagsOf = (html: string): readonly string[] =>
  [...html.matchAll(/<(\/?[a-z][^\s>]*)/gi)].map(([, tag]) => tag ?? '');
const headOf = (markdown: string): string => markdown.slice(0, markdown.indexOf('\n\n', markdown.indexOf('| ---')));

describe('the summary', () => {
  it('begins with all environments, then tells what is wrong, then the changes', () => {
    const markdown = toMarkdown(twentyOrgs());
    expect(markdown).toMatch(/^## ❌ eca deploy: 18 of 20 environments done\n/);
    expect(
      headOf(markdown)
        .split('\n')
        .filter((line) => line.startsWith('| ✅')),
    ).toHaveLength(18);
    const order = ['### ❌ sit: not proven', '### ❌ perf: failed', 'sit: 3 changes', 'sit: 1 check', 'uat: 6 checks'];
    const places = order.map((text) => markdown.indexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('has the same elements whatever an org says, no link, and calls nobody', () => {
    const hostile = toMarkdown(shownRun(hostileRun()));
    const html = htmlOf(hostile);
    expect(html).toContain(MARK);
    expect(
      tagsOf(html).filter(
        (tag) => !/^\/?(?:h[23]|p|table|t[hdr]|thead|tbody|ul|li|code|strong|details|summary)$/i.test(tag),
      ),
    ).toEqual([]);
    expect(tagsOf(html)).toEqual(tagsOf(htmlOf(toMarkdown(shownRun(plainRun())))));
    // Outside of code a name or a number is kept from what stands before it.
    expect(html.replace(/<code>.*?<\/code>/gs, '')).not.toMatch(/@everyone|#1\b|:tada:/);
    expect(html).not.toMatch(/<a\b|evil\.example\/i\.png">/);
  });

  it.each([900_000, 20_000, 6000, 3000, 500, 120, 0, -5])(
    'is at most %d bytes, whole characters, and names what is left out',
    (most) => {
      const run: Run = {
        ...twentyOrgs(),
        environments: Array.from({ length: 60 }, (_, index) => doneIn(`größe-${index}-ü€😀`, index % 20)),
      };
      const markdown = toMarkdown(run, most);
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(Math.max(0, most));
      expect(markdown.isWellFormed()).toBe(true);
      expect(markdown).not.toContain('\ufffd');
      if (most === 900_000) expect(markdown).not.toMatch(/Left out|Cut here/);
      else if (most >= 500) expect(markdown).toMatch(/\*\*(?:Left out|Cut here)\*\*/);
    },
  );

  it('names each environment whose details are left out', () => {
    const whole = Buffer.byteLength(toMarkdown(twentyOrgs()));
    const markdown = toMarkdown(twentyOrgs(), whole - 2000);
    const [, left = ''] = /\*\*Left out\*\*.*?: (.*)\.\n$/.exec(markdown) ?? [];
    expect(left).toContain('sandbox20: 6 checks');
    for (const name of left.split('; ')) expect(markdown).not.toContain(`<summary>${name}</summary>`);
    expect(htmlOf(markdown)).toContain('</details>');
  });
});

describe('annotations', () => {
  it('are at most nine, the worst first, and name the rest', () => {
    const bad = Array.from({ length: 12 }, (_, index) =>
      doneIn(`bad-${index}`, index, { ok: false, exitCode: 1, cause: 'It broke.' }),
    );
    const drift = doneIn('drift', 1, { ok: false, exitCode: 2, cause: 'It differs.' });
    const lines = toAnnotations({ ...twentyOrgs(), environments: [drift, doneIn('good', 0), ...bad] });
    expect(lines).toHaveLength(9);
    expect(lines[0]).toBe('::error title=bad-0%3A failed::It broke.');
    expect(lines[8]).toBe(
      '::error title=5 more::bad-8: failed; bad-9: failed; bad-10: failed; bad-11: failed; drift: differs',
    );
    expect(toAnnotations({ ...twentyOrgs(), environments: [drift] })).toEqual([
      '::warning title=drift%3A differs::It differs.',
    ]);
    expect(toAnnotations({ ...twentyOrgs(), environments: [doneIn('good', 0)] })).toEqual([]);
  });

  it('are one line each, whatever an org says', () => {
    const lines = toAnnotations(shownRun(hostileRun()));
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line).toMatch(/^::(?:error|warning) title=[^:,\r\n]*::[^\r\n]*$/);
      expect(line).not.toMatch(/##\[|##vso\[|%0A::/i);
    }
  });
});
