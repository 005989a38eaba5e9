import { sentence } from '../problem.js';
import type { Credentials } from '../oauth/key-pair.js';
import { EcaError } from '../errors.js';
import { isMap } from '../plain-data.js';
import { Secret } from '../secret.js';
import type { Surroundings } from './program.js';
import { runProgram } from './program.js';

/** Names under which programs give key and secret. */
const NAMES = [
  ['consumerKey', 'consumerSecret'],
  ['client_id', 'client_secret'],
  ['CLIENT_ID', 'CLIENT_SECRET'],
] as const;

/** As much of what a failing program complained of as an error message shows. */
const SHOWN_CHARACTERS = 500;

/**
 * Takes key and secret of an app from where its consumer has them: a program prints them as JSON, at the top or below the
 * name of the app.
 *
 * @throws SinkFailedError when the program fails, or prints something else. What it printed is not shown.
 */
export async function readFromConsumer(app: string, argv: readonly string[], work: Surroundings): Promise<Credentials> {
  const [program = ''] = argv;
  const run = await runProgram(argv, '', work);
  if (run.code !== 0) {
    const complaint = run.complaint.trim().slice(0, SHOWN_CHARACTERS);
    throw notRead(app, program, `${run.why}${complaint === '' ? '' : `: ${complaint}`}`);
  }
  const pair = pairIn(run.output, app);
  if (pair === undefined) throw notRead(app, program, 'it printed no JSON with consumerKey and consumerSecret');
  return pair;
}

function pairIn(output: string | undefined, app: string): Credentials | undefined {
  const printed = jsonOf(output);
  const ofApp = isMap(printed) ? printed[app] : undefined;
  for (const map of [ofApp, printed]) {
    if (!isMap(map)) continue;
    for (const [key, secret] of NAMES) {
      const [consumerKey, consumerSecret] = [map[key], map[secret]];
      if (isText(consumerKey) && isText(consumerSecret)) {
        return { consumerKey, consumerSecret: new Secret(consumerSecret) };
      }
    }
  }
  return undefined;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notRead(app: string, program: string, why: string): EcaError {
  return new EcaError({
    name: 'SinkFailedError',
    message: `The program "${program}" did not give key and secret of "${app}": ${sentence(why)}`,
    actions: [
      `Check that "${program}" is installed and logged in, and its arguments in \`read\` of the sink.`,
      'It prints {"consumerKey": …, "consumerSecret": …}, at the top or below the name of the app.',
    ],
  });
}
