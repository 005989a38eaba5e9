import { counted } from '../problem.js';
import { printableText } from '../foreign-text.js';
import type { OnProgress, ProgressEvent } from '../progress.js';
import type { Output } from './io.js';
import type { Style } from './style.js';

const ERASE_LINE = '\r\u001b[2K';

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
}

/** Gives a printer for stderr. */
export function progressPrinter(output: Output, style: Style, { silent, debug }: PrinterOptions): ProgressPrinter {
  const printer = silent ? SILENT : output.isTTY ? livePrinter(output, style) : plainPrinter(output);
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

function plainPrinter(output: Output): ProgressPrinter {
  let last = '';
  const onProgress: OnProgress = (event) => {
    const line = lineOf(event);
    if (line !== last) output.write(`${line}\n`);
    last = line;
  };
  return { onProgress, finish: () => undefined };
}

function livePrinter(output: Output, style: Style): ProgressPrinter {
  let stage = '';
  let live = false;
  const finish = (): void => {
    if (live) output.write(ERASE_LINE);
    live = false;
  };
  const onProgress: OnProgress = (event) => {
    if (event.kind === 'warning') {
      finish();
      output.write(`${style.warn(lineOf(event))}\n`);
      return;
    }
    if (event.kind === 'stage') stage = lineOf(event);
    const detail = event.kind === 'stage' ? '' : ` (${lineOf(event)})`;
    output.write(`${ERASE_LINE}${style.dim(`${stage}…${detail}`)}`);
    live = true;
  };
  return { onProgress, finish };
}

/** What an org or a program says can be part of any event. */
function lineOf(event: ProgressEvent): string {
  return printableText(textOf(event));
}

function textOf(event: ProgressEvent): string {
  switch (event.kind) {
    case 'stage':
      return event.message;
    case 'components':
      return event.total === 0
        ? event.status
        : `${event.status}: ${event.done} of ${counted(event.total, 'component')}`;
    case 'waiting':
      return `${event.message}; next try in ${Math.ceil(event.nextTryMs / 1000)} s`;
    case 'warning':
      return `Warning: ${event.message}`;
    case 'debug':
      return `debug: ${event.message}`;
  }
}
