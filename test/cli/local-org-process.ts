import { spawn } from 'node:child_process';
import { ECA, testEnvironment } from './run-eca.js';

/** A local org that runs as a process of its own, as a user starts it. */
export interface LocalOrgProcess {
  readonly instanceUrl: string;
  readonly orgId: string;
  readonly username: string;
  readonly accessToken: string;
  readonly processId: number;
  /** What of config and seed was not read. */
  readonly unread: readonly string[];
  readonly caFile?: string;
  readonly sfdxAuthUrl?: string;
  /** Ends it as Ctrl-C does, and gives its exit code. */
  stop(): Promise<number | null>;
}

/** Starts `eca local-org start --json` and waits for its one line. */
export async function startLocalOrgProcess(
  argv: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  cwd: string = process.cwd(),
): Promise<LocalOrgProcess> {
  const child = spawn(process.execPath, [ECA, 'local-org', 'start', '--port', '0', '--json', ...argv], {
    cwd,
    env: testEnvironment(env),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((done) => {
    child.once('exit', done);
  });
  const line = await new Promise<string>((done, failed) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) done(text);
    });
    void ended.then((code) => {
      failed(new Error(`local-org start ended with ${String(code)}: ${text}`));
    });
  });
  const answer = JSON.parse(line) as { readonly status: number; readonly result: Omit<LocalOrgProcess, 'stop'> };
  if (answer.status !== 0) throw new Error(`local-org start failed: ${line}`);
  return {
    ...answer.result,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}
