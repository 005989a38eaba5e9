import { EXIT, type ExitCode } from '../../errors.js';
import { printableText } from '../../foreign-text.js';
import { counted } from '../../problem.js';
import type { OnProgress } from '../../progress.js';
import type { CommandContext } from '../command.js';
import type { Output } from '../io.js';
import { lineOf, SILENCE_MS } from '../progress-printer.js';
import { drawsOver, type Style } from '../style.js';
import { liveLines, widthOf, type Row } from './rows.js';

/** How an environment ended, for a line of progress. */
export interface PrintedEnd {
  readonly exitCode: ExitCode;
  readonly changes?: number | undefined;
  readonly cause?: string | undefined;
  /** The stacks of the error that ended it, for `--debug`. */
  readonly stack?: string | undefined;
  readonly ms: number;
}

/** Prints the progress of several environments: a live line for each on a terminal, plain lines elsewhere. */
export interface FleetPrinter {
  /** Gives who is told what an environment does. */
  readonly of: (name: string) => OnProgress;
  readonly ended: (name: string, end: PrintedEnd) => void;
  /** Writes a line of its own, as it is. */
  readonly write: (line: string) => void;
  /** Takes the live lines away, so that other text can follow. */
  readonly finish: () => void;
}

/** What to print. */
export interface FleetPrinting {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
}

/** What becomes of a text about one environment. */
interface Screen {
  /** What it does now. */
  readonly show: (name: string, row: Omit<Row, 'name'>) => void;
  /** A line that stays. */
  readonly keep: (line: string) => void;
  readonly finish: () => void;
}

/** Gives a printer for stderr. Warnings are passed on to where those of a single run go when nothing else is printed. */
export function fleetPrinter(
  names: readonly string[],
  { io, style, onProgress }: CommandContext,
  { json, quiet, debug }: FleetPrinting,
): FleetPrinter {
  const { stderr } = io;
  const keep = (line: string): void => {
    stderr.write(`${line}\n`);
  };
  const silent: Screen = { show: () => undefined, keep, finish: () => undefined };
  const isSilent = json || quiet;
  const screen = isSilent ? silent : drawsOver(stderr, io.env) ? liveScreen(names, stderr, style) : plainScreen(keep);
  return {
    of: (name) => (event) => {
      const line = lineOf(event);
      if (event.kind === 'debug') {
        if (debug) screen.keep(style.dim(`${name}: ${line}`));
      } else if (event.kind !== 'warning') screen.show(name, { state: 'running', text: line });
      else if (isSilent) onProgress({ kind: 'warning', message: `${name}: ${event.message}` });
      else screen.keep(style.warn(`${name}: ${line}`));
    },
    ended: (name, end) => {
      screen.show(name, { state: end.exitCode === EXIT.done ? 'done' : 'failed', text: endText(end) });
      if (debug && end.stack !== undefined) screen.keep(style.dim(`${name}: ${printableText(end.stack)}`));
    },
    write: screen.keep,
    finish: screen.finish,
  };
}

function endText({ exitCode, changes, cause, ms }: PrintedEnd): string {
  const changed = changes === undefined ? [] : [counted(changes, 'change')];
  const head = [exitCode === EXIT.done ? 'Done' : `Ended with ${exitCode}`, ...changed, `${(ms / 1000).toFixed(1)} s`];
  return printableText(`${head.join(', ')}${cause === undefined ? '' : `: ${cause}`}`);
}

function plainScreen(keep: (line: string) => void): Screen {
  const last = new Map<string, Omit<Row, 'name'>>();
  let timer: NodeJS.Timeout | undefined;
  const write = (line: string): void => {
    keep(line);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const running = [...last].filter(([, { state }]) => state === 'running');
      for (const [name, { text }] of running) write(`${name}: ${text} (still)`);
    }, SILENCE_MS).unref();
  };
  return {
    show: (name, row) => {
      if (last.get(name)?.text === row.text) return;
      last.set(name, row);
      write(`${name}: ${row.text}`);
    },
    keep: write,
    finish: () => {
      clearTimeout(timer);
    },
  };
}

/** Redrawing more often is not seen. */
const DRAW_MS = 80;
const FALLBACK = { columns: 80, rows: 24 };

function liveScreen(names: readonly string[], output: Output, style: Style): Screen {
  const rows = new Map(names.map((name): [string, Row] => [name, { name, state: 'waiting', text: 'Waiting' }]));
  let drawn: readonly string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const erase = (): void => {
    const { columns } = spaceOf(output);
    // A terminal that was made narrower since has broken the lines anew.
    const height = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
    if (height > 0) output.write(`\r${height > 1 ? `\u001b[${height - 1}A` : ''}\u001b[J`);
    drawn = [];
  };
  const draw = (): void => {
    timer = undefined;
    erase();
    drawn = liveLines([...rows.values()], spaceOf(output));
    output.write(drawn.map((line) => painted(line, style)).join('\n'));
  };
  return {
    show: (name, row) => {
      rows.set(name, { name, ...row });
      timer ??= setTimeout(draw, DRAW_MS).unref();
    },
    keep: (line) => {
      erase();
      output.write(`${line}\n`);
      timer ??= setTimeout(draw, DRAW_MS).unref();
    },
    finish: () => {
      clearTimeout(timer);
      timer = undefined;
      erase();
    },
  };
}

function spaceOf({ size }: Output): { readonly columns: number; readonly rows: number } {
  const { columns, rows } = size?.() ?? FALLBACK;
  return { columns: columns > 0 ? columns : FALLBACK.columns, rows: rows > 0 ? rows : FALLBACK.rows };
}

function painted(line: string, style: Style): string {
  if (line.startsWith('✓')) return style.good(line);
  if (line.startsWith('✗')) return style.bad(line);
  return style.dim(line);
}
