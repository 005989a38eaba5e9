import { EcaError } from '../errors.js';
import type { Secret } from '../secret.js';
import { revealed, type Handover, type StoredPlace } from './handover.js';
import { runProgram } from './program.js';
import type { Work } from '../work.js';

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
