import { EcaError } from '../errors.js';
import type { ResolvedConfig } from '../config/model.js';
import { DEFAULT_API_VERSION } from '../config/rows/config.js';
import { refuseWithoutPair } from '../credentials/publisher.js';
import { myDomainUrl } from '../credentials/given.js';
import { wantsOff } from '../credentials/secret-access.js';
import { suppliedPair } from '../project/supplied-pair.js';
import type { AuthMethod } from '../oauth/token.js';
import type { Secret } from '../secret.js';
import type { SfLogin } from '../verbs/sf-login.js';
import type { ApiAnswer, TokenOptions, TokenSource } from '../verbs/token.js';
import type { Work } from '../work.js';
import type { SecretVerbOptions } from './options.js';
import { namesDomain, refuseBareSecret, type GivenPairOptions } from './given.js';
import { begin, runInOrg } from './run.js';

/** An app of a config, the only one of `apps` that runs the client credentials flow. */
export interface AppPairOptions extends SecretVerbOptions {
  /** How key and secret travel. Default: `client_secret_post`. */
  readonly authMethod?: AuthMethod | undefined;
}

/** Where a token comes from: an app of a config, or a pair that the caller has. */
export type TokenVerbOptions = AppPairOptions | GivenPairOptions;

/** A token of the client credentials flow. */
export interface Token {
  /** `reveal()` gives it; it prints as a mask. */
  readonly accessToken: Secret;
  readonly instanceUrl: string;
  /** Protocol names; undefined when the answer names none. */
  readonly scopes?: readonly string[] | undefined;
  readonly orgId?: string | undefined;
  readonly userId?: string | undefined;
}

/** A call of the org's API, for {@link request}. */
export type RequestVerbOptions = TokenVerbOptions & {
  /** Default: `GET`. */
  readonly method?: string | undefined;
  /** From the root of the org, or from `/services/data/vNN.0/` when it does not begin with a slash. */
  readonly path: string;
  /** JSON text. Default: none. */
  readonly body?: string | undefined;
};

/** A query, for {@link query}. */
export type QueryVerbOptions = TokenVerbOptions & {
  /** The query, in SOQL. */
  readonly soql: string;
};

/** All rows of a query. */
export interface QueryResult {
  readonly totalSize: number;
  readonly records: readonly unknown[];
}

/**
 * Gets an access token. Where `wait` is given, a change that still spreads is waited for; else the org is asked once.
 *
 * @throws EcaError: `TokenRefusedError` with `data.diagnosis`, `CredentialsUnavailableError`, `AppNotFoundError`, `UsageError` when
 * not exactly one app can give a token.
 */
export async function token(options: TokenVerbOptions): Promise<Token> {
  return withSource(options, async ({ source, work, options: how }) => {
    const verb = await import('../verbs/token.js');
    const { accessToken, instanceUrl, answer } = await verb.requestAccessToken(source, work, how);
    const { scopes, orgId, userId } = answer;
    return { accessToken, instanceUrl, scopes, orgId, userId };
  });
}

/**
 * Calls the org's API as the app's run-as user. The token is kept in `.eca/tokens` until the org refuses it.
 *
 * @throws EcaError: `OrgRequestFailedError` with status and body, `SessionExpiredError`, and those of {@link token}.
 */
export async function request(options: RequestVerbOptions): Promise<ApiAnswer> {
  return withSource(options, async ({ source, work, options: how, apiVersion }) => {
    const verb = await import('../verbs/token.js');
    const { method = 'GET', path, body } = options;
    return verb.callApi(source, { method, path, body, apiVersion }, work, how);
  });
}

/**
 * Runs a query as the app's run-as user, with all of its pages.
 *
 * @throws EcaError: those of {@link request}.
 */
export async function query(options: QueryVerbOptions): Promise<QueryResult> {
  return withSource(options, async ({ source, work, options: how, apiVersion }) => {
    const verb = await import('../verbs/token.js');
    return verb.queryApi(source, { soql: options.soql, apiVersion }, work, how);
  });
}

/** What {@link loginSf} takes beside a token's source. */
export type SfLoginOptions = TokenVerbOptions & {
  /** Alias under which `sf` is to know the login. */
  readonly alias: string;
};

/**
 * Logs `sf` in as the run-as user of an app, under an alias. The session ends when the org ends it; `sf` cannot renew it.
 *
 * @throws EcaError: `UsageError` when the alias cannot be one or a login of somebody else would be lost, `UnexpectedAnswerError` when the token does not tell
 * whose it is, and those of {@link token}.
 */
export async function loginSf(options: SfLoginOptions): Promise<SfLogin> {
  const { loginSf: login, refuseNoAlias } = await import('../verbs/sf-login.js');
  refuseNoAlias(options.alias);
  return withSource(options, async ({ source, work, options: how, apiVersion }) => {
    const verb = await import('../verbs/token.js');
    const issued = await verb.requestAccessToken(source, work, how);
    return login({ issued, alias: options.alias, apiVersion }, work);
  });
}

interface Sourced {
  readonly source: TokenSource;
  readonly work: Work;
  readonly options: TokenOptions;
  readonly apiVersion: string;
}

async function withSource<T>(options: TokenVerbOptions, act: (sourced: Sourced) => Promise<T>): Promise<T> {
  if (namesDomain(options)) {
    const waits = (options.wait ?? 0) > 0;
    refuseBareSecret(options);
    const { myDomain, consumerKey, consumerSecret, authMethod, apiVersion = DEFAULT_API_VERSION } = options;
    const credentials = { consumerKey, consumerSecret, authMethod };
    return begin(options, (work) => {
      const source = { kind: 'given', url: myDomainUrl(myDomain, work.env), credentials } as const;
      return act({ source, work, options: { waits }, apiVersion });
    });
  }
  return runInOrg(options, async ({ org, config, work }) => {
    const waits = (options.wait ?? 0) > 0;
    const app = onlyApp(config);
    refuseWithoutPair(app);
    const supplied = suppliedPair(app, work.env);
    const source = { kind: 'org', org, app: app.name, authMethod: options.authMethod, supplied } as const;
    const how = { waits, allowSecretAccess: options.allowSecretAccess, endsOff: wantsOff(config) };
    return act({ source, work, options: how, apiVersion: config.apiVersion });
  });
}

function onlyApp({ apps }: ResolvedConfig): ResolvedConfig['apps'][number] {
  const [app, ...others] = apps.filter(({ clientCredentials }) => clientCredentials);
  if (app !== undefined && others.length === 0) return app;
  const names = [app, ...others].flatMap((one) => one?.name ?? []);
  throw new EcaError({
    name: 'UsageError',
    message:
      names.length === 0
        ? 'No app of the config runs the client credentials flow.'
        : `A token is of one app, and these could give one: ${names.join(', ')}.`,
    actions: ['Name one by `apps`.'],
  });
}
