import type { Problem } from '../errors.js';
import { PROBLEM_KINDS } from '../problem-kinds.js';

/** What a SARIF log says of the run beside the problems. */
export interface SarifOptions {
  /** Rule of problems without a kind. */
  readonly rule: SarifRule;
  /** Version of this tool. */
  readonly version: string;
  /**
   * Turns the name of a file into its path from the root of the repository, with `/`. Services that show a log beside the
   * lines of a pull request find files by that path.
   */
  readonly toRepositoryPath: (file: string) => string;
  /** File that problems belong to which name none, such as those of a flag. */
  readonly mainFile: string;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** A SARIF log: one run of this tool, with a result for each problem. */
export type SarifLog = Readonly<Record<string, unknown>>;

/** A rule as a log names it; that of the options is for problems without a kind. */
interface SarifRule {
  readonly id: string;
  readonly text: string;
}
export const SOURCE_RULE: SarifRule = { id: 'metadata-source', text: 'Metadata source of External Client Apps' };
export const CONFIG_RULE: SarifRule = { id: 'config', text: 'The config of External Client Apps' };

const toUri = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

function locationOf({ file, line, column, path }: Problem, options: SarifOptions): object {
  const uri = toUri(options.toRepositoryPath(file ?? options.mainFile));
  const region = line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } };
  return {
    physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, ...region },
    ...(path === '' ? {} : { logicalLocations: [{ fullyQualifiedName: path }] }),
  };
}

function resultOf(problem: Problem, rules: readonly SarifRule[], options: SarifOptions): object {
  const { level, message, action } = problem;
  const { id } = ruleOf(problem, options);
  return {
    ruleId: id,
    ruleIndex: rules.findIndex((rule) => rule.id === id),
    level,
    message: { text: `${message} ${action}` },
    locations: [locationOf(problem, options)],
  };
}

/** Gives the rule of a problem: its kind, so that somebody may mute one kind and keep the others. */
function ruleOf({ kind }: Problem, { rule }: SarifOptions): SarifRule {
  return kind === undefined ? rule : { id: kind, text: PROBLEM_KINDS[kind] };
}

/**
 * Puts problems into the Static Analysis Results Interchange Format, version 2.1.0, which GitHub, GitLab and Azure DevOps
 * show beside the changed lines of a pull request.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function toSarif(problems: readonly Problem[], options: SarifOptions): SarifLog {
  const used = new Map(problems.map((problem) => ruleOf(problem, options)).map((rule) => [rule.id, rule] as const));
  const found = [...used.values()];
  const rules = found.map(({ id, text }) => ({ id, shortDescription: { text } }));
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'eca-as-code', semanticVersion: options.version, rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
        results: problems.map((problem) => resultOf(problem, found, options)),
      },
    ],
  };
}
