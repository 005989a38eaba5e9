/** Everything outside that the command line touches, so that tests can stand in. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by Ctrl-C and SIGTERM; the reason tells which. */
  readonly signal: AbortSignal;
  /** Asks on the terminal; absent where nobody could answer. */
  readonly ask?: (question: string) => Promise<string>;
}

/** A stream to print to. */
export interface Output {
  readonly isTTY: boolean;
  write(text: string): void;
}
