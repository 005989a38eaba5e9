import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ECA, emptyFolder, testEnvironment } from '../../cli/run-eca.js';

/** What is left of a script. */
export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Words that start the built command line, in the place of `npx`. */
const ECA_WORDS = `${process.execPath} ${ECA}`;

/** Runs a script as the runners of GitHub and GitLab do, with the stand-ins of {@link standIns} before all other programs. */
export function runScript(
  script: string,
  {
    cwd,
    env,
    programs,
  }: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly programs: string },
): Promise<Ran> {
  const base = testEnvironment(env);
  const options = {
    cwd,
    env: { ...base, PATH: `${programs}:${dirname(process.execPath)}:${base.PATH ?? ''}`, ECA: ECA_WORDS },
    timeout: 120_000,
  };
  return new Promise((done) => {
    execFile('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      done({ code, output: `${stdout}${stderr}` });
    });
  });
}

/** Copies a file or folder of a job to where other jobs find it; tells whether it was there. */
export function copy(from: string, to: string): boolean {
  if (!existsSync(from)) return false;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
  return true;
}

/** `gh` and `curl` that keep comments as files in a folder, named by the id, and write down every call. */
export function standIns(): { readonly programs: string; readonly comments: string } {
  const [programs, comments] = [emptyFolder(), emptyFolder()];
  const write = (name: string, list: string, none: string, body: string): void => {
    const script = `#!/usr/bin/env bash
set -e
printf '%s\\n' "$*" >> ${comments}/calls
method=GET; url=; body=
words=("$@")
for ((i = 0; i < $#; i++)); do
  case "\${words[i]}" in
    --method | --request) method="\${words[i + 1]}" ;;
    '${body}'*) body="\${words[i]#'${body}'}" ;;
    repos/* | http*) url="\${words[i]}" ;;
  esac
done
case "$method" in
  GET) if [ -f ${comments}/1 ]; then ${list}; else ${none}; fi ;;
  POST) [ ! -f ${comments}/1 ]; cp "$body" ${comments}/1 ;;
  *) [ "\${url##*/}" = 1 ]; cp "$body" ${comments}/1 ;;
esac
`;
    writeFileSync(join(programs, name), script);
    chmodSync(join(programs, name), 0o755);
  };
  write('gh', 'echo 1', 'true', 'body=@');
  write('curl', `echo '[{"id":1,"body":"<!-- eca plan --> x"}]'`, "echo '[]'", 'body=<');
  return { programs, comments };
}
