import { execFile } from 'node:child_process';
import { chownSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built command line, as `npx eca` starts it. */
export const ECA = fileURLToPath(new URL('../../bin/eca.mjs', import.meta.url));

/** What a finished process left. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to start a process. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Flags for Node.js itself. */
  readonly nodeFlags?: readonly string[];
  /** Runs as a user whom the permissions of files bind. Default: as the user of the test, who may be root. */
  readonly unprivileged?: boolean;
}

/** Id of the user "nobody", whom every system has. */
const NOBODY = 65_534;

/** Gives a folder to whomever {@link RunOptions.unprivileged} runs as. */
export function giveToUnprivileged(path: string): void {
  if (process.getuid?.() === 0) chownSync(path, NOBODY, NOBODY);
}

/** Gives an environment without anything of this machine's Salesforce logins, with the home folder of the test. */
export function testEnvironment(extra: RunOptions['env'] = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, USERPROFILE } = process.env;
  return {
    ...{ PATH, HOME, USERPROFILE, CI: 'true', NO_COLOR: '1', SF_USE_GENERIC_UNIX_KEYCHAIN: 'true' },
    ...extra,
  };
}

/** Runs the built command line to its end. */
export function runEca(argv: readonly string[], run: RunOptions = {}): Promise<Finished> {
  const { cwd = process.cwd(), env, nodeFlags = [], unprivileged = false } = run;
  return new Promise((done) => {
    const user = unprivileged && process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    const options = { cwd, env: testEnvironment(env), maxBuffer: 20_000_000, timeout: 60_000, ...user };
    execFile(process.execPath, [...nodeFlags, ECA, ...argv], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      done({ code, stdout, stderr });
    });
  });
}

/** Makes an empty folder for one test. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'eca-test-'));
}
