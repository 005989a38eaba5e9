import { describe, expect, it } from 'vitest';
import { cut, liveLines, widthOf, type Row } from '../../../../src/cli/fleet/rows.js';

const ROWS: readonly Row[] = [
  { name: 'uat', state: 'done', text: 'Done, 5 changes, 12.4 s' },
  {
    name: 'integration-europe-west',
    state: 'running',
    text: 'Deploying 5 components of Billing_Sync to the org, and waiting until all of its servers have them',
  },
  {
    name: '大阪-qa',
    state: 'failed',
    text: 'Ended with 1, 3.0 s: 組織が応答しません。組織が応答しません。組織が応答しません。',
  },
  { name: 'perf', state: 'waiting', text: 'Waiting' },
];

describe('the live lines', () => {
  it.each([60, 80, 120, 20])('fit a terminal of %d columns, and leave its last one free', (columns) => {
    const lines = liveLines(ROWS, { columns, rows: 24 });
    expect(lines).toHaveLength(ROWS.length);
    for (const line of lines) expect(widthOf(line)).toBeLessThan(columns);
    expect(lines.join('')).not.toMatch(/[\n\r\u001b]/);
  });

  it('look so', () => {
    expect(`\n${liveLines(ROWS, { columns: 60, rows: 24 }).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      ✓ uat                   Done, 5 changes, 12.4 s
      ▸ integration-europe-…  Deploying 5 components of Billing_…
      ✗ 大阪-qa               Ended with 1, 3.0 s: 組織が応答し…
      · perf                  Waiting
      "
    `);
    expect(`\n${liveLines(ROWS, { columns: 120, rows: 24 }).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      ✓ uat                      Done, 5 changes, 12.4 s
      ▸ integration-europe-west  Deploying 5 components of Billing_Sync to the org, and waiting until all of its servers hav…
      ✗ 大阪-qa                  Ended with 1, 3.0 s: 組織が応答しません。組織が応答しません。組織が応答しません。
      · perf                     Waiting
      "
    `);
  });

  it('take no more rows than the terminal has: what runs or failed comes first, the others are counted', () => {
    const many = Array.from({ length: 20 }, (_, index): Row => {
      const state = index < 6 ? 'done' : index < 9 ? 'running' : index === 9 ? 'failed' : 'waiting';
      return { name: `org${index}`, state, text: state };
    });
    const lines = liveLines(many, { columns: 80, rows: 8 });
    expect(lines).toHaveLength(7);
    expect(lines.slice(0, -1).map((line) => line.split(/\s+/)[1])).toEqual([
      'org6',
      'org7',
      'org8',
      'org9',
      'org10',
      'org11',
    ]);
    expect(lines.at(-1)).toBe('  … and 14 more: 8 waiting, 6 done');
  });
});

describe('a text on a terminal', () => {
  it.each([
    ['Billing', 7],
    ['大阪', 4],
    ['e\u0301', 1],
    ['✓ done', 6],
    ['🚀', 2],
  ])('%s takes %d columns more', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });

  it('is cut at a whole letter', () => {
    expect(cut('大阪大阪', 6)).toBe('大阪…');
    expect(cut('大阪大阪', 8)).toBe('大阪大阪');
    expect(cut('abc', 0)).toBe('');
  });
});
