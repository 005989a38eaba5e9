import { CONSUMERS, type Consumer } from '../compose/consumers.js';
import type { StarterAnswers } from '../compose/starter-config.js';
import { DEFAULT_API_VERSION } from '../config/rows/config.js';
import { EcaError, type UnratedProblem } from '../errors.js';
import { wrapped } from '../wrapped.js';
import type { ConfigProblem } from '../problem.js';
import { printableLine } from './print/shown.js';
import { isOn, text, type CommandContext, type FlagValues } from './command.js';
import type { Io } from './io.js';

/** Flags that say what the first config is to say. */
export const ANSWER_FLAGS = [
  ...['app', 'contact-email', 'run-as-user'],
  ...['label', 'for', 'target-org', 'environment', 'api-version'],
] as const;

/** What has to be known, with the question for it. */
const NEEDED = [
  ['app', 'Developer name of the app, such as Billing_Sync'],
  ['contact-email', 'E-mail address that Salesforce writes to about the app'],
  ['run-as-user', 'Username of the user that its tokens act as'],
] as const;

/** Answers by the names of their flags. */
type Given = Readonly<Record<string, string | undefined>>;

/** What stands in for an answer that is not there yet, so that the others can be checked. */
const STAND_INS = { app: 'App', 'contact-email': 'a@acme.example', 'run-as-user': 'a@acme.example' } as const;

/**
 * Gives what the flags say of the first app. On a terminal the rest is asked for.
 *
 * @throws UsageError that names every flag that is missing or wrong
 */
export async function answersOf({ flags, io }: CommandContext): Promise<StarterAnswers> {
  const given: Given = Object.fromEntries(ANSWER_FLAGS.map((flag) => [flag, text(flags, flag)]));
  const missing = NEEDED.filter(([flag]) => given[flag] === undefined);
  const ask = missing.length > 0 && !isOn(flags, 'json') ? io.ask : undefined;
  await refuse(given, ask === undefined ? missing.map(([flag]) => flag) : [], io.env);
  return toAnswers(ask === undefined ? given : await asked(given, io, ask));
}

function toAnswers(given: Given): StarterAnswers {
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

const consumerNamed = (wanted: string | undefined): Consumer | undefined =>
  CONSUMERS.find(({ name }) => name === wanted);

/** Gives the environment of the org to deploy to; it is called as the org, unless it has a name of its own. */
function environmentOf(flags: FlagValues): StarterAnswers['environment'] {
  const targetOrg = text(flags, 'target-org');
  if (targetOrg === undefined) return undefined;
  return { targetOrg, name: text(flags, 'environment') ?? targetOrg.replace(/@.*/, '').replace(/[^\w-]+/g, '-') };
}

/** Names every flag that is wrong or missing, in one error. */
async function refuse(given: Given, missing: readonly string[], env: Io['env']): Promise<void> {
  const wrong = await wrongOf(given, env);
  if (given.environment !== undefined && given['target-org'] === undefined) {
    wrong.push(problem('environment', 'An environment is for an org.', 'Name its org with --target-org.'));
  }
  const problems = [...missing.map((flag) => problem(flag, 'Missing.', `Give --${flag}.`)), ...wrong];
  if (problems.length === 0) return;
  const [message, action] =
    missing.length > 0
      ? [
          `Without a terminal nothing can be asked, and ${spelled(missing)} ${missing.length === 1 ? 'is' : 'are'} missing.`,
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

async function wrongOf(given: Given, env: Io['env']): Promise<UnratedProblem[]> {
  const { problemsOfAnswers } = await import('../verbs/init.js');
  return problemsOfAnswers(toAnswers(given), env).map((each) => problem(flagOf(each), each.message, each.action));
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

/** Lists what `--for` takes, each on lines that fit the terminal. */
function consumerList(columns = 80): string {
  const [indent, width] = ['  ', 16];
  const rows = CONSUMERS.flatMap(({ name, title }) =>
    wrapped(title, columns - width - 3).map(
      (line, index) => `${indent}${(index === 0 ? name : '').padEnd(width)}${line}\n`,
    ),
  );
  return rows.join('');
}

type Ask = NonNullable<Io['ask']>;

/** Asks for what the flags do not say, each until the answer is right. */
async function asked(given: Given, io: Io, ask: Ask): Promise<Given> {
  io.listen();
  let answers = given;
  const answer = async (flag: string, question: string, otherwise?: string): Promise<void> => {
    if (answers[flag] !== undefined) return;
    answers = { ...answers, [flag]: await right(flag, question, otherwise) };
  };
  const right = async (flag: string, question: string, otherwise?: string): Promise<string | undefined> => {
    for (;;) {
      const said = (await ask(`${question}: `)).trim() || otherwise;
      const wrong = await wrongAnswer(answers, flag, said, io.env);
      if (wrong === undefined) return said === '' ? undefined : said;
      io.stderr.write(`${printableLine(`  ${wrong}`)}\n`);
    }
  };
  if (answers.for === undefined) {
    io.stderr.write(consumerList(io.stderr.size?.().columns));
    await answer('for', `What uses the app [${CONSUMERS[0].name}]`, CONSUMERS[0].name);
  }
  for (const [flag, question] of NEEDED) await answer(flag, question);
  await answer('target-org', 'Alias or username of the org to deploy to [none yet]', '');
  return answers;
}

/** Says what is wrong with an answer; undefined when nothing is. */
async function wrongAnswer(
  given: Given,
  flag: string,
  said: string | undefined,
  env: Io['env'],
): Promise<string | undefined> {
  if (said === undefined) return 'An answer is needed here.';
  if (said === '') return undefined;
  if (flag === 'for' && consumerNamed(said) === undefined) {
    return `Answer with one of ${CONSUMERS.map(({ name }) => name).join(', ')}.`;
  }
  const wrong = (await wrongOf({ ...given, [flag]: said }, env)).find(({ path }) => path === `--${flag}`);
  return wrong === undefined ? undefined : `${wrong.message} ${wrong.action}`;
}
