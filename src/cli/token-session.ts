import { EcaError } from '../errors.js';
import type { TokenOptions, TokenSource } from '../verbs/token.js';
import type { Work } from '../work.js';
import { isGiven, isOn, text, texts, type CommandContext, type FlagValues, type SharedFlag } from './command.js';
import { ACCESS_FLAG } from './commands/credentials/shared.js';
import { withPlaceOfOrg } from './place-problems.js';
import { orgOf, sessionOf, workWithoutConfig } from './session.js';

/** Shared flags of the commands that work with a token. */
export const TOKEN_SHARED: readonly SharedFlag[] = ['config', 'environment', 'app', 'target-org', 'api-version'];

/** Flags of the commands that work with a token. */
export const TOKEN_FLAGS = {
  'my-domain': {
    type: 'string',
    describe:
      'URL of the org; with CLIENT_ID and CLIENT_SECRET (or …_EXTERNAL) in the environment neither config nor login is needed. Without a value: EXTERNAL_CLIENT_TOKEN_URL',
  },
  'auth-method': {
    choices: ['client_secret_post', 'client_secret_basic'],
    describe: 'How key and secret travel',
    default: 'client_secret_post',
    requiresArg: true,
  },
  wait: {
    type: 'number',
    describe:
      'Minutes that the run may take, waiting while a change spreads; 0 asks once. Default: asks once, within 33 minutes',
    requiresArg: true,
  },
  ...ACCESS_FLAG,
} as const;

/** Where a token comes from, and how. */
export interface TokenSession {
  readonly source: TokenSource;
  readonly work: Work;
  readonly options: TokenOptions;
  /** Such as `66.0`. */
  readonly apiVersion: string;
}

/** Finds out from flags, environment variables and config where a token comes from. */
export async function tokenSession(context: CommandContext): Promise<TokenSession> {
  const { flags } = context;
  const domain = text(flags, 'my-domain');
  const authMethod =
    text(flags, 'auth-method') === 'client_secret_basic' ? 'client_secret_basic' : 'client_secret_post';
  if (domain !== undefined) {
    const { givenCredentials, myDomainUrl } = await import('../credentials/given.js');
    const work = await workWithoutConfig(context);
    const credentials = { ...givenCredentials(work.env), authMethod } as const;
    const source = { kind: 'given', url: myDomainUrl(domain, work.env), credentials } as const;
    return {
      source,
      work,
      options: { waits: waitsFor(flags, work) },
      apiVersion: text(flags, 'api-version') ?? '66.0',
    };
  }
  const { loaded, work } = await sessionOf(context);
  const { config } = loaded;
  const [app, ...others] = config.apps.filter(({ clientCredentials }) => clientCredentials);
  if (app === undefined || others.length > 0)
    throw chooseApp(
      texts(flags, 'app'),
      [app, ...others].flatMap((one) => one?.name ?? []),
    );
  const [{ suppliedPair }, { wantsOff }, { refuseWithoutPair }] = await Promise.all([
    import('../project/supplied-pair.js'),
    import('../credentials/secret-access.js'),
    import('../credentials/publisher.js'),
  ]);
  refuseWithoutPair(app);
  const isFlag = isGiven(flags, 'target-org');
  const org = await withPlaceOfOrg(loaded, isFlag, () => orgOf(context, work, config));
  const source = { kind: 'org', org, app: app.name, authMethod, supplied: suppliedPair(app, work.env) } as const;
  const endsOff = wantsOff(config);
  const options = { waits: waitsFor(flags, work), allowSecretAccess: isOn(flags, 'allow-secret-access'), endsOff };
  return { source, work, options, apiVersion: config.apiVersion };
}

/** Whoever names a time means to wait while a change spreads. */
export function waitsFor(flags: FlagValues, work: Work): boolean {
  return flags.wait !== undefined && work.waits;
}

function chooseApp(given: readonly string[] | undefined, names: readonly string[]): EcaError {
  return new EcaError({
    name: 'UsageError',
    message:
      names.length === 0
        ? 'No app of the config runs the client credentials flow.'
        : `A token is of one app, and ${given === undefined ? 'the config has' : '--app names'} ${names.join(', ')}.`,
    actions: ['Name one with --app.'],
  });
}
