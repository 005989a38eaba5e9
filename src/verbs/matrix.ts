import { environmentNames } from '../config/effective.js';
import { usageError } from '../errors.js';
import { matrixOf, type MatrixRow } from '../pipelines/matrix.js';

/** Which environments to give. */
export interface MatrixOptions {
  /** Default: all, in the order of the config. */
  readonly environments?: readonly string[] | undefined;
  /** Leaves out production, which a refresh never touches. Default: false. */
  readonly refresh?: boolean | undefined;
  /** What the config is called in a message. */
  readonly called: string;
}

/**
 * Gives the environments of a written config for the jobs of a CI system. Asks no org, and for no variables.
 *
 * @throws UsageError for an environment that the config does not have, and when none is left.
 */
export function matrix(written: unknown, { environments = [], refresh, called }: MatrixOptions): readonly MatrixRow[] {
  const named = [...new Set(environments)];
  const known = environmentNames(written);
  const unknown = named.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const list = known.length === 0 ? 'It has none.' : `It has ${known.join(', ')}.`;
    throw usageError(`${called} has no environment "${unknown}".`, `${list} Correct -e, or write it into the config.`);
  }
  const rows = matrixOf(written, named.length === 0 ? known : named);
  const meant = refresh === true ? rows.filter(({ production }) => production !== true) : rows;
  if (meant.length > 0) return meant;
  throw rows.length === 0
    ? usageError(`${called} has no environments.`, 'Write `environments` into the config, one for each org.')
    : usageError('Only production is left, which a refresh never touches.', 'Name a sandbox with -e.');
}
