import { CONSUMERS } from '../compose/consumers.js';
import type { StarterAnswers } from '../compose/starter-config.js';
import type { GivenAnswers } from '../verbs/init-answers.js';
import { wrapped } from '../wrapped.js';
import { printableLine } from './print/shown.js';
import { isOn, text, type CommandContext } from './command.js';
import type { Io } from './io.js';

/** Flags that say what the first config is to say. */
export const ANSWER_FLAGS = [
  ...['app', 'contact-email', 'run-as-user'],
  ...['label', 'for', 'target-org', 'environment', 'api-version'],
] as const;

/** Questions for what has to be known. */
const QUESTIONS = [
  ['app', 'Developer name of the app, such as Billing_Sync'],
  ['contact-email', 'E-mail address that Salesforce writes to about the app'],
  ['run-as-user', 'Username of the user that its tokens act as'],
] as const;

/**
 * Gives what the flags say of the first app. On a terminal the rest is asked for.
 *
 * @throws UsageError that names every flag that is missing or wrong
 */
export async function answersOf({ flags, io }: CommandContext): Promise<StarterAnswers> {
  const { missingAnswers, refuseAnswers, toAnswers } = await import('../verbs/init-answers.js');
  const given: GivenAnswers = Object.fromEntries(ANSWER_FLAGS.map((flag) => [flag, text(flags, flag)]));
  const missing = missingAnswers(given);
  const ask = missing.length > 0 && !isOn(flags, 'json') ? io.ask : undefined;
  const why = 'Without a terminal nothing can be asked, and ';
  refuseAnswers(given, ask === undefined ? missing : [], io.env, why);
  return toAnswers(ask === undefined ? given : await asked(given, io, ask));
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
async function asked(given: GivenAnswers, io: Io, ask: Ask): Promise<GivenAnswers> {
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
  for (const [flag, question] of QUESTIONS) await answer(flag, question);
  await answer('target-org', 'Alias or username of the org to deploy to [none yet]', '');
  return answers;
}

/** Says what is wrong with an answer; undefined when nothing is. */
async function wrongAnswer(
  given: GivenAnswers,
  flag: string,
  said: string | undefined,
  env: Io['env'],
): Promise<string | undefined> {
  if (said === undefined) return 'An answer is needed here.';
  if (said === '') return undefined;
  const { consumerNamed, wrongAnswers } = await import('../verbs/init-answers.js');
  if (flag === 'for' && consumerNamed(said) === undefined) {
    return `Answer with one of ${CONSUMERS.map(({ name }) => name).join(', ')}.`;
  }
  const wrong = wrongAnswers({ ...given, [flag]: said }, env).find(({ path }) => path === `--${flag}`);
  return wrong === undefined ? undefined : `${wrong.message} ${wrong.action}`;
}
