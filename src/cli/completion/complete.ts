import { readFileSync } from 'node:fs';
import { answerTo, type LiveNames } from './answer.js';
import type { CompletionData } from './data.js';
import { configNames, orgNames } from './live-names.js';

/** Answers a shell that asks what can stand where somebody types: `eca __complete SHELL WORD…`. What goes wrong stays unsaid. */
export function complete([shell = '', ...words]: readonly string[]): void {
  const cwd = process.cwd();
  const live: LiveNames = {
    environment: (config) => quietly(() => configNames('environments', cwd, config)),
    app: (config) => quietly(() => configNames('apps', cwd, config)),
    org: () => quietly(() => orgNames()),
  };
  const data = JSON.parse(readFileSync(new URL('./completion.json', import.meta.url), 'utf8')) as CompletionData;
  process.stdout.on('error', () => undefined);
  process.stdout.write(answerTo(data, { shell, words }, live));
}

/** Whoever types sees no errors of a config that is not whole: there are no names then. */
function quietly<T>(look: () => readonly T[]): readonly T[] {
  try {
    return look();
  } catch {
    return [];
  }
}
