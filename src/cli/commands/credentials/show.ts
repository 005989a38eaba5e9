import type { ShownCredentials } from '../../../verbs/credentials.js';
import { isOn, type Command } from '../../command.js';
import { sessionOf } from '../../session.js';
import { ACCESS_FLAG, CREDENTIALS_SHARED, credentialsSession } from './shared.js';

/** `eca credentials show` */
export const credentialsShow: Command = {
  name: 'credentials show',
  summary: 'Show the consumer key of each app, and with --reveal the secret',
  shared: CREDENTIALS_SHARED,
  flags: {
    reveal: { type: 'boolean', describe: 'Show the consumer secret too, on standard output', default: false },
    ...ACCESS_FLAG,
  },
  examples: [
    ['eca credentials show -o acme-uat', 'Show the keys, and whether a pair is staged'],
    ['eca credentials show -o acme-uat --app Billing_Sync --reveal', 'Show the secret of one app'],
  ],
  async run(context) {
    const { org, config, work, options } = await credentialsSession(context, await sessionOf(context));
    const verb = await import('../../../verbs/credentials.js');
    const shown = await verb.showCredentials(org, config, work, { ...options, reveal: isOn(context.flags, 'reveal') });
    return { result: shown.map(revealed), lines: shown.flatMap(lines), reveals: isOn(context.flags, 'reveal') };
  },
};

/** The one place where a command prints a consumer secret. */
function revealed({ consumerSecret, ...rest }: ShownCredentials): Readonly<Record<string, unknown>> {
  return { ...rest, consumerSecret: consumerSecret === undefined ? undefined : consumerSecret.reveal() };
}

function lines({ app, consumerKey, consumerSecret, staged }: ShownCredentials): readonly string[] {
  return [
    app,
    `  Consumer key:    ${consumerKey}`,
    ...(consumerSecret === undefined ? [] : [`  Consumer secret: ${consumerSecret.reveal()}`]),
    ...(staged === undefined
      ? []
      : [
          `  ${staged.state === 'staged' ? 'Staged pair' : 'Old pair, still valid'}: ${staged.consumerKey}${staged.expires === undefined ? '' : ` until ${staged.expires}`}`,
        ]),
  ];
}
