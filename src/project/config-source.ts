import type { ConfigPath } from '../problem.js';

/** A place in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A place in a file as problems name it; without line and column where the file is a program. */
export interface FilePlace extends Partial<Position> {
  /** Path from the working directory, with `/`. */
  readonly file: string;
}

/** How a file is called in messages. */
export interface ConfigFileName {
  /** Absolute path. */
  readonly path: string;
  /** Path from the working directory, with `/`, as the user would type it. */
  readonly displayPath: string;
}

/** What reading a file's text gives. */
export interface ConfigContent {
  /** What the file holds, unchecked. */
  readonly value: unknown;
  /**
   * Finds where a value stands: its key in a map, the item in a list, else the nearest place around it. Undefined for a
   * config that is a program, and when the path does not begin in the file.
   */
  readonly locate: (path: ConfigPath) => Position | undefined;
}

/** One file of a config: that which was named or found, or one that it extends. */
export interface ConfigLayer extends ConfigFileName, ConfigContent {}

/** A config that was read: what it holds, and where each value stands. The names are those of the file itself. */
export interface ConfigSource extends ConfigFileName {
  /** Folder of the config file. Relative paths in the config begin here. */
  readonly root: string;
  /** What the file holds, laid over what the files hold that it extends, unchecked. */
  readonly value: unknown;
  /** The file itself, and those that it extends, each before the one that it lies over. */
  readonly layers: readonly [ConfigLayer, ...ConfigLayer[]];
  /** Finds the file and the place in it where a value stands, or would stand. */
  readonly place: (path: ConfigPath) => FilePlace;
}
