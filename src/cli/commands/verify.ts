import { EXIT } from '../../errors.js';
import type { VerifyReport } from '../../proof/verify-app.js';
import { isOn, minutes, text, texts, type Command, type CommandContext } from '../command.js';
import { verifyLines } from '../print/verify.js';
import { configOf, orgOf } from '../session.js';
import { TOKEN_FLAGS } from '../token-session.js';

/** `eca verify` */
export const verify: Command = {
  name: 'verify',
  summary: 'Exchange key and secret for a token and prove whose token it is',
  shared: ['config', 'environment', 'app', 'target-org', 'api-version'],
  flags: {
    'my-domain': {
      type: 'string',
      describe:
        'URL of the org; with CLIENT_ID and CLIENT_SECRET (or …_EXTERNAL) in the environment no login is needed. Without a value: EXTERNAL_CLIENT_TOKEN_URL',
    },
    revoke: {
      type: 'boolean',
      describe: 'Revoke the token afterwards; other holders of the same token lose it too',
      default: false,
    },
    'auth-method': TOKEN_FLAGS['auth-method'],
    wait: TOKEN_FLAGS.wait,
  },
  examples: [
    ['eca verify -o acme-uat', 'Prove every app of the config in the org acme-uat'],
    [
      'CLIENT_ID=… CLIENT_SECRET=… eca verify --my-domain https://acme.my.salesforce.com',
      'Prove a key and secret without a login to the org',
    ],
    ['eca verify --my-domain', "Prove what a team's script is given: CLIENT_ID_EXTERNAL, EXTERNAL_CLIENT_TOKEN_URL, …"],
  ],
  async run(context) {
    const { flags, style } = context;
    const domain = text(flags, 'my-domain');
    const reports = domain === undefined ? await verifyWithOrg(context) : [await verifyWithout(context, domain)];
    const ok = reports.every((report) => report.ok);
    const lines = reports.flatMap((report) => verifyLines(report, style));
    return {
      result: reports,
      lines: lines.length === 0 ? ['No app of the config runs the client credentials flow.'] : lines,
      exitCode: ok ? EXIT.done : EXIT.failed,
    };
  },
};

async function verifyWithOrg(context: CommandContext): Promise<readonly VerifyReport[]> {
  const { config } = await configOf(context);
  const org = await orgOf(context, config);
  const verb = await import('../../verbs/verify.js');
  const { io, flags, onProgress } = context;
  return verb.verify(org, config, {
    timeoutMs: minutes(flags, 'wait'),
    signal: io.signal,
    onProgress,
    revoke: isOn(flags, 'revoke'),
    authMethod: authMethod(flags),
  });
}

async function verifyWithout(context: CommandContext, domain: string): Promise<VerifyReport> {
  const { io, flags, onProgress } = context;
  const [{ givenCredentials, myDomainUrl }, { verifyGiven }] = await Promise.all([
    import('../../credentials/given.js'),
    import('../../verbs/verify-given.js'),
  ]);
  const pair = {
    url: myDomainUrl(domain, io.env),
    credentials: { ...givenCredentials(io.env), authMethod: authMethod(flags) },
    apiVersion: text(flags, 'api-version') ?? '66.0',
  };
  const [app] = texts(flags, 'app') ?? [];
  // A login is taken only when it is named: this form is for machines without one.
  const org = text(flags, 'target-org') === undefined ? {} : { org: await orgOf(context, undefined) };
  return verifyGiven(app === undefined ? pair : { ...pair, app }, {
    ...org,
    waitMs: minutes(flags, 'wait'),
    revoke: isOn(flags, 'revoke'),
    env: io.env,
    signal: io.signal,
    onProgress,
  });
}

function authMethod(flags: CommandContext['flags']): 'client_secret_post' | 'client_secret_basic' {
  return text(flags, 'auth-method') === 'client_secret_basic' ? 'client_secret_basic' : 'client_secret_post';
}
