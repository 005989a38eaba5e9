import type { Http } from './http/http.js';
import type { OnProgress } from './progress.js';

/** The variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The surroundings of one run, made once by the command line's session or the library's entry. Every verb takes it.
 */
export interface Work {
  /** Folder of the project: relative paths and `.eca` belong to it. */
  readonly folder: string;
  readonly env: Environment;
  /** Ends the run: Ctrl-C and its kin, or the caller of the library. Its reason is the error that the run ends with. */
  readonly signal: AbortSignal;
  /** When the run has to be over, in milliseconds as `Date.now()` counts them. */
  readonly deadline: number;
  readonly onProgress: OnProgress;
  /** Prints a workflow command of the CI system, such as the one that masks a secret. */
  readonly announce: (line: string) => void;
  readonly http: Http;
}
