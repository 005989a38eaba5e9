/** One thing that is wrong with a seed. */
export interface SeedProblem {
  /** Such as `users[1].username`. */
  readonly path: string;
  readonly message: string;
}

/** Raised for a seed that cannot be used; lists everything that is wrong with it. */
export class LocalOrgSeedError extends Error {
  override readonly name = 'LocalOrgSeedError';
  readonly problems: readonly SeedProblem[];
  /** File of the seed, when it came from one. */
  readonly file: string | undefined;

  constructor(problems: readonly SeedProblem[], file?: string) {
    const lines = problems.map((problem) => `${problem.path === '' ? '' : `${problem.path}: `}${problem.message}`);
    super(`The seed${file === undefined ? '' : ` ${file}`} cannot be used.\n${lines.join('\n')}`);
    this.problems = problems;
    this.file = file;
  }
}
