import type { VerifyReport } from '../../proof/verify-app.js';
import { judgeProofs } from '../../runs/judge.js';
import { TRAITS } from '../../runs/verb-traits.js';
import { isOn, text, texts, type CommandContext, type Outcome } from '../command.js';
import { environmentCommand } from '../environment-command.js';
import { ACCESS_FLAG } from './credentials/shared.js';
import { verifyLines } from '../print/verify.js';
import { orgOf, workWithoutConfig, type Session } from '../session.js';
import { TOKEN_FLAGS, waitsFor } from '../token-session.js';
import { shown } from '../print/shown.js';

/** `eca verify` */
export const verify = environmentCommand({
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
    ...ACCESS_FLAG,
    wait: TOKEN_FLAGS.wait,
  },
  examples: [
    ['eca verify -o acme-uat', 'Prove every app of the config in the org acme-uat'],
    ['eca verify --all --report-dir reports', 'Prove them in every environment, with a report of each check'],
    [
      'CLIENT_ID=… CLIENT_SECRET=… eca verify --my-domain https://acme.my.salesforce.com',
      'Prove a key and secret without a login to the org',
    ],
    ['eca verify --my-domain', "Prove what a team's script is given: CLIENT_ID_EXTERNAL, EXTERNAL_CLIENT_TOKEN_URL, …"],
  ],
  ...TRAITS.verify,
  inEnvironment: async (context, session) => outcomeOf(await verifyWithOrg(context, session), context),
  outside: (context) => {
    const domain = text(context.flags, 'my-domain');
    return domain === undefined ? undefined : async () => outcomeOf([await verifyWithout(context, domain)], context);
  },
});

function outcomeOf(reports: readonly VerifyReport[], { style }: CommandContext): Outcome {
  const lines = reports.flatMap((report) => verifyLines(shown(report), style));
  return {
    result: reports,
    lines: lines.length === 0 ? ['No app of the config runs the client credentials flow.'] : lines,
    ...judgeProofs(reports),
  };
}

async function verifyWithOrg(context: CommandContext, { loaded, work }: Session): Promise<readonly VerifyReport[]> {
  const org = await orgOf(context, work, loaded.config);
  const verb = await import('../../verbs/verify.js');
  const { flags } = context;
  return verb.verify(org, loaded.config, work, {
    fresh: waitsFor(flags, work),
    revoke: isOn(flags, 'revoke'),
    authMethod: authMethod(flags),
    allowSecretAccess: isOn(flags, 'allow-secret-access'),
  });
}

async function verifyWithout(context: CommandContext, domain: string): Promise<VerifyReport> {
  const { flags } = context;
  const work = await workWithoutConfig(context);
  const [{ givenCredentials, myDomainUrl }, { verifyGiven }] = await Promise.all([
    import('../../credentials/given.js'),
    import('../../verbs/verify-given.js'),
  ]);
  const [app] = texts(flags, 'app') ?? [];
  const pair = {
    app,
    url: myDomainUrl(domain, work.env),
    credentials: { ...givenCredentials(work.env), authMethod: authMethod(flags) },
    apiVersion: text(flags, 'api-version') ?? '66.0',
  };
  // A login is taken only when it is named: this form is for machines without one.
  const org = text(flags, 'target-org') === undefined ? undefined : await orgOf(context, work, undefined);
  return verifyGiven(pair, work, { org, waits: waitsFor(flags, work), revoke: isOn(flags, 'revoke') });
}

function authMethod(flags: CommandContext['flags']): 'client_secret_post' | 'client_secret_basic' {
  return text(flags, 'auth-method') === 'client_secret_basic' ? 'client_secret_basic' : 'client_secret_post';
}
