import type { Scene } from './scene.js';

/** What an org showed of an assumption. `said` is what it answered, in its own words where it had any. */
export type Observation =
  | { readonly kind: 'value'; readonly value: string; readonly said: string }
  /** An answer that fits no value of the assumption. */
  | { readonly kind: 'unexpected'; readonly said: string }
  | { readonly kind: 'not-tried'; readonly reason: string };

/** Moments of the story at which observations are made. */
export type Phase = 'deployed' | 'token' | 'changed';

/** How one assumption is observed, or why it is left alone. */
export type ObservationRow =
  | {
      readonly phase: Phase;
      /** In a few words, for the documentation. */
      readonly how: string;
      /** Runs at the phase `deployed`, before the first token. */
      readonly prepare?: (scene: Scene) => Promise<void>;
      readonly observe: (scene: Scene) => Promise<Observation>;
    }
  | { readonly notTried: string };

/** The org showed one of the values. */
export const shows = (value: string, said: string): Observation => ({ kind: 'value', value, said });

/** The org answered what nobody expected. */
export const unexpected = (said: string): Observation => ({ kind: 'unexpected', said });

/** It could not be tried in this org. */
export const notTried = (reason: string): Observation => ({ kind: 'not-tried', reason });
