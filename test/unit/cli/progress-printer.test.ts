import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { widthOf } from '../../../src/cli/fleet/rows.js';
import { progressPrinter } from '../../../src/cli/progress-printer.js';
import type { Io } from '../../../src/cli/io.js';
import { drawsOver, paintsFor, styleFor, type Style } from '../../../src/cli/style.js';
import type { ProgressEvent } from '../../../src/progress.js';
import { onScreen } from '../../screen.js';
import { PLAIN } from './print/printing.js';

const STORY: readonly ProgressEvent[] = [
  { kind: 'stage', stage: 'connect', message: 'Connecting to the org' },
  { kind: 'warning', message: 'Two apps share a run-as user.' },
  { kind: 'stage', stage: 'deploy', message: 'Deploying 5 components' },
  { kind: 'components', id: '0Af000000000001AAA', done: 0, total: 0, status: 'Pending' },
  { kind: 'components', id: '0Af000000000001AAA', done: 0, total: 0, status: 'Pending' },
  { kind: 'components', id: '0Af000000000001AAA', done: 2, total: 5, status: 'InProgress' },
  { kind: 'components', id: '0Af000000000001AAA', done: 5, total: 5, status: 'Succeeded' },
  { kind: 'waiting', message: 'Billing_Sync: invalid_client_id', nextTryMs: 800 },
];

const QUIETLY = { silent: false, debug: false } as const;

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

describe('progressPrinter where nobody watches', () => {
  it('prints each step on a line of its own, once', () => {
    expect(`\n${told({ isTTY: false })}`).toMatchInlineSnapshot(`
      "
      Connecting to the org
      Warning: Two apps share a run-as user.
      Deploying 5 components
      0Af000000000001AAA: Pending
      0Af000000000001AAA: InProgress, 2 of 5 components
      0Af000000000001AAA: Succeeded, 5 of 5 components
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
    expect(text).toContain('Deploying 5 components… (0Af000000000001AAA: InProgress, 2 of 5 components)');
    expect(text).toContain('(Billing_Sync: invalid_client_id; next try in 1 s)');
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

describe('progressPrinter while an org takes its time', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const INPROGRESS: ProgressEvent = {
    kind: 'components',
    id: '0Af000000000001AAA',
    done: 2,
    total: 5,
    status: 'InProgress',
  };

  it('says in a log how long each change took, and at least once a minute that it is still at it', () => {
    let written = '';
    const printer = progressPrinter({ isTTY: false, write: (text) => void (written += text) }, PLAIN, QUIETLY);
    printer.onProgress({ kind: 'stage', stage: 'deploy', message: 'Deploying 5 components' });
    for (let second = 0; second < 190; second += 1) {
      vi.advanceTimersByTime(1000);
      printer.onProgress(INPROGRESS);
    }
    printer.onProgress({ ...INPROGRESS, done: 5, status: 'Succeeded' });
    printer.finish();
    vi.advanceTimersByTime(600_000);
    expect(`\n${written}`).toMatchInlineSnapshot(`
      "
      Deploying 5 components
      0Af000000000001AAA: InProgress, 2 of 5 components (1 s)
      0Af000000000001AAA: InProgress, 2 of 5 components (still, after 1 min 1 s)
      0Af000000000001AAA: InProgress, 2 of 5 components (still, after 2 min 1 s)
      0Af000000000001AAA: InProgress, 2 of 5 components (still, after 3 min 1 s)
      0Af000000000001AAA: Succeeded, 5 of 5 components (3 min 10 s)
      "
    `);
  });

  it.each([60, 80, 120])(
    'shows id, time and components on a terminal of %d columns, and leaves no row behind',
    (columns) => {
      let written = '';
      const size = { columns, rows: 24 };
      const output = { isTTY: true, size: () => size, write: (text: string) => void (written += text) };
      const printer = progressPrinter(output, PLAIN, QUIETLY);
      printer.onProgress({ kind: 'stage', stage: 'deploy', message: 'Deploying 5 components' });
      for (let second = 0; second < 65; second += 1) {
        vi.advanceTimersByTime(1000);
        printer.onProgress(INPROGRESS);
      }
      const shown = onScreen(written, columns);
      expect(shown.join(' ')).toContain('Deploying 5 components, 1 min 5 s…');
      expect(shown.join(' ')).toContain('0Af000000000001AAA: InProgress, 2 of 5 components');
      expect(shown.length).toBeLessThanOrEqual(2);
      for (const line of shown) expect(widthOf(line)).toBeLessThan(columns);
      printer.finish();
      expect(onScreen(written, columns)).toEqual(['']);
    },
  );

  it('cuts what is wider than the terminal, in wide characters too', () => {
    let written = '';
    const output = {
      isTTY: true,
      size: () => ({ columns: 20, rows: 24 }),
      write: (text: string) => void (written += text),
    };
    const printer = progressPrinter(output, PLAIN, QUIETLY);
    printer.onProgress({ kind: 'stage', stage: 'read', message: '外部クライアントアプリケーションを読み込む' });
    printer.onProgress({ kind: 'waiting', message: '外部クライアントアプリケーション', nextTryMs: 1000 });
    const shown = onScreen(written, 20);
    expect(shown).toHaveLength(2);
    for (const line of shown) expect(widthOf(line)).toBeLessThan(20);
    printer.finish();
    expect(onScreen(written, 20)).toEqual(['']);
  });

  it('erases what a terminal that was made narrower has broken anew', () => {
    let written = '';
    let columns = 80;
    const output = {
      isTTY: true,
      size: () => ({ columns, rows: 24 }),
      write: (text: string) => void (written += text),
    };
    const printer = progressPrinter(output, PLAIN, QUIETLY);
    printer.onProgress({ kind: 'stage', stage: 'read', message: 'Reading the apps of an org with a long name indeed' });
    columns = 30;
    const [first = ''] = onScreen(written, 80);
    written = first;
    printer.finish();
    expect(onScreen(written, 30)).toEqual(['']);
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

describe('a terminal that knows neither colour nor cursor', () => {
  const io = (env: Io['env'], isTTY = true): Parameters<typeof paintsFor>[0] => {
    const output = { isTTY, write: () => undefined };
    return { stdout: output, stderr: output, env };
  };

  it('gets plain lines: TERM=dumb', () => {
    expect(drawsOver({ isTTY: true, write: () => undefined }, { TERM: 'dumb' })).toBe(false);
    expect(drawsOver({ isTTY: true, write: () => undefined }, { TERM: 'xterm' })).toBe(true);
    expect(drawsOver({ isTTY: false, write: () => undefined }, {})).toBe(false);
  });

  it('gets colours only where FORCE_COLOR asks for them; NO_COLOR takes them elsewhere', () => {
    expect(paintsFor(io({}))).toBe(true);
    expect(paintsFor(io({ TERM: 'dumb' }))).toBe(false);
    expect(paintsFor(io({ NO_COLOR: '1' }))).toBe(false);
    expect(paintsFor(io({ FORCE_COLOR: '0' }))).toBe(false);
    expect(paintsFor(io({}, false))).toBe(false);
    expect(paintsFor(io({ FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb' }, false))).toBe(true);
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
