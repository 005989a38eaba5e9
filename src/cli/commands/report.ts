import type { Recap } from '../../fleet/recap.js';
import type { Run } from '../../report/run.js';
import { text, texts, type Command, type CommandContext } from '../command.js';
import { REPORT_FLAG } from '../environment-flags.js';
import { reportLines } from '../print/report-path.js';

/** `eca report` */
export const report: Command = {
  name: 'report',
  summary: 'Join the reports of several jobs or machines to one',
  shared: [],
  positionals: {
    reports: {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'Files run.json, or folders: every run.json in and below them',
    },
  },
  flags: {
    'report-dir': {
      ...REPORT_FLAG['report-dir'],
      describe: 'Folder for the joined run.json and the reports beside it',
    },
    'summary-bytes': {
      type: 'number',
      describe: 'Bytes that summary.md may have, such as for a comment that takes no more. Default: 900000',
      requiresArg: true,
    },
  },
  examples: [
    ['eca report jobs', 'Say how all jobs ended whose reports lie below jobs; exit code as of one run over all'],
    ['eca report jobs/uat jobs/qa --report-dir reports', 'Write JUnit XML, summary, page and proofs of all of them'],
  ],
  async run(context) {
    const { io, flags } = context;
    const [{ joinReports }, { reportPlace }] = await Promise.all([
      import('../../runs/join-reports.js'),
      import('../fleet/report-place.js'),
    ]);
    const { run, recap } = await joinReports({
      ...reportPlace(context),
      cwd: io.cwd,
      reports: texts(flags, 'reports') ?? [],
      // What is no number is refused there.
      summaryBytes: flags['summary-bytes'] as number | undefined,
    });
    return {
      result: {
        recap,
        environments: run.environments,
        problems: run.problems ?? [],
        reportDir: text(flags, 'report-dir'),
      },
      lines: await linesOf(run, recap, context),
      exitCode: recap.exitCode,
    };
  },
};

async function linesOf(run: Run, recap: Recap, { io, style, flags }: CommandContext): Promise<readonly string[]> {
  const { fleetLines } = await import('../print/fleet.js');
  const { isTTY, size } = io.stdout;
  const columns = isTTY ? size?.().columns : undefined;
  const problems = (run.problems ?? []).map(({ file, level, message }) => {
    const words = `${file}: ${message}`;
    return level === 'error' ? style.bad(words) : style.warn(words);
  });
  return [
    ...problems,
    ...fleetLines([], recap, { style, isReported: false, columns }),
    ...reportLines(io.cwd, text(flags, 'report-dir')),
  ];
}
