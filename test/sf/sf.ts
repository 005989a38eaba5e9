import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { SF_PROGRAM, sfEnvironment } from '../../scripts/install-sf.mjs';

/** What `sf … --json` printed. */
export interface SfAnswer {
  readonly code: number;
  readonly json: {
    readonly status: number;
    readonly name?: string;
    readonly message?: string;
    readonly result: unknown;
  };
}

/** Where and as whom to run. */
export interface SfPlace {
  readonly cwd: string;
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What npm needs to reach its registry from another home folder. */
export const NPM_ENVIRONMENT: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(process.env)
    .filter(([name]) => /^(?:npm_config_(?:registry|cafile|cache)|NODE_EXTRA_CA_CERTS)$/i.test(name))
    .flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
);

/** Runs `sf WORDS --json` in an environment that writes nowhere but below `home`. */
export async function runSf(place: SfPlace, ...words: readonly string[]): Promise<SfAnswer> {
  const { code, stdout, stderr } = await runSfAsTyped(place, ...words, '--json');
  try {
    return { code, json: JSON.parse(stdout) as SfAnswer['json'] };
  } catch {
    throw new Error(`sf ${words.join(' ')} printed no JSON (${code}): ${stdout}${stderr}`);
  }
}

/** Runs `sf WORDS` as {@link runSf} does, and gives what it printed. */
export function runSfAsTyped(
  { cwd, home, env }: SfPlace,
  ...words: readonly string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const environment = {
    PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
    ...sfEnvironment(home),
    SF_DISABLE_LOG_FILE: 'true',
    ...env,
  };
  return new Promise((done) => {
    execFile(
      process.execPath,
      [SF_PROGRAM, ...words],
      { cwd, env: environment, maxBuffer: 50_000_000 },
      (error, stdout, stderr) => {
        done({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr });
      },
    );
  });
}
