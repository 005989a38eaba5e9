import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandContext } from '../../../../src/cli/command.js';
import { fleetPrinter, type FleetPrinter } from '../../../../src/cli/fleet/printer.js';
import { widthOf } from '../../../../src/cli/fleet/rows.js';
import type { ProgressEvent } from '../../../../src/progress.js';
import { PLAIN } from '../print/printing.js';

interface Setting {
  readonly isTTY: boolean;
  readonly json?: boolean;
  readonly debug?: boolean;
  readonly size?: { readonly columns: number; readonly rows: number };
}

function printing({ isTTY, json = false, debug = false, size = { columns: 60, rows: 24 } }: Setting) {
  const state = { size, text: '' };
  const warnings: string[] = [];
  const stderr = { isTTY, size: () => state.size, write: (text: string) => void (state.text += text) };
  const context = {
    io: { stderr, env: {} },
    style: PLAIN,
    onProgress: (event: ProgressEvent) => warnings.push('message' in event ? event.message : ''),
  } as unknown as CommandContext;
  return { printer: fleetPrinter(['uat', 'qa', 'dev'], context, { json, quiet: false, debug }), state, warnings };
}

const stage = (message: string): ProgressEvent => ({ kind: 'stage', stage: 'read', message });

function story(printer: FleetPrinter, look: () => void = () => undefined): void {
  printer.of('uat')(stage('Connecting to the org'));
  printer.of('qa')(stage('Connecting to the org'));
  look();
  printer.of('uat')(stage('Connecting to the org'));
  printer.of('uat')({ kind: 'debug', message: 'GET https://acme: HTTP 200' });
  printer.of('qa')({ kind: 'warning', message: 'It is old.' });
  printer.of('uat')(
    stage('Reading the apps of the org, whose names are so long that no line of a terminal holds them'),
  );
  look();
  printer.ended('uat', { exitCode: 0, changes: 1, ms: 1234 });
  printer.ended('qa', { exitCode: 4, cause: 'No login. Set UAT_URL.', ms: 10 });
  look();
  printer.finish();
}

describe('the progress of several environments in a log', () => {
  it('is plain lines that name the environment, each at once and none twice', () => {
    const { printer, state } = printing({ isTTY: false });
    printer.of('uat')(stage('Connecting to the org'));
    expect(state.text).toBe('uat: Connecting to the org\n');
    state.text = '';
    story(printer);
    expect(state.text.trimEnd().split('\n')).toEqual([
      'qa: Connecting to the org',
      'qa: Warning: It is old.',
      'uat: Reading the apps of the org, whose names are so long that no line of a terminal holds them',
      'uat: Done, 1 change, 1.2 s',
      'qa: Ended with 4, 0.0 s: No login. Set UAT_URL.',
    ]);
  });

  it('is nothing with --json, whose warnings go where those of one environment do; --debug prints all the same', () => {
    const { printer, state, warnings } = printing({ isTTY: false, json: true, debug: true });
    story(printer);
    expect(state.text).toBe('uat: debug: GET https://acme: HTTP 200\n');
    expect(warnings).toEqual(['qa: It is old.']);
  });

  it('lets no text of an org move the cursor', () => {
    const { printer, state } = printing({ isTTY: false });
    printer.of('uat')(stage('\u001b[2J::error::gone'));
    expect(state.text).not.toContain('\u001b');
  });
});

/** What a terminal shows of what was written to it: lines break at its width, the cursor goes up, the rest is erased. */
function screenOf(text: string, columns: number): readonly string[] {
  const rows: string[] = [''];
  let row = 0;
  const control = /\u001b\[(\d*)([AJ])|\r|\n|[^\u001b\r\n]+/g;
  for (const [part, count, code] of text.matchAll(control)) {
    if (code === 'A') row = Math.max(0, row - Number(count));
    else if (code === 'J') rows.splice(row, rows.length, '');
    else if (part === '\n') rows[(row += 1)] ??= '';
    else if (part !== '\r') {
      rows[row] = `${rows[row] ?? ''}${part}`;
      for (; widthOf(rows[row] ?? '') > columns; row += 1) {
        const all = rows[row] ?? '';
        rows[row] = all.slice(0, columns);
        rows.splice(row + 1, 0, all.slice(columns));
      }
    }
  }
  return rows.filter((line) => line !== '');
}

describe('the progress of several environments on a terminal', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([60, 80, 120])('has one line for each at %d columns, and nothing stale', (columns) => {
    const { printer, state } = printing({ isTTY: true, size: { columns, rows: 24 } });
    const screens: (readonly string[])[] = [];
    story(printer, () => {
      vi.advanceTimersByTime(100);
      screens.push(screenOf(state.text, columns));
    });
    expect(screens.map(({ length }) => length)).toEqual([3, 4, 4]);
    expect(screens.at(-1)?.[0]).toBe('qa: Warning: It is old.');
    expect(screens.at(-1)?.map((line) => line.split(/\s+/)[0])).toEqual(['qa:', '✓', '✗', '·']);
    for (const line of screens.flat()) expect(widthOf(line)).toBeLessThan(columns);
    // Only what stays is left when the result follows.
    expect(screenOf(state.text, columns)).toEqual(['qa: Warning: It is old.']);
  });

  it('leaves nothing stale when the terminal becomes narrower', () => {
    const { printer, state } = printing({ isTTY: true, size: { columns: 120, rows: 24 } });
    printer.of('uat')(
      stage('Reading the apps of the org, whose names are so long that no line of a terminal holds them'),
    );
    vi.advanceTimersByTime(100);
    const before = screenOf(state.text, 120);
    state.size = { columns: 60, rows: 24 };
    // The terminal itself breaks what stands there.
    state.text = before.join('\n');
    printer.finish();
    expect(screenOf(state.text, 60)).toEqual([]);
  });
});
