import { counted } from '../problem.js';
import { printableText } from '../foreign-text.js';
import type { OnProgress, ProgressEvent } from '../progress.js';
import { cut, widthOf } from './fleet/rows.js';
import type { Output } from './io.js';
import type { Style } from './style.js';

/** Prints progress: one live line on a terminal, plain lines elsewhere. */
export interface ProgressPrinter {
  readonly onProgress: OnProgress;
  /** Ends the live line, so that other text can follow. */
  readonly finish: () => void;
}

/** What to print. */
export interface PrinterOptions {
  /** No progress, as with `--json` and `--quiet`. */
  readonly silent: boolean;
  /** Requests and decisions too; they are printed even when the rest is silent. */
  readonly debug: boolean;
  /** Whether the output can draw over itself. Default: on a terminal. */
  readonly isLive?: boolean | undefined;
}

/** Gives a printer for stderr. */
export function progressPrinter(output: Output, style: Style, options: PrinterOptions): ProgressPrinter {
  const { silent, debug, isLive = output.isTTY } = options;
  const printer = silent ? SILENT : isLive ? livePrinter(output, style) : plainPrinter(output);
  const onProgress: OnProgress = (event) => {
    if (event.kind !== 'debug') {
      printer.onProgress(event);
      return;
    }
    if (!debug) return;
    printer.finish();
    output.write(`${style.dim(lineOf(event))}\n`);
  };
  return { onProgress, finish: printer.finish };
}

const SILENT: ProgressPrinter = { onProgress: () => undefined, finish: () => undefined };

/** A log in which nothing new stands for longer looks as if the run had died. */
export const SILENCE_MS = 60_000;

function plainPrinter(output: Output): ProgressPrinter {
  let last = '';
  let current = '';
  let since = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const write = (line: string): void => {
    output.write(`${line}\n`);
    clearTimeout(timer);
    timer = setTimeout(() => {
      write(`${current} (still, after ${elapsed(since)})`);
    }, SILENCE_MS).unref();
  };
  const onProgress: OnProgress = (event) => {
    const line = lineOf(event);
    if (event.kind === 'stage') since = Date.now();
    if (line === last) return;
    const seconds = Date.now() - since >= 1000 && event.kind === 'components' ? ` (${elapsed(since)})` : '';
    last = line;
    if (event.kind !== 'warning') current = line;
    write(`${line}${seconds}`);
  };
  return {
    onProgress,
    finish: () => {
      clearTimeout(timer);
    },
  };
}

/** Spells the time since a moment, such as `5 s` or `2 min 5 s`. */
function elapsed(since: number): string {
  const seconds = Math.floor((Date.now() - since) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const TICK_MS = 1000;
const FALLBACK_COLUMNS = 80;

function livePrinter(output: Output, style: Style): ProgressPrinter {
  let stage = '';
  let detail = '';
  let since = Date.now();
  let drawn: readonly string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const columns = (): number => output.size?.().columns || FALLBACK_COLUMNS;
  const erase = (): void => {
    // A terminal that was made narrower since has broken the lines anew.
    const height = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns())), 0);
    if (height > 0) output.write(`\r${height > 1 ? `\u001b[${height - 1}A` : ''}\u001b[J`);
    drawn = [];
  };
  const draw = (): void => {
    erase();
    drawn = liveLines(stage, detail, { since, columns: columns() });
    output.write(drawn.map((line) => style.dim(line)).join('\n'));
  };
  const finish = (): void => {
    clearInterval(timer);
    timer = undefined;
    erase();
  };
  const onProgress: OnProgress = (event) => {
    if (event.kind === 'warning') {
      erase();
      output.write(`${style.warn(lineOf(event))}\n`);
      if (timer !== undefined) draw();
      return;
    }
    const isStage = event.kind === 'stage';
    if (isStage) since = Date.now();
    if (isStage) stage = lineOf(event);
    detail = isStage ? '' : lineOf(event);
    draw();
    timer ??= setInterval(draw, TICK_MS).unref();
  };
  return { onProgress, finish };
}

interface LiveLine {
  readonly since: number;
  readonly columns: number;
}

/** What is done, for how long, and how far it is: on one line where that fits, else on two; none is wider than the terminal. */
function liveLines(stage: string, detail: string, { since, columns }: LiveLine): readonly string[] {
  const time = Date.now() - since < TICK_MS ? '' : `, ${elapsed(since)}`;
  const head = `${stage}${time}…`;
  const both = detail === '' ? head : `${head} (${detail})`;
  // The last column stays free: some terminals break the line there.
  if (widthOf(both) < columns) return [both];
  return (detail === '' ? [head] : [head, `  ${detail}`]).map((line) => cut(line, columns - 1));
}

/** Says an event in one line. What an org or a program says can be part of any. */
export function lineOf(event: ProgressEvent): string {
  return printableText(textOf(event));
}

function textOf(event: ProgressEvent): string {
  switch (event.kind) {
    case 'stage':
      return event.message;
    case 'components':
      return `${event.id}: ${event.status}${event.total === 0 ? '' : `, ${event.done} of ${counted(event.total, 'component')}`}`;
    case 'waiting':
      return `${event.message}; next try in ${Math.ceil(event.nextTryMs / 1000)} s`;
    case 'warning':
      return `Warning: ${event.message}`;
    case 'debug':
      return `debug: ${event.message}`;
  }
}
