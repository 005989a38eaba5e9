import { EcaError, type Problem } from '../errors.js';

/** One reason why a config file cannot be read. */
export interface ReadingProblem {
  /** Where in the file; without a column where only the line is known. */
  readonly position?: { readonly line: number; readonly column?: number | undefined } | undefined;
  readonly message: string;
  readonly action: string;
}

function spellPlace(displayPath: string, position: ReadingProblem['position']): string {
  return [displayPath, position?.line, position?.column].filter((part) => part !== undefined).join(':');
}

/** Makes the error of a config file that cannot be read, with every reason as a problem. */
export function unreadable(
  displayPath: string,
  found: readonly [ReadingProblem, ...ReadingProblem[]],
  cause?: unknown,
): EcaError {
  const [first, ...more] = found;
  const problems = found.map(({ position, message, action }): Problem => {
    return { level: 'error', kind: 'unreadable-file', file: displayPath, ...position, path: '', message, action };
  });
  const rest = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return new EcaError({
    name: 'ConfigUnreadableError',
    message: `${spellPlace(displayPath, first.position)}: ${first.message}${rest}`,
    actions: [first.action],
    problems,
    cause,
  });
}
