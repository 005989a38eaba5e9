import { parseArgs } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { EcaError, ERRORS, EXIT, type ExitCode } from '../../src/errors.js';
import { connect } from '../../src/org/connect.js';
import { openHttp, withHttp } from '../../src/http/open-http.js';
import { chooseLogin } from '../../src/org/login.js';
import type { Org } from '../../src/org/org.js';
import type { ProgressEvent } from '../../src/progress.js';
import { lookAtPair, lookAtSandboxLogin, looksAsMarkdown } from './look.js';
import { redactionFor } from './redact.js';
import { markdownOf, reportOf, type SmokeReport } from './report.js';
import { API_VERSION } from './scene.js';
import { runStory, type StepResult } from './story.js';
import type { OnProgress } from '../../src/progress.js';
import { openWork } from '../../src/work.js';

/** What the command touches outside, so that a test can stand in. */
export interface SmokeIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

const USAGE = `Usage: npm run smoke -- -o ORG [--run-as USERNAME] [--wait MIN] [--keep] [--json] [--yes-production]
       npm run smoke -- --sandbox-login PRODUCTION NAME    (read-only)
       npm run smoke -- --pair PRODUCTION SANDBOX          (read-only)

Runs the whole story against a real org, in an app of its own that it removes again, and tells which
assumptions of the local org this org confirmed or refuted. The report can be pasted into an issue.

  -o, --target-org      alias or username that sf knows; default: as for eca (environment, default org)
      --run-as          username that the app acts as; default: the user of the session
      --wait            minutes to wait for one deploy or for one change to spread; default: 33
      --keep            leave the app in the org
      --json            print the report as one JSON object
      --yes-production  go on in a production org
      --sandbox-login   log in once to the sandbox NAME by the session of PRODUCTION, ask who it is, and stop
      --pair            compare the apps of SANDBOX with those of PRODUCTION: links, users, keys
`;

interface Flags {
  readonly 'target-org'?: string;
  readonly 'run-as'?: string;
  readonly wait: number;
  readonly keep: boolean;
  readonly json: boolean;
  readonly 'yes-production': boolean;
  readonly help: boolean;
  readonly 'sandbox-login': boolean;
  readonly pair: boolean;
  /** What stands behind the flags. */
  readonly words: readonly string[];
}

/** Runs the command and gives its exit code: 0 when every step succeeded, whatever became of the assumptions. */
export async function smoke(words: readonly string[], io: SmokeIo): Promise<ExitCode> {
  try {
    const flags = readFlags(words);
    if (flags.help) {
      io.stdout.write(USAGE);
      return EXIT.done;
    }
    const bounds = { signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY };
    if (flags['sandbox-login'] || flags.pair)
      return await withHttp(openHttp({ env: io.env, ...bounds }), () => look(flags, io));
    const report = await withHttp(openHttp({ env: io.env, ...bounds }), () => run(flags, io));
    io.stdout.write(flags.json ? json(report) : `${markdownOf(report)}\n`);
    if (report.interrupted) return EXIT.interrupted;
    return report.ok ? EXIT.done : EXIT.failed;
  } catch (error) {
    const { name, message, actions } = asEcaError(error);
    io.stderr.write(`Error (${name}): ${message}\n${actions.map((action) => `Try: ${action}\n`).join('')}`);
    return ERRORS[name];
  }
}

/** Looks without changing anything. */
async function look({ words, json: asJson, ...flags }: Flags, { env, stdout, signal }: SmokeIo): Promise<ExitCode> {
  const [first = '', second = ''] = words;
  const open = (target: string): Promise<Org> =>
    connect({ login: { kind: 'stored', target }, apiVersion: API_VERSION, work: openWork({ env, signal }) });
  const production = await open(first);
  const sandbox = flags.pair ? await open(second) : undefined;
  const looks =
    sandbox === undefined ? await lookAtSandboxLogin(production, second) : await lookAtPair(production, sandbox);
  const ok = looks.every((one) => one.ok);
  const orgs = sandbox === undefined ? [production] : [production, sandbox];
  const title = sandbox === undefined ? 'login to a sandbox' : 'production and a sandbox';
  const redact = redactionFor(orgs);
  const shown = looks.map((one) => ({ ...one, said: redact(one.said) }));
  const status = ok ? EXIT.done : EXIT.failed;
  stdout.write(
    asJson
      ? `${JSON.stringify({ status, result: { looks: shown }, warnings: [] }, null, 2)}\n`
      : `${looksAsMarkdown(title, looks, orgs)}\n`,
  );
  return status;
}

