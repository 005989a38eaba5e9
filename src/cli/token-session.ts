import { EcaError } from '../errors.js';
import type { TokenOptions, TokenSource } from '../verbs/token.js';
import { isOn, minutes, text, texts, type CommandContext, type SharedFlag } from './command.js';
import { ACCESS_FLAG } from './commands/credentials/shared.js';
import { configOf, orgOf } from './session.js';

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
    describe: 'Minutes to wait while a change spreads; 0 asks once',
    default: 0,
    requiresArg: true,
  },
  ...ACCESS_FLAG,
} as const;

/** Where a token comes from, and how. */
export interface TokenSession {
  readonly source: TokenSource;
  readonly options: TokenOptions;
  /** Such as `66.0`. */
  readonly apiVersion: string;
}

/** Finds out from flags, environment variables and config where a token comes from. */
export async function tokenSession(context: CommandContext): Promise<TokenSession> {
  const { io, flags, onProgress } = context;
  const domain = text(flags, 'my-domain');
  const authMethod =
    text(flags, 'auth-method') === 'client_secret_basic' ? 'client_secret_basic' : 'client_secret_post';
  const common = {
    env: io.env,
    signal: io.signal,
    onProgress,
    waitMs: minutes(flags, 'wait'),
    allowSecretAccess: isOn(flags, 'allow-secret-access'),
  };
  if (domain !== undefined) {
    const { givenCredentials, myDomainUrl } = await import('../credentials/given.js');
    const credentials = { ...givenCredentials(io.env), authMethod } as const;
    const source = { kind: 'given', url: myDomainUrl(domain, io.env), credentials } as const;
    return { source, options: { ...common, folder: io.cwd }, apiVersion: text(flags, 'api-version') ?? '66.0' };
  }
  const { config, source: file } = await configOf(context);
  const [app, ...others] = config.apps.filter(({ clientCredentials }) => clientCredentials);
  if (app === undefined || others.length > 0)
    throw chooseApp(
      texts(flags, 'app'),
      [app, ...others].flatMap((one) => one?.name ?? []),
    );
  const org = await orgOf(context, config);
  const source = { kind: 'org', org, app: app.name, authMethod } as const;
  return { source, options: { ...common, folder: file.root }, apiVersion: config.apiVersion };
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
