import { styleText } from 'node:util';
import type { Io, Output } from './io.js';

/** Colours, or nothing where none are wanted. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

/** Gives a style that colours, or one that leaves text as it is. */
export function styleFor(colour: boolean): Style {
  const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  return { good: paint('green'), bad: paint('red'), warn: paint('yellow'), dim: paint('dim'), bold: paint('bold') };
}

/** Tells whether an output is a terminal that can draw over what it shows. */
export function drawsOver({ isTTY }: Output, { TERM }: Io['env']): boolean {
  return isTTY && TERM !== 'dumb';
}

/** Tells whether colours are wanted: `FORCE_COLOR` and `NO_COLOR` say so, else both outputs have to be terminals that know them. */
export function paintsFor({ stdout, stderr, env }: Pick<Io, 'stdout' | 'stderr' | 'env'>): boolean {
  const { FORCE_COLOR: forced = '', NO_COLOR: refused = '' } = env;
  if (forced !== '') return !['0', 'false'].includes(forced);
  return refused === '' && drawsOver(stdout, env) && drawsOver(stderr, env);
}
