import { describe, expect, it } from 'vitest';
import { flowOf } from '../../../src/report/flow/flow.js';
import { flowSvg } from '../../../src/report/flow/flow-svg.js';
import { flowMermaid, flowText } from '../../../src/report/flow/flow-text.js';
import { wrap } from '../../../src/report/flow/wrap.js';
import { MARK, hostileRun } from './hostile-run.js';
import { CALLED_APP } from './twenty-orgs.js';

const APP = { ...CALLED_APP, name: 'Billing_Sync', namedCredential: undefined };
const HOSTILE = hostileRun().environments[0]?.apps ?? [];

describe('the flow of an app', () => {
  it('goes from the client over My Domain and the run-as user to the API', () => {
    const { participants, steps } = flowOf(APP);
    expect(participants.map(({ title }) => title)).toEqual(['Client', 'My Domain', 'Run-as user', 'API']);
    expect(steps.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'client domain',
      'domain user',
      'domain client',
      'client api',
      'api user',
      'api client',
    ]);
  });

  it('begins and ends with the caller where a Named Credential holds key and secret', () => {
    const { participants, steps } = flowOf(CALLED_APP);
    expect(participants.map(({ id }) => id)).toEqual(['caller', 'client', 'domain', 'user', 'api']);
    expect([steps[0]?.from, steps.at(-1)?.to]).toEqual(['caller', 'caller']);
    expect(flowText(flowOf(CALLED_APP))).toContain('in acme-sales, calls callout:Ledger_API');
  });

  it.each([
    ['text', flowText],
    ['Mermaid', flowMermaid],
    ['SVG', (flow: ReturnType<typeof flowOf>) => flowSvg(flow, { id: 'flow' })],
  ])('says as %s that no refresh token comes, who the user is, and what the format is', (_format, draw) => {
    const text = draw(flowOf({ ...APP, tokenFormat: 'jwt' }));
    expect(text).toMatch(/no refresh token/);
    expect(text).toContain('JWT');
    expect(text).toContain('billing.sync@acme.example');
    expect(text).toContain('permissions decide');
  });

  it('is one line for each statement of Mermaid, whatever somebody called an app', () => {
    expect(HOSTILE).not.toEqual([]);
    for (const app of HOSTILE) {
      const text = flowMermaid(flowOf(app));
      expect(text).toContain(MARK);
      const lines = text.trim().split('\n').slice(2);
      for (const line of lines) {
        expect(line).toMatch(/^ {4}(?:autonumber$|participant \w+ as |\w+--?>>\w+: |Note over \w+,\w+: )/);
        // What follows `#` is one of Mermaid's own references, and `;` ends one.
        expect(line.replace('<br/>', '').replace(/#\d+;/g, '').replace(/--?>>/, '')).not.toMatch(/[#;<>"'`%{}[\]\\$|]/);
      }
      expect(lines).toHaveLength(
        flowMermaid(flowOf(CALLED_APP)).trim().split('\n').length - 2 - (app.namedCredential === undefined ? 3 : 0),
      );
    }
  });

  it('is the same elements of SVG, whatever somebody called an app', () => {
    const words = (svg: string): readonly string[] =>
      [...new Set([...svg.matchAll(/<\/?(\w+)/g)].map(([, tag]) => tag ?? ''))].toSorted();
    for (const app of HOSTILE) {
      const svg = flowSvg(flowOf(app), { id: 'flow' });
      expect(words(svg)).toEqual(words(flowSvg(flowOf(CALLED_APP), { id: 'flow' })));
      expect(svg).toContain(MARK);
    }
  });

  it('fits into its picture', () => {
    const svg = flowSvg(flowOf({ ...CALLED_APP, runAsUser: `${'integration.'.repeat(12)}user@acme.example` }), {
      id: 'flow',
    });
    const [, width = 0, height = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number);
    for (const [, x, y] of svg.matchAll(/<text[^>]* x="([\d.-]+)" y="([\d.-]+)"/g)) {
      expect(Number(x)).toBeGreaterThan(0);
      expect(Number(x)).toBeLessThan(width);
      expect(Number(y)).toBeLessThan(height);
    }
  });

  it.each(['A', 'm', '@', '漢', '😀'])(
    'keeps long names of %s inside of their boxes, and says all of the token',
    (letter) => {
      const name = letter.repeat(70);
      const svg = flowSvg(flowOf({ ...CALLED_APP, name, runAsUser: `${name}@acme.example` }), { id: 'flow' });
      const lines = [...svg.matchAll(/<text class="flow-(?:title|detail)"[^>]*>([^<]*)/g)].map(([, text = '']) => text);
      expect(lines.join('')).toContain(letter);
      // The widest font that a browser may take, at the sizes of the style, and the width of a box.
      for (const line of lines)
        expect(Array.from(line).filter((each) => each === letter).length * 8.5).toBeLessThan(196);
      expect(svg.replace(/<desc.*<\/desc>/, '').replace(/<[^>]*>\s*/g, ' ')).toMatch(/no\s+refresh\s+token/);
    },
  );

  it('breaks texts between words, long words behind a mark, and says where it cut', () => {
    expect(wrap('a b c', 3, 9)).toEqual(['a b', 'c']);
    expect(wrap('billing.sync@acme.example', 14, 9)).toEqual(['billing.sync@', 'acme.example']);
    expect(wrap('one two three four', 5, 2)).toEqual(['one', 'two…']);
    expect(wrap('😀'.repeat(6), 4, 9)).toEqual(['😀😀😀😀', '😀😀']);
  });
});
