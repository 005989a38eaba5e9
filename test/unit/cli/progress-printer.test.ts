import { describe, expect, it } from 'vitest';
import { progressPrinter } from '../../../src/cli/progress-printer.js';
import { styleFor, type Style } from '../../../src/cli/style.js';
import type { ProgressEvent } from '../../../src/progress.js';
import { PLAIN } from './print/printing.js';

const STORY: readonly ProgressEvent[] = [
  { kind: 'stage', stage: 'connect', message: 'Connecting to the org' },
  { kind: 'warning', message: 'Two apps share a run-as user.' },
  { kind: 'stage', stage: 'deploy', message: 'Deploying 5 components' },
  { kind: 'components', done: 0, total: 0, status: 'Pending' },
  { kind: 'components', done: 0, total: 0, status: 'Pending' },
  { kind: 'components', done: 2, total: 5, status: 'InProgress' },
  { kind: 'components', done: 5, total: 5, status: 'Succeeded' },
  { kind: 'waiting', message: 'Billing_Sync: invalid_client_id', nextTryMs: 800 },
];

interface Setting {
  readonly isTTY: boolean;
  readonly silent?: boolean;
  readonly debug?: boolean;
}

function told({ isTTY, silent = false, debug = false }: Setting, events = STORY): string {
  const written: string[] = [];
  const printer = progressPrinter({ isTTY, write: (text) => void written.push(text) }, PLAIN, { silent, debug });
  for (const event of events) printer.onProgress(event);
  printer.finish();
  return written.join('');
}

/** What a debug event looks like: it names its message, whatever stands before it. */
function lineOf(event: ProgressEvent | undefined): string {
  if (event === undefined) throw new Error('There is no such event.');
  const line = told({ isTTY: false, silent: true, debug: true }, [event]).trimEnd();
  expect(line).toContain('message' in event ? event.message : '');
  return line;
}

/** What stays on a terminal: an erased line leaves nothing. */
const onScreen = (text: string): readonly string[] =>
  text.split('\n').map((line) => line.slice(line.lastIndexOf('\r\u001b[2K') + (line.includes('\r') ? 5 : 0)));

describe('progressPrinter where nobody watches', () => {
  it('prints each step on a line of its own, once', () => {
    expect(`\n${told({ isTTY: false })}`).toMatchInlineSnapshot(`
      "
      Connecting to the org
      Warning: Two apps share a run-as user.
      Deploying 5 components
      Pending
      InProgress: 2 of 5 components
      Succeeded: 5 of 5 components
      Billing_Sync: invalid_client_id; next try in 1 s
      "
    `);
  });

  it('writes no control characters', () => {
    expect(told({ isTTY: false })).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

describe('progressPrinter on a terminal', () => {
  it('shows one live line, and leaves only warnings behind', () => {
    expect(onScreen(told({ isTTY: true }))).toEqual(['Warning: Two apps share a run-as user.', '']);
  });

  it('shows the step with what it is at', () => {
    const text = told({ isTTY: true });
    expect(text).toContain('Connecting to the org…');
    expect(text).toContain('Deploying 5 components… (InProgress: 2 of 5 components)');
    expect(text).toContain('(Billing_Sync: invalid_client_id; next try in 1 s)');
    expect(text.split('\n')).toHaveLength(2);
  });

  it('ends the live line once, and only if there is one', () => {
    const written: string[] = [];
    const printer = progressPrinter({ isTTY: true, write: (text) => void written.push(text) }, PLAIN, {
      silent: false,
      debug: false,
    });
    printer.finish();
    expect(written).toEqual([]);
    printer.onProgress({ kind: 'stage', stage: 'read', message: 'Reading the apps of the org' });
    printer.finish();
    printer.finish();
    expect(written).toHaveLength(2);
  });
});

describe('progressPrinter that is to be silent', () => {
  it.each([true, false])('writes nothing (terminal: %s)', (isTTY) => {
    expect(told({ isTTY, silent: true })).toBe('');
  });
});

describe('progressPrinter with requests and decisions', () => {
  const events: readonly ProgressEvent[] = [
    { kind: 'stage', stage: 'read', message: 'Reading the apps of the org' },
    { kind: 'debug', message: 'GET /services/data/v66.0/limits' },
  ];

  it.each([true, false])('keeps them to itself unless they are asked for (terminal: %s)', (isTTY) => {
    expect(told({ isTTY }, events)).not.toContain('GET');
  });

  it('prints them on lines of their own, even when the rest is silent', () => {
    expect(told({ isTTY: false, silent: true, debug: true }, events)).toBe(`${lineOf(events[1])}\n`);
    expect(told({ isTTY: false, debug: true }, events)).toBe(`Reading the apps of the org\n${lineOf(events[1])}\n`);
  });

  it('ends the live line of a terminal before them', () => {
    const text = told({ isTTY: true, debug: true }, events);
    expect(onScreen(text)).toEqual([lineOf(events[1]), '']);
  });
});

describe('styleFor', () => {
  const ESCAPE = '\u001b';
  const looks = (style: Style) => [style.good('x'), style.bad('x'), style.warn('x'), style.dim('x'), style.bold('x')];

  it('leaves the text as it is, or colours it and nothing after it', () => {
    expect(looks(PLAIN)).toEqual(['x', 'x', 'x', 'x', 'x']);
    for (const look of looks(styleFor(true))) {
      const [before, start, end] = look.split(ESCAPE);
      expect(before).toBe('');
      expect(start).toMatch(/^\[\d+mx$/);
      expect(end).toMatch(/^\[\d+m$/);
    }
  });

  it('has a look of its own for each meaning', () => {
    expect(new Set(looks(styleFor(true))).size).toBe(5);
  });
});
