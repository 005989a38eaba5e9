import type { ConfigPath } from '../problem.js';

/** A place in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A config file that was read: what it holds, and where each value stands. */
export interface ConfigSource {
  /** Absolute path. */
  readonly path: string;
  /** Path from the working directory, with `/`, as the user would type it. */
  readonly displayPath: string;
  /** Folder of the config file. Relative paths in the config begin here. */
  readonly root: string;
  /** What the file holds, unchecked. */
  readonly value: unknown;
  /**
   * Finds where a value stands: its key in a map, the item in a list, else the nearest place around it. Undefined for a
   * config that is a program, and when the path does not begin in the file.
   */
  readonly locate: (path: ConfigPath) => Position | undefined;
}

/** What reading a file's text gives. */
export type ConfigContent = Pick<ConfigSource, 'value' | 'locate'>;

/** How a file is called in messages. */
export interface ConfigFileName {
  readonly path: string;
  readonly displayPath: string;
}
