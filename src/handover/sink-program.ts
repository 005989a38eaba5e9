import { spawn, type ChildProcess } from 'node:child_process';
import { EcaError } from '../errors.js';
import type { Secret } from '../secret.js';
import { namelessFile } from './nameless-file.js';
import { privateFolder } from '../project/private-file.js';
import { revealed, type Handover, type StoredPlace } from './handover.js';
import { isTimeOver, type Work } from '../work.js';

/** Longest time that a program may take to store key and secret. */
const LONGEST_RUN_MS = 120_000;
/** As much of what a failing program said as an error message shows. */
const SHOWN_CHARACTERS = 500;

/**
 * Runs a program that takes key and secret, without a shell: `command` gets them as JSON on standard input, `exec` in
 * environment variables. What it prints is kept from the log, since it may repeat what it was given.
 *
 * @throws SinkFailedError when the program is not there or fails.
 */
export async function runSink(
  kind: 'command' | 'exec',
  argv: readonly string[],
  handover: Handover,
  work: Work,
): Promise<StoredPlace> {
  const [program = '', ...rest] = argv;
  const input = kind === 'command' ? `${JSON.stringify(revealed(handover))}\n` : '';
  const extra = kind === 'exec' ? variablesOf(handover) : {};
  const run = await runProgram([program, ...rest], input, { ...work, env: { ...work.env, ...extra } });
  if (run.code === 0) return { kind, place: program };
  const said = withoutSecret(run.said, handover.consumerSecret).trim().slice(0, SHOWN_CHARACTERS);
  throw new EcaError({
    name: 'SinkFailedError',
    message: `The program "${program}" did not take key and secret of "${handover.app}": ${run.why}${said === '' ? '' : `: ${said}`}`,
    actions: [
      `Check that "${program}" is installed and logged in, and its arguments in the sink, then run \`eca credentials store\`.`,
    ],
  });
}

/** Environment of an `exec` sink: the common names, and those that teams' scripts use for External Client Apps. */
function variablesOf({ app, org, environment, consumerKey, consumerSecret, tokenEndpoint }: Handover) {
  return {
    CLIENT_ID: consumerKey,
    CLIENT_SECRET: consumerSecret.reveal(),
    CLIENT_ID_EXTERNAL: consumerKey,
    CLIENT_SECRET_EXTERNAL: consumerSecret.reveal(),
    EXTERNAL_CLIENT_TOKEN_URL: tokenEndpoint,
    ECA_APP: app,
    ECA_ORG_ID: org.id,
    ECA_INSTANCE_URL: org.instanceUrl,
    ECA_ENVIRONMENT: environment,
  };
}

interface Run {
  readonly code: number;
  /** Why it counts as failed, for an error message. */
  readonly why: string;
  /** The end of what it printed. */
  readonly said: string;
}

type Surroundings = Pick<Work, 'folder' | 'env' | 'signal'>;

async function runProgram(argv: readonly string[], input: string, work: Surroundings): Promise<Run> {
  const file = await namelessFile(await privateFolder(work.folder), input);
  try {
    return await finished(argv, file.fd, work);
  } finally {
    await file.close();
  }
}

/** Time that a program has to end by itself once it was told to. */
const KILL_MS = 500;
/** Time for its last words to arrive once it has ended: a program that it left behind keeps the pipes open for good. */
const LAST_WORDS_MS = 200;

function finished(argv: readonly string[], input: number, work: Surroundings): Promise<Run> {
  const { promise, resolve } = Promise.withResolvers<Run>();
  const child = start(argv, input, work);
  let said = '';
  const listen = (chunk: Buffer): void => {
    said = (said + chunk.toString()).slice(-10_000);
  };
  let endedBy: string | undefined;
  const end = (why: string): void => {
    endedBy ??= why;
    kill(child, 'SIGTERM');
    setTimeout(() => {
      kill(child, 'SIGKILL');
      done(1, 'it did not end');
    }, KILL_MS).unref();
  };
  const onAbort = (): void => {
    end(isTimeOver(work) ? 'it was ended, since the time of --wait was over' : 'it was ended with the run');
  };
  const timer = setTimeout(() => {
    end(`it was ended after ${LONGEST_RUN_MS / 1000} s`);
  }, LONGEST_RUN_MS);
  const done = (code: number, why: string): void => {
    clearTimeout(timer);
    work.signal.removeEventListener('abort', onAbort);
    for (const stream of [child.stdout, child.stderr]) stream?.destroy();
    resolve({ code: endedBy === undefined ? code : 1, why: endedBy ?? why, said });
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  child.once('error', (error) => {
    done(127, 'code' in error && error.code === 'ENOENT' ? 'it was not found' : error.message);
  });
  child.once('exit', (code, killer) => {
    const why = code === null ? `it was ended by ${killer ?? 'a signal'}` : `it ended with ${code}`;
    const last = setTimeout(done, LAST_WORDS_MS, code ?? 1, why);
    child.once('close', () => {
      clearTimeout(last);
      done(code ?? 1, why);
    });
  });
  if (work.signal.aborted) onAbort();
  else work.signal.addEventListener('abort', onAbort, { once: true });
  return promise;
}

const hasGroups = process.platform !== 'win32';

/** The program leads a group of its own, so that what it starts can be ended with it. */
function start([program = '', ...rest]: readonly string[], input: number, { folder, env }: Surroundings): ChildProcess {
  return spawn(program, rest, { cwd: folder, env, stdio: [input, 'pipe', 'pipe'], detached: hasGroups });
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (hasGroups) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It and all that it started have ended already.
  }
}

function withoutSecret(text: string, secret: Secret): string {
  const value = secret.reveal();
  const forms = [
    value,
    encodeURIComponent(value),
    Buffer.from(value).toString('base64'),
    JSON.stringify(value).slice(1, -1),
  ];
  return forms.reduce((shown, form) => shown.replaceAll(form, '[secret]'), text);
}
