import { resolve } from 'node:path';
import { EcaError, EXIT, type ExitCode } from '../../errors.js';
import type { Recap } from '../../fleet/recap.js';
import type { FoundRun } from '../../report/find-runs.js';
import type { Run } from '../../report/run.js';
import { text, texts, type Command, type CommandContext, type FlagValues } from '../command.js';
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
    const { findRuns } = await import('../../report/find-runs.js');
    const folder = text(flags, 'report-dir');
    const output = folder === undefined ? undefined : resolve(io.cwd, folder);
    const all = await findRuns(io.cwd, (texts(flags, 'reports') ?? []).map(String));
    const found = withoutOwn(all, output);
    if (found.length === 0) throw nothingFound();
    const run = await joined(found, context);
    if (output !== undefined) await publish(run, output, context);
    const recap = await recapIn(run);
    return {
      result: { recap, environments: run.environments, problems: run.problems ?? [], reportDir: folder },
      lines: await linesOf(run, recap, context),
      exitCode: recap.exitCode,
    };
  },
};

/** What an earlier join left in the folder that is written to is no report of a job; that of a job must not be overwritten. */
function withoutOwn(found: readonly FoundRun[], output: string | undefined): readonly FoundRun[] {
  const own = found.find(({ path }) => output !== undefined && path === resolve(output, 'run.json'));
  if (own === undefined) return found;
  const isJoined = own.run?.environments.some(({ of }) => of !== undefined) ?? false;
  if (isJoined) return found.filter((one) => one !== own);
  throw new EcaError({
    name: 'UsageError',
    message: `${own.file} is to be joined, and --report-dir would overwrite it.`,
    actions: ['Name another folder with --report-dir.'],
  });
}

function nothingFound(): EcaError {
  return new EcaError({
    name: 'ReportUnreadableError',
    message: 'Nothing is to be joined: the only run.json there is what an earlier `eca report` wrote.',
    actions: ['Name the folders of the jobs, whose --report-dir wrote them.'],
  });
}

async function joined(found: readonly FoundRun[], { io }: CommandContext): Promise<Run> {
  const [{ joinRuns }, { ciOf }, { ownVersion }] = await Promise.all([
    import('../../report/join-runs.js'),
    import('../../report/ci.js'),
    import('../own-version.js'),
  ]);
  return joinRuns(found, { version: await ownVersion(), ci: ciOf(io.env) });
}

async function publish(run: Run, output: string, context: CommandContext): Promise<void> {
  const [{ openPublisher }, { runFile }, { writeSourceFiles }] = await Promise.all([
    import('../fleet/publish.js'),
    import('../../report/run-log.js'),
    import('../../project/write-source.js'),
  ]);
  const publisher = await openPublisher(output, context, summaryBytesOf(context.flags));
  await writeSourceFiles(output, [runFile(run)]);
  await publisher.publish(run);
}

/** Less would not hold what says that something is left out. */
const LEAST_BYTES = 1000;

function summaryBytesOf({ 'summary-bytes': given }: FlagValues): number | undefined {
  if (given === undefined || (Number.isInteger(given) && Number(given) >= LEAST_BYTES))
    return given as number | undefined;
  throw new EcaError({
    name: 'UsageError',
    message: `--summary-bytes takes a whole number of bytes, ${LEAST_BYTES} or more.`,
    actions: ['Give one, such as --summary-bytes 64000 for a comment on GitHub.'],
  });
}

async function recapIn(run: Run): Promise<Recap> {
  const [{ recapOf }, { exitCodeOf, overviewOf, unknownOf }] = await Promise.all([
    import('../../fleet/recap.js'),
    import('../../report/overview.js'),
  ]);
  const { environments, ms = 0 } = overviewOf(run);
  const ended = environments.map(({ title, cause, environment }) => {
    const { changes, status, ms: own = 0 } = environment;
    const skipped = status === 'skipped' ? (true as const) : undefined;
    return {
      name: title,
      exitCode: known(exitCodeOf(environment)),
      changes,
      cause,
      unknown: unknownOf(environment) || undefined,
      skipped,
      began: status !== 'waiting',
      ms: own,
    };
  });
  return { ...recapOf(ended, ms), exitCode: known(run.exitCode ?? EXIT.failed) };
}

const known = (code: number): ExitCode => Object.values(EXIT).find((each) => each === code) ?? EXIT.failed;

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
