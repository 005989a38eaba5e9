import { setTimeout as sleep } from 'node:timers/promises';
import { EcaError } from '../../../errors.js';
import { printableText } from '../../../foreign-text.js';
import type { EndedDeploy, LoggedRequest, OrgLog } from '../../../local-org/index.js';
import { isOn, text, type Command, type CommandContext, type FlagValues } from '../../command.js';
import { maskedJson, printableLine } from '../../print/shown.js';
import type { Style } from '../../style.js';
import { askRunning, DEFAULT_ALIAS } from './running.js';

const LOOK_MS = 500;
const LAST = 200;

/** One thing that the log tells, with the time that it has its place by. */
type LogEntry = ({ readonly kind: 'request' } & LoggedRequest) | ({ readonly kind: 'deploy' } & EndedDeploy);

/** `eca local-org logs [ALIAS]` */
export const localOrgLogs: Command = {
  name: 'local-org logs',
  summary: 'Show what was asked of a running local org: requests, deploys, and why tokens were refused',
  shared: [],
  positionals: { alias: { type: 'string', describe: 'Alias of the local org', default: DEFAULT_ALIAS } },
  flags: {
    last: { type: 'number', describe: 'How many entries at most, the latest', default: LAST, requiresArg: true },
    follow: {
      type: 'boolean',
      describe: 'Go on until Ctrl-C or until the org stops; with --json one line of JSON an entry',
      default: false,
    },
  },
  examples: [
    ['eca local-org logs', 'What the org with the alias local-org was asked'],
    ['eca local-org logs uat --follow', 'And what it is asked from now on'],
    ['eca local-org logs --json', 'For a script: result.entries, each a request or a deploy'],
  ],
  async run(context) {
    const { io, flags, style } = context;
    io.listen();
    const last = lastOf(flags);
    const alias = text(flags, 'alias') ?? DEFAULT_ALIAS;
    const log = await logOf(alias, 0, io.signal);
    const all = entriesOf(log, new Set());
    const entries = last === 0 ? [] : all.slice(-last);
    const lines = entries.flatMap((entry) => linesOf(entry, style));
    return {
      result: { alias, entries },
      lines: all.length === 0 ? [`Nothing was asked of the local org ${alias} so far.`] : lines,
      until: isOn(flags, 'follow') ? follow(context, alias, log) : undefined,
    };
  },
};

function lastOf(flags: FlagValues): number {
  const { last } = flags;
  if (typeof last === 'number' && Number.isInteger(last) && last >= 0) return last;
  throw new EcaError({
    name: 'UsageError',
    message: '--last takes a whole number, 0 or more.',
    actions: ['Give one, such as --last 50.'],
  });
}

async function logOf(alias: string, after: number, signal: AbortSignal): Promise<OrgLog> {
  return (await askRunning(alias, { name: `GET log?after=${after}`, signal })).answer as OrgLog;
}

/** Prints what comes, until a signal or the end of the org. */
async function follow({ io, flags, style }: CommandContext, alias: string, begun: OrgLog): Promise<void> {
  const known = new Set(begun.deploys.map(({ id }) => id));
  let { next } = begun;
  const print = (entry: LogEntry): void => {
    const lines = isOn(flags, 'json') ? [maskedJson(entry)] : linesOf(entry, style).map(printableLine);
    for (const line of lines) io.stdout.write(`${line}\n`);
  };
  try {
    for (;;) {
      await sleep(LOOK_MS, undefined, { signal: io.signal });
      const log = await logOf(alias, next, io.signal);
      next = log.next;
      for (const entry of entriesOf(log, known)) print(entry);
      for (const { id } of log.deploys) known.add(id);
    }
  } catch (error) {
    if (!io.signal.aborted && !hasStopped(error)) throw error;
  }
}

/** An org that stopped takes its alias with it. */
function hasStopped(error: unknown): boolean {
  return error instanceof EcaError && ['OrgUnreachableError', 'TargetOrgNotFoundError'].includes(error.name);
}

/** Puts requests and deploys into the order in which they ended. */
function entriesOf({ requests, deploys }: OrgLog, known: ReadonlySet<string>): readonly LogEntry[] {
  const entries: readonly LogEntry[] = [
    ...requests.map((request) => ({ kind: 'request' as const, ...request })),
    ...deploys.filter(({ id }) => !known.has(id)).map((deploy) => ({ kind: 'deploy' as const, ...deploy })),
  ];
  return entries.toSorted((left, right) => Date.parse(left.time) - Date.parse(right.time));
}

function linesOf(entry: LogEntry, style: Style): readonly string[] {
  return entry.kind === 'deploy' ? deployLines(entry, style) : requestLines(entry, style);
}

function requestLines({ topic = {}, ...request }: LoggedRequest, style: Style): readonly string[] {
  const { time, method, path, operation, status, milliseconds } = request;
  const failed = status === 0 || status >= 400;
  const shown = status === 0 ? 'broken' : String(status);
  const about = [topic.app, topic.user === undefined ? undefined : `as ${topic.user}`].filter(
    (one) => one !== undefined,
  );
  const reasons = [topic.error, topic.reason].filter((one) => one !== undefined);
  return [
    [
      style.dim(clock(time)),
      failed ? style.bad(shown) : style.good(shown),
      style.bold(operation),
      `${method} ${printableText(path)}`,
      style.dim(`${milliseconds} ms`),
      ...(about.length === 0 ? [] : [printableText(about.join(' '))]),
    ].join('  '),
    ...reasons.map((reason) => `    ${printableText(reason)}`),
  ];
}

function deployLines(deploy: EndedDeploy, style: Style): readonly string[] {
  const { id, time, status, checkOnly, user, components, problemCount, problems } = deploy;
  const left = problemCount - problems.length;
  const ended = status === 'Succeeded' ? style.good(status) : style.bad(status);
  const counted = `${components} components, ${problemCount} problems`;
  return [
    `${style.dim(clock(time))}  ${ended}  ${style.bold(checkOnly ? 'validation' : 'deploy')}  ${id}  ${counted}  by ${user}`,
    ...problems.map(({ type, fullName, problem }) => `    ${printableText(`${type} ${fullName}: ${problem}`.trim())}`),
    ...(left > 0 ? [`    ${left} more`] : []),
  ];
}

/** Time of the day in UTC. */
function clock(time: string): string {
  return time.slice(11, 23);
}