/** The connection serves every step, each of which has bounds of its own. */
const LONGEST_STORY_MS = 86_400_000;

async function run(flags: Flags, { env, stderr, signal }: SmokeIo): Promise<SmokeReport> {
  const login = chooseLogin({ flag: flags['target-org'], env });
  const onProgress: OnProgress = (event) => {
    const line = lineOf(event);
    if (line !== undefined) stderr.write(`  ${line}\n`);
  };
  const story = await runStory({
    connect: () =>
      connect({ login, apiVersion: API_VERSION, work: openWork({ env, waitMs: LONGEST_STORY_MS, onProgress }) }),
    env,
    waitMs: flags.wait * 60_000,
    keep: flags.keep,
    yesProduction: flags['yes-production'],
    signal,
    onProgress,
    onStep: (step) => stderr.write(`${stepLine(step)}\n`),
    ...(flags['run-as'] === undefined ? {} : { runAsUser: flags['run-as'] }),
  });
  return reportOf(story, { version: packageJson.version, now: new Date() });
}

function readFlags(words: readonly string[]): Flags {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: {
        'target-org': { type: 'string', short: 'o' },
        'run-as': { type: 'string' },
        wait: { type: 'string', default: '33' },
        keep: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'yes-production': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        'sandbox-login': { type: 'boolean', default: false },
        pair: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const wait = Number(values.wait);
    if (values.wait.trim() === '' || !(wait >= 0 && wait <= 600)) {
      throw new Error(`--wait takes minutes from 0 to 600, not "${values.wait}".`);
    }
    const wanted = values['sandbox-login'] || values.pair ? 2 : 0;
    if (values['sandbox-login'] && values.pair) throw new Error('--sandbox-login and --pair are two runs.');
    if (positionals.length !== wanted) {
      throw new Error(wanted === 0 ? `"${positionals[0] ?? ''}" is a word too many.` : 'Two orgs are to be named.');
    }
    return { ...values, wait, words: positionals };
  } catch (error) {
    throw new EcaError({
      name: 'UsageError',
      message: error instanceof Error ? error.message : String(error),
      actions: ['`npm run smoke -- --help` shows what it takes.'],
      cause: error,
    });
  }
}

/** The same shape as that of `eca --json`. */
function json(report: SmokeReport): string {
  const status = report.interrupted ? EXIT.interrupted : report.ok ? EXIT.done : EXIT.failed;
  return `${JSON.stringify({ status, result: report, warnings: [] }, null, 2)}\n`;
}

/** Progress is for the one at the terminal, who knows the org; details stay for the report, which redacts them. */
function stepLine({ name, ok, skipped, ms }: StepResult): string {
  const state = skipped === true ? (ok ? 'left out' : 'not reached') : ok ? 'ok' : 'FAILED';
  return `${state}: ${name}${skipped === true ? '' : ` (${(ms / 1000).toFixed(1)} s)`}`;
}

function lineOf(event: ProgressEvent): string | undefined {
  switch (event.kind) {
    case 'stage':
    case 'warning':
      return event.message;
    case 'waiting':
      return `${event.message}; asking again in ${Math.ceil(event.nextTryMs / 1000)} s`;
    case 'components':
    case 'debug':
      return undefined;
  }
}

function asEcaError(error: unknown): EcaError {
  if (error instanceof EcaError) return error;
  return new EcaError({
    name: 'InternalError',
    message: error instanceof Error ? error.message : String(error),
    actions: ['Report it, with the output above.'],
    cause: error,
  });
}
