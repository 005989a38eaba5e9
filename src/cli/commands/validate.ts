import { EcaError, EXIT, type Problem } from '../../errors.js';
import { checkConfig } from '../../project/load-config.js';
import { isOn, text, type Command, type CommandContext, type Outcome } from '../command.js';
import { pasteableOutcome } from '../next-command.js';
import { countOf, type ProblemList, findingLines } from '../print/problem-list.js';
import { sarifLines } from '../print/sarif.js';
import { configRequest } from '../session.js';

/** `eca validate` */
export const validate: Command = {
  name: 'validate',
  summary: 'Check the config, or existing metadata source, without an org',
  shared: ['config', 'environment', 'app', 'api-version'],
  flags: {
    'source-dir': {
      type: 'string',
      describe: 'Check the External Client App files below this folder; needs no config',
      requiresArg: true,
    },
    strict: { type: 'boolean', describe: 'Exit with 4 for warnings too, not only for errors', default: false },
    format: {
      choices: ['text', 'sarif'],
      describe: 'sarif prints a log that GitHub and others show in a pull request',
      default: 'text',
      requiresArg: true,
    },
  },
  examples: [
    ['eca validate', 'Check the config with all of its environments'],
    ['eca validate --source-dir force-app', 'Check files that were written by hand or by an article'],
    ['eca validate --source-dir force-app --format sarif', 'Print the findings for a pull request'],
  ],
  async run(context) {
    const { flags, style } = context;
    const wantsSarif = text(flags, 'format') === 'sarif';
    if (wantsSarif && isOn(flags, 'json')) throw twoFormats();
    const sourceDir = text(flags, 'source-dir');
    const findings =
      sourceDir === undefined ? await checkConfigFile(context, wantsSarif) : await checkSource(context, sourceDir);
    const { problems, checkedBy } = findings;
    const lines = wantsSarif ? await sarifLines(findings, context) : findingLines(findings, style);
    const outcome = { result: { problems, checkedBy }, lines, exitCode: exitCodeOf(problems, isOn(flags, 'strict')) };
    // A log for a pull request is read where nothing is pasted.
    return wantsSarif ? outcome : pasteableOutcome(outcome, context);
  },
};

function twoFormats(): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: '--json and --format sarif are two formats of one output.',
    actions: ['Leave one of them out; a SARIF log is JSON too.'],
  });
}

async function checkConfigFile(context: CommandContext, keepsUnreadable: boolean): Promise<ProblemList> {
  try {
    const { problems, warnings, source } = await checkConfig(configRequest(context));
    const rated = warnings.map((warning): Problem => ({ ...warning, level: 'warning' }));
    return { problems: [...problems, ...rated], mainFile: source.displayPath };
  } catch (error) {
    // In a pull request, a config that cannot be read is shown at its line like any other mistake.
    if (!keepsUnreadable || !(error instanceof EcaError) || error.problems.length === 0) throw error;
    return { problems: error.problems, mainFile: error.problems[0]?.file ?? '' };
  }
}

async function checkSource({ io, flags }: CommandContext, sourceDir: string): Promise<ProblemList> {
  const { validateSource } = await import('../../verbs/validate.js');
  const apiVersion = text(flags, 'api-version');
  return { ...(await validateSource({ cwd: io.cwd, sourceDir, apiVersion })), mainFile: sourceDir };
}

function exitCodeOf(problems: readonly Problem[], strict: boolean): NonNullable<Outcome['exitCode']> {
  const decisive = countOf(problems, 'error') + (strict ? countOf(problems, 'warning') : 0);
  return decisive === 0 ? EXIT.done : EXIT.usage;
}
