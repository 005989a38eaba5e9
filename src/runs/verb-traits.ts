import type { ResolvedConfig } from '../config/model.js';
import type { SinkUse } from './before.js';

/** What decides, before a run over several environments begins, where a verb may work. */
export interface VerbTraits {
  /** What it does with the sinks of the config. Default: nothing. */
  readonly sinks?: SinkUse | undefined;
  /** Whether all environments mean this one. Default: they mean every one. */
  readonly meantByAll?: ((config: ResolvedConfig) => boolean) | undefined;
}

/** The traits of verbs that have any. */
export const TRAITS = {
  deploy: { sinks: 'stores' },
  verify: { sinks: 'reads' },
  // A refresh never touches production.
  refresh: { sinks: 'stores', meantByAll: ({ production }) => !production },
  rotate: { sinks: 'stores' },
} as const satisfies Readonly<Record<string, VerbTraits>>;
