import { EXIT, type Problem } from '../../errors.js';
import { checkConfig } from '../../project/load-config.js';
import { text, type Command, type CommandContext } from '../command.js';
import { problemLines } from '../print/error.js';
import { configRequest, problemText } from '../session.js';

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
  },
  examples: [
    ['eca validate', 'Check the config with all of its environments'],
    ['eca validate --source-dir force-app', 'Check files that were written by hand or by an article'],
  ],
  async run(context) {
    const { flags, style } = context;
    const sourceDir = text(flags, 'source-dir');
    const { problems, warnings } =
      sourceDir === undefined ? await checkConfigFile(context) : await checkSource(context, sourceDir);
    const lines = [
      ...problems.flatMap((problem) => problemLines(problem, style)),
      problems.length === 0
        ? style.good('No problems.')
        : style.bad(problems.length === 1 ? '1 problem.' : `${problems.length} problems.`),
    ];
    return { result: { problems }, lines, warnings, exitCode: problems.length === 0 ? EXIT.done : EXIT.usage };
  },
};

interface Findings {
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

async function checkConfigFile(context: CommandContext): Promise<Findings> {
  const { problems, warnings } = await checkConfig(configRequest(context));
  return { problems, warnings: warnings.map(problemText) };
}

async function checkSource({ io, flags }: CommandContext, sourceDir: string): Promise<Findings> {
  const { validateSource } = await import('../../verbs/validate.js');
  const problems = await validateSource({ cwd: io.cwd, sourceDir, apiVersion: text(flags, 'api-version') ?? '66.0' });
  return { problems, warnings: [] };
}
