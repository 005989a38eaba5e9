/** Everything outside that the command line touches, so that tests can stand in. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by Ctrl-C and its kin, and when standard output was closed; the reason tells which. */
  readonly signal: AbortSignal;
  /**
   * Begins to heed signals. Until then they end the process by themselves: a config that is a script can spin, and
   * nothing of ours would run to end it.
   */
  readonly listen: () => void;
  /** The words that start this tool where the run was typed, such as `npx eca`. Default: `eca`. */
  readonly call?: string | undefined;
  /** Asks on the terminal; absent where nobody could answer. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
}

/** A stream to print to. */
export interface Output {
  readonly isTTY: boolean;
  /** Columns and rows of the terminal, as they are now; absent where there is none. */
  readonly size?: (() => { readonly columns: number; readonly rows: number }) | undefined;
  write(text: string): void;
}
