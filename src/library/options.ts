import type { EcaConfig, SinkConfig } from '../config/model.js';
import type { OnProgress } from '../progress.js';

/** What every verb takes, whether or not it asks an org. */
export interface ConfigOptions {
  /** As `defineConfig` or `readConfig` gives it: with its environments, nothing laid over it yet. */
  readonly config: EcaConfig;
  /** Environment of the config. Default: none, the base config. */
  readonly environment?: string | undefined;
  /** Apps to work on. Default: all. */
  readonly apps?: readonly string[] | undefined;
  /** Such as `66.0`. Default: the config's. */
  readonly apiVersion?: string | undefined;
  /** Environment variables. Default: those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** How a run goes: where, how long, and who is told. */
export interface RunOptions {
  /** Environment variables. Default: those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Folder of the project: relative sinks start there, and `.eca` with the journal lies there. Default: the working directory. */
  readonly folder?: string | undefined;
  /** Minutes that the run may take. With 0 a deploy is sent and not waited for. Default: 33. */
  readonly wait?: number | undefined;
  /**
   * Ends the run; what must be put back is put back first. The verb then rejects with the reason of the signal, as `fetch`
   * does, or with an error that tells what it left behind. Default: none.
   */
  readonly signal?: AbortSignal | undefined;
  /** Told what the run does. Default: nobody is. */
  readonly onProgress?: OnProgress | undefined;
}

/** What the verbs that ask an org work on. */
export interface VerbOptions extends ConfigOptions, RunOptions {
  /** Alias or username that `sf` knows. Default: the environment's, then what the variables name, then sf's default. */
  readonly targetOrg?: string | undefined;
}

/** Whether a verb may touch the org's switch for secrets. */
export interface AccessSettings {
  /** Turns the org's switch that gives secrets to REST on for the moment. Default: false. */
  readonly allowSecretAccess?: boolean | undefined;
}

/** What the verbs take that read consumer secrets. */
export interface SecretVerbOptions extends VerbOptions, AccessSettings {}

/** Where key and secret go. */
export interface SinkSettings {
  /** Comes before the sinks of the config. Default: these. */
  readonly sink?: SinkConfig | readonly SinkConfig[] | undefined;
}
