import { EXIT } from '../../errors.js';
import type { VerifyReport } from '../../oauth/verify-app.js';
import { isOn, minutes, text, type Command, type CommandContext } from '../command.js';
import { verifyLines } from '../print-verify.js';
import { configOf, orgOf } from '../session.js';

/** `eca verify` */
export const verify: Command = {
  name: 'verify',
  summary: 'Exchange key and secret for a token and prove whose token it is',
  shared: ['config', 'environment', 'app', 'target-org', 'api-version'],
  flags: {
    'my-domain': {
      type: 'string',
      describe: 'URL of the org; with CLIENT_ID and CLIENT_SECRET in the environment no login is needed',
      requiresArg: true,
    },
    revoke: {
      type: 'boolean',
      describe: 'Revoke the token afterwards; other holders of the same token lose it too',
      default: false,
    },
    'auth-method': {
      choices: ['client_secret_post', 'client_secret_basic'],
      describe: 'How key and secret travel',
      default: 'client_secret_post',
      requiresArg: true,
    },
    wait: {
      type: 'number',
      describe: 'Minutes to wait while a change spreads; 0 asks once',
      default: 0,
      requiresArg: true,
    },
  },
  examples: [
    ['eca verify -o acme-uat', 'Prove every app of the config in the org acme-uat'],
    [
      'CLIENT_ID=… CLIENT_SECRET=… eca verify --my-domain https://acme.my.salesforce.com',
      'Prove a key and secret without a login to the org',
    ],
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
  const verb = await import('../../verify.js');
  const { io, flags, onProgress } = context;
  return verb.verify(org, config, {
    timeoutMs: minutes(flags, 'wait'),
    signal: io.signal,
    onProgress,
    revoke: isOn(flags, 'revoke'),
    authMethod: authMethod(flags),
  });
}

async function verifyWithout({ io, flags, onProgress }: CommandContext, domain: string): Promise<VerifyReport> {
  const [{ givenCredentials, myDomainUrl }, { verifyApp }] = await Promise.all([
    import('../../oauth/given-credentials.js'),
    import('../../oauth/verify-app.js'),
  ]);
  const waitMs = minutes(flags, 'wait');
  const target = {
    app: 'CLIENT_ID',
    myDomainUrl: myDomainUrl(domain),
    credentials: { ...givenCredentials(io.env), authMethod: authMethod(flags) },
    expected: {},
    apiVersion: text(flags, 'api-version') ?? '66.0',
  };
  return verifyApp(target, { fresh: false, waitMs, signal: io.signal, onProgress, revoke: isOn(flags, 'revoke') });
}

function authMethod(flags: CommandContext['flags']): 'client_secret_post' | 'client_secret_basic' {
  return text(flags, 'auth-method') === 'client_secret_basic' ? 'client_secret_basic' : 'client_secret_post';
}
