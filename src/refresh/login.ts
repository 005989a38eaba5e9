import type { ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import { connect } from '../org/connect.js';
import { chooseLogin, type Login, type LoginChoice } from '../org/login.js';
import { withoutSandbox } from '../org/find-users.js';
import type { Org } from '../org/org.js';
import { readAccessGroup } from '../org/sandboxes.js';
import type { Work } from '../work.js';
import { isTimeOver } from '../ending.js';
import { causeInWords, LOGIN_ADVICE, loginCause, type LoginCause } from './login-cause.js';
import type { ProductionLogin } from './production.js';
import { sandboxLogin } from './sandbox-login.js';

/** A way to log in to a sandbox. */
export type LoginWay = 'flag' | 'auth' | 'target-org' | 'variables' | 'production';

/** One login that was tried. */
export interface LoginAttempt {
  readonly way: LoginWay;
  /** Who or what was tried: alias, username, names of variables. */
  readonly target: string;
  readonly ok: boolean;
  readonly cause?: LoginCause | undefined;
  readonly why?: string | undefined;
  readonly action?: string | undefined;
}

/** An org that a login opened, and what was tried before. */
export interface LoggedIn {
  readonly org: Org;
  readonly attempts: readonly LoginAttempt[];
}

/** Attempts that came to nothing. */
export interface NotLoggedIn {
  readonly org?: undefined;
  readonly attempts: readonly LoginAttempt[];
}

interface Way {
  readonly way: LoginWay;
  readonly target: string;
  readonly choose: () => Login;
}

/** Gives the sandbox's own logins in the order in which they are tried. `-o` names one, and then no other is. */
function waysOf(config: ResolvedConfig, targetOrg: string | undefined, { env }: Work): readonly Way[] {
  const way = (name: LoginWay, target: string, choice: Omit<LoginChoice, 'env'>): Way => ({
    way: name,
    target,
    choose: () => chooseLogin({ ...choice, env }),
  });
  if (targetOrg !== undefined) return [way('flag', targetOrg, { flag: targetOrg })];
  const ways = [
    ...(config.auth === undefined ? [] : [way('auth', 'auth of the environment', { auth: config.auth })]),
    ...(config.targetOrg === undefined ? [] : [way('target-org', config.targetOrg, { targetOrg: config.targetOrg })]),
  ];
  return ways.length > 0 ? ways : [way('variables', 'the variables, or the default org of sf', {})];
}

/**
 * Tries the sandbox's own logins, in their order: the environment's `auth`, then its `targetOrg`.
 *
 * @throws WrongOrgError at once, when a login leads to another org; what ended the run.
 */
export async function ownLogin(
  config: ResolvedConfig,
  work: Work,
  targetOrg: string | undefined,
): Promise<LoggedIn | NotLoggedIn> {
  const attempts: LoginAttempt[] = [];
  for (const { way, target, choose } of waysOf(config, targetOrg, work)) {
    const tried = await attempt(way, target, work, () =>
      connect({ login: choose(), apiVersion: config.apiVersion, sandbox: config.sandbox, work }),
    );
    attempts.push(tried.attempt);
    if (tried.org !== undefined) return { org: tried.org, attempts };
  }
  return { attempts };
}

/** Tries the login through production, the last one. */
export async function loginThroughProduction(
  config: ResolvedConfig,
  login: ProductionLogin,
  work: Work,
): Promise<LoggedIn | NotLoggedIn> {
  const target = config.sandbox?.production ?? 'production';
  if (!login.known) {
    const [action] = login.actions;
    const failed = { way: 'production', target, ok: false, cause: 'no-production', why: login.why, action } as const;
    return { attempts: [failed] };
  }
  const { production } = login;
  const tried = await attempt('production', target, work, async () =>
    connect({
      login: await sandboxLogin(production, work),
      apiVersion: config.apiVersion,
      sandbox: config.sandbox,
      work,
    }),
  );
  return tried.org === undefined ? { attempts: [tried.attempt] } : { org: tried.org, attempts: [tried.attempt] };
}

async function attempt(
  way: LoginWay,
  target: string,
  work: Work,
  act: () => Promise<Org>,
): Promise<{ readonly attempt: LoginAttempt; readonly org?: Org | undefined }> {
  try {
    const org = await act();
    return { org, attempt: { way, target: org.identity.username, ok: true } };
  } catch (error) {
    if (!(error instanceof EcaError) || work.signal.aborted || isTimeOver(work)) throw error;
    // Somebody's alias leads to another org, and the next login would hide it.
    if (error.name === 'WrongOrgError') throw error;
    const cause = way === 'auth' && isNotSet(error) ? 'not-set' : loginCause(error);
    const action = LOGIN_ADVICE[cause] ?? error.actions[0];
    return { attempt: { way, target, ok: false, cause, why: error.message, action } };
  }
}

/** Variables that are not set, or by half, were told before anything was sent; a file out of reach is something else. */
function isNotSet({ name, data }: EcaError): boolean {
  return name === 'OrgAuthInvalidError' && data.status === undefined && data.code === undefined;
}

/** A frozen user is one whom the access group of the sandbox leaves out, where production tells so. */
export async function withAccessGroup(
  attempts: readonly LoginAttempt[],
  login: ProductionLogin,
  usernames: readonly string[],
): Promise<readonly LoginAttempt[]> {
  if (!login.known || !attempts.some(({ cause }) => cause === 'user-frozen')) return attempts;
  const { org, sandbox } = login.production;
  const names = usernames.map((name) => withoutSandbox(name, sandbox.name));
  // Without the right to read groups the refusal stays as it is.
  const group = await readAccessGroup(org, sandbox.name, names).catch(() => undefined);
  if (group === undefined || names.some((name) => group.has(name.toLowerCase()))) return attempts;
  return attempts.map((one) =>
    one.cause === 'user-frozen'
      ? { ...one, cause: 'outside-access-group', action: LOGIN_ADVICE['outside-access-group'] }
      : one,
  );
}

/** Makes the error of a sandbox that no login opens, with the reason of each. */
export function noLogin(environment: string, attempts: readonly LoginAttempt[]): EcaError {
  const lines = attempts.map(
    ({ way, target, cause, why }) => `  ${way} (${target}): ${causeInWords(cause)}: ${why ?? ''}`,
  );
  const [first = 'Name a login: auth, targetOrg or sandbox.production of the environment.', ...more] = new Set(
    attempts.flatMap(({ action }) => action ?? []),
  );
  return new EcaError({
    name: 'NoLoginError',
    message: [`No login to "${environment}" works:`, ...lines].join('\n'),
    actions: [first, ...more],
    data: { attempts },
  });
}
