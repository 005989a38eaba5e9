import { usageError } from '../../errors.js';
import { MATRIX_FORMATS, matrixText, type MatrixRow } from '../../pipelines/matrix.js';
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
  const environments = texts(flags, 'environment') ?? [];
  if (isOn(flags, 'all') && environments.length > 0) {
    throw usageError('--environment cannot stand beside --all, which takes every one.', 'Leave one of them out.');
  }
  const [{ readConfigFile }, verb] = await Promise.all([
    import('../../project/config-file.js'),
    import('../../verbs/matrix.js'),
  ]);
  const { cwd, configPath, guard } = configRequest(context);
  const { value, displayPath: called } = await readConfigFile({ cwd, path: configPath, guard });
  return verb.matrix(value, { environments, refresh: text(flags, 'verb') === 'refresh', called });
}
