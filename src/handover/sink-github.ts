import { randomUUID } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { EcaError } from '../errors.js';
import { refuseIrregular } from '../project/regular-file.js';
import type { Handover, StoredPlace } from './handover.js';
import type { Work } from '../work.js';
import type { Variables } from '../plain-data.js';

/** Names that key and secret get in a job of GitHub Actions. */
export interface GithubNames {
  readonly key: string;
  readonly secret: string;
}

/** Files through which a step of GitHub Actions hands values on. */
const FILES = ['GITHUB_OUTPUT', 'GITHUB_ENV'] as const;

/**
 * Hands key and secret to the later steps of a GitHub Actions job: masked in its log first, then as outputs of the step
 * and as environment variables.
 *
 * @throws SinkFailedError outside of such a job.
 * @see https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions
 */
export async function storeInGithub(
  names: GithubNames,
  { consumerKey, consumerSecret }: Handover,
  { env, announce }: Work,
): Promise<StoredPlace> {
  const files = filesOfJob(env);
  await Promise.all(files.map(refuseIrregular)).catch((cause: unknown) => {
    throw irregular(files, cause);
  });
  announce(`::add-mask::${consumerSecret.reveal()}`);
  const text = entry(names.key, consumerKey) + entry(names.secret, consumerSecret.reveal());
  for (const file of files) await appendFile(file, text);
  const contents = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return {
    kind: 'github',
    place: `${names.key}, ${names.secret}`,
    // Another environment of the same run may have written behind it.
    readBack: contents.every((content) => content.includes(text)),
  };
}

/**
 * Gives the files of the running job of GitHub Actions.
 *
 * @throws SinkFailedError outside of such a job.
 */
export function filesOfJob(env: Variables): readonly string[] {
  const files = FILES.flatMap((name) => env[name] ?? []).filter((path) => path !== '');
  if (env.GITHUB_ACTIONS === 'true' && files.length > 0) return files;
  throw new EcaError({
    name: 'SinkFailedError',
    message: 'The sink "github" works inside a job of GitHub Actions only, and this is none.',
    actions: ['Run it there, or choose another sink for this environment: file, command or exec.'],
  });
}

function irregular(files: readonly string[], cause: unknown): EcaError {
  return new EcaError({
    name: 'SinkFailedError',
    message: `The files of this job cannot be written (${files.join(', ')}): one is no regular file.`,
    actions: ['Let GITHUB_OUTPUT and GITHUB_ENV name files.'],
    cause,
  });
}

/** The form with a delimiter takes any value as it is. */
function entry(name: string, value: string): string {
  const delimiter = `ghadelimiter_${randomUUID()}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}
