import { AsyncLocalStorage } from 'node:async_hooks';
import { Lifecycle } from '@salesforce/core';
import type { OnProgress } from '../progress.js';

const RUNS = new AsyncLocalStorage<OnProgress>();
let isListening = false;

/**
 * Takes what the Salesforce libraries warn of, once for the process: core has one place for such warnings, and a listener
 * for each login would hear those of every other. Outside of a run nobody is told, and nothing reaches standard error.
 */
export function hearWarnings(): void {
  if (isListening) return;
  isListening = true;
  Lifecycle.getInstance().onWarning((warning) => {
    // A local org speaks plain http on this machine, and means to.
    if (!warning.startsWith('Using insecure protocol')) RUNS.getStore()?.({ kind: 'warning', message: warning });
    return Promise.resolve();
  });
}

/** Runs something of which the warnings of the Salesforce libraries go to one run, whatever others do meanwhile. */
export function withWarnings<T>(onProgress: OnProgress, act: () => T): T {
  return RUNS.run(onProgress, act);
}
