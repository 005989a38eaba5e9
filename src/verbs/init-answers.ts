import { CONSUMERS, type Consumer } from '../compose/consumers.js';
import type { StarterAnswers } from '../compose/starter-config.js';
import { DEFAULT_API_VERSION } from '../config/rows/config.js';
import { EcaError, type UnratedProblem } from '../errors.js';
import type { Variables } from '../plain-data.js';
import type { ConfigProblem } from '../problem.js';
import { problemsOfAnswers } from './init.js';

/** Answers about a first app, by the names of their flags. */
export type GivenAnswers = Readonly<Record<string, string | undefined>>;

/** Answers that a first config needs. */
const NEEDED = ['app', 'contact-email', 'run-as-user'] as const;

/** What stands in for an answer that is not there yet, so that the others can be checked. */
const STAND_INS = { app: 'App', 'contact-email': 'a@acme.example', 'run-as-user': 'a@acme.example' } as const;

/** Makes answers of what was given; what is not there yet is stood in for. */
export function toAnswers(given: GivenAnswers): StarterAnswers {
  const { app = STAND_INS.app, label, for: wanted } = given;
  return {
    app,
    label: label ?? app.replaceAll('_', ' '),
    contactEmail: given['contact-email'] ?? STAND_INS['contact-email'],
    runAsUser: given['run-as-user'] ?? STAND_INS['run-as-user'],
    consumer: consumerNamed(wanted) ?? CONSUMERS[0],
    apiVersion: given['api-version'] ?? DEFAULT_API_VERSION,
    environment: environmentOf(given),
  };
}

/** Gives one of the known consumers by its name. */
export function consumerNamed(wanted: string | undefined): Consumer | undefined {
  return CONSUMERS.find(({ name }) => name === wanted);
}

/** Gives the environment of the org to deploy to; it is called as the org, unless it has a name of its own. */
function environmentOf(given: GivenAnswers): StarterAnswers['environment'] {
  const targetOrg = given['target-org'];
  if (targetOrg === undefined) return undefined;
  return { targetOrg, name: given.environment ?? targetOrg.replace(/@.*/, '').replace(/[^\w-]+/g, '-') };
}

/** Gives the needed answers that are missing, by the names of their flags. */
export function missingAnswers(given: GivenAnswers): readonly string[] {
  return NEEDED.filter((flag) => given[flag] === undefined);
}

/**
 * Names every answer that is wrong or missing, in one error.
 *
 * @param missing - Answers that nobody can be asked for.
 * @param why - Begins the sentence about them, such as why nobody can. Default: nothing is said before it.
 * @throws UsageError
 */
export function refuseAnswers(given: GivenAnswers, missing: readonly string[], env: Variables, why = ''): void {
  const wrong = [...wrongAnswers(given, env)];
  if (given.environment !== undefined && given['target-org'] === undefined) {
    wrong.push(problem('environment', 'An environment is for an org.', 'Name its org with --target-org.'));
  }
  const problems = [...missing.map((flag) => problem(flag, 'Missing.', `Give --${flag}.`)), ...wrong];
  if (problems.length === 0) return;
  const [message, action] =
    missing.length > 0
      ? [
          `${why}${spelled(missing)} ${missing.length === 1 ? 'is' : 'are'} missing.`,
          `Give ${spelled(missing)}; \`eca init --help\` shows an example.`,
        ]
      : ['The answers cannot become a config. Nothing was written.', wrong[0]?.action ?? ''];
  const others = wrong.map(({ path, message: what, action: how }) => `\n  ${path}: ${what} ${how}`);
  throw new EcaError({ name: 'UsageError', message: `${message}${others.join('')}`, actions: [action], problems });
}

const problem = (flag: string, message: string, action: string): UnratedProblem => ({
  path: `--${flag}`,
  message,
  action,
});

function spelled(flags: readonly string[]): string {
  const names = flags.map((flag) => `--${flag}`);
  return names.length === 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

/** Says what is wrong with the answers that were given, each by its flag. */
export function wrongAnswers(given: GivenAnswers, env: Variables): readonly UnratedProblem[] {
  const { for: wanted } = given;
  const names = CONSUMERS.map(({ name }) => name).join(', ');
  const unknown =
    wanted === undefined || consumerNamed(wanted) !== undefined
      ? []
      : [problem('for', `Nothing that is known is called "${wanted}".`, `Give one of ${names}.`)];
  const wrong = problemsOfAnswers(toAnswers(given), env);
  return [...unknown, ...wrong.map((each) => problem(flagOf(each), each.message, each.action))];
}

/** Gives the flag whose answer a problem of the config is about. */
function flagOf({ path: [top, , key] }: ConfigProblem): string {
  const flags: Readonly<Record<string, string>> = {
    apiVersion: 'api-version',
    label: 'label',
    contactEmail: 'contact-email',
    runAsUser: 'run-as-user',
    targetOrg: 'target-org',
    environments: 'environment',
  };
  return flags[String(key ?? top)] ?? flags[String(top)] ?? 'app';
}
