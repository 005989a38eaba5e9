import { environmentNames } from '../config/effective.js';
import { isMap, valueAt } from '../plain-data.js';

/** How the environments can be printed. */
export const MATRIX_FORMATS = ['json', 'github', 'gitlab'] as const;

/** One of {@link MATRIX_FORMATS}. */
export type MatrixFormat = (typeof MATRIX_FORMATS)[number];

/** One environment, as a job of a pipeline needs to know it. */
export interface MatrixRow {
  readonly environment: string;
  /** Default: it names none. */
  readonly targetOrg?: string | undefined;
  /** Absent for every other. */
  readonly production?: true | undefined;
}

/**
 * Gives the environments of a written config, without asking for the values of variables: the machine that deals out the
 * jobs needs no secrets.
 *
 * @param names - Default: all, in the order of the config.
 */
export function matrixOf(written: unknown, names: readonly string[] = environmentNames(written)): readonly MatrixRow[] {
  return names.map((environment) => {
    const found = valueAt(written, ['environments', environment]);
    const { targetOrg, production } = isMap(found) ? found : {};
    return {
      environment,
      targetOrg: typeof targetOrg === 'string' ? targetOrg : undefined,
      production: production === true ? true : undefined,
    };
  });
}

/** Puts the environments into what a CI system takes: for GitHub one line for `fromJSON`, for GitLab a hidden job to extend. */
export function matrixText(rows: readonly MatrixRow[], format: MatrixFormat): string {
  if (format === 'github') return JSON.stringify({ include: rows });
  if (format === 'json') return JSON.stringify(rows, null, 2);
  // A text of JSON is one of YAML.
  const lines = rows.map(
    ({ environment, production = false }) =>
      `      - { ECA_ENVIRONMENT: ${JSON.stringify(environment)}, ECA_PRODUCTION: "${production ? 'true' : 'false'}" }`,
  );
  return ['.eca-environments:', '  parallel:', '    matrix:', ...lines].join('\n');
}
