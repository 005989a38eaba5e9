import { environmentNames } from '../../config/effective.js';
import { EcaError } from '../../errors.js';
import { MATRIX_FORMATS, matrixOf, matrixText, type MatrixRow } from '../../pipelines/matrix.js';
import { isOn, text, texts, type Command, type CommandContext } from '../command.js';
import { configRequest } from '../session.js';

/** Commands that work in several environments, each of which a job can do for one. */
const VERBS = ['plan', 'deploy', 'doctor', 'verify', 'refresh', 'credentials age', 'credentials rotate'] as const;

/** `eca matrix` */
export const matrix: Command = {
  name: 'matrix',
  summary: 'Print the environments of the config for the jobs of a CI system; asks no org',
  shared: ['config'],
  flags: {
    environment: {
      type: 'string',
      alias: 'e',
      array: true,
      describe: 'Environment of the config (repeatable)',
      requiresArg: true,
    },
    all: { type: 'boolean', describe: 'Every environment of the config, as without -e', default: false },
    verb: {
      choices: [...VERBS],
      describe: 'What the jobs are to do: refresh leaves out production. Default: anything',
      requiresArg: true,
    },
    format: {
      choices: [...MATRIX_FORMATS],
      describe: 'A list, one line for fromJSON of GitHub Actions, or a hidden job for GitLab CI',
      default: 'json',
      requiresArg: true,
    },
  },
  examples: [
    ['eca matrix --format github', 'For `strategy.matrix` of GitHub Actions, by fromJSON'],
    ['eca matrix --format gitlab', 'A job .eca-environments with parallel:matrix, which others extend'],
    ['eca matrix --verb refresh -e uat -e qa', 'Two sandboxes, as JSON'],
  ],
  async run(context) {
    const rows = await rowsOf(context);
    const format = MATRIX_FORMATS.find((each) => each === text(context.flags, 'format')) ?? 'json';
    return { result: { include: rows }, lines: matrixText(rows, format).split('\n') };
  },
};

async function rowsOf(context: CommandContext): Promise<readonly MatrixRow[]> {
  const { flags } = context;
  const named = [...new Set(texts(flags, 'environment') ?? [])];
  if (isOn(flags, 'all') && named.length > 0) {
    throw usage('--environment cannot stand beside --all, which takes every one.', 'Leave one of them out.');
  }
  const { readConfigFile } = await import('../../project/config-file.js');
  const { cwd, configPath, guard } = configRequest(context);
  const { value, displayPath } = await readConfigFile({ cwd, path: configPath, guard });
  const known = environmentNames(value);
  const unknown = named.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const list = known.length === 0 ? 'It has none.' : `It has ${known.join(', ')}.`;
    throw usage(`${displayPath} has no environment "${unknown}".`, `${list} Correct -e, or write it into the config.`);
  }
  const rows = matrixOf(value, named.length === 0 ? known : named);
  const meant = text(flags, 'verb') === 'refresh' ? rows.filter(({ production }) => production !== true) : rows;
  if (meant.length > 0) return meant;
  throw rows.length === 0
    ? usage(`${displayPath} has no environments.`, 'Write `environments` into the config, one for each org.')
    : usage('Only production is left, which a refresh never touches.', 'Name a sandbox with -e.');
}

const usage = (message: string, action: string): EcaError =>
  new EcaError({ name: 'UsageError', message, actions: [action] });
