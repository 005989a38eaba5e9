import type { Io } from './io.js';

/** Asks a question that only a clear yes answers. */
export async function asksYes(ask: NonNullable<Io['ask']>, question: string): Promise<boolean> {
  return /^y(?:es)?$/i.test((await ask(`${question} [y/N] `)).trim());
}
