import { EcaError } from '../../../errors.js';
import { foreignText } from '../../../foreign-text.js';
import { isLoopback } from '../../../http/origins.js';
import type { ControlRequest, LocalOrgInfo } from '../../../local-org/index.js';
import { shellWord } from '../../../shell-quote.js';
import type { StoredLogin } from '../../../org/auth-store.js';

/** Alias of a local org when none is named. */
export const DEFAULT_ALIAS = 'local-org';

/** What a local org says of itself to a command in another process. */
export interface RunningOrg extends LocalOrgInfo {
  readonly processId: number;
}

const LOOK_MS = 2000;

/** Asks who answers at a URL; undefined when no local org does. */
export async function runningAt(instanceUrl: string): Promise<RunningOrg | undefined> {
  const { askControl } = await import('../../../local-org/index.js');
  try {
    return await askControl<RunningOrg>({ instanceUrl, name: 'GET info', timeoutMs: LOOK_MS });
  } catch {
    return undefined;
  }
}

/**
 * Asks the local org behind an alias for something.
 *
 * @throws TargetOrgNotFoundError for an alias that names no local org; OrgUnreachableError when it answers no more;
 * UsageError in the words of the org when it refuses.
 */
export async function askRunning(
  alias: string,
  request: Omit<ControlRequest, 'instanceUrl'>,
): Promise<{ readonly instanceUrl: string; readonly answer: unknown }> {
  const { readStoredUrl, withAuthStore } = await import('../../../org/auth-store.js');
  const { askControl, ControlRefusedError } = await import('../../../local-org/index.js');
  // Another start or stop rewrites the aliases, and half of them name nobody.
  const instanceUrl = await withAuthStore(() => readStoredUrl(alias), request.signal);
  try {
    return { instanceUrl, answer: await askControl<unknown>({ ...request, instanceUrl }) };
  } catch (error) {
    request.signal?.throwIfAborted();
    if (error instanceof ControlRefusedError) throw refused(alias, error);
    throw noLongerAnswers(alias, instanceUrl, error);
  }
}

function refused(alias: string, error: Error): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: `The local org "${alias}" refused: ${foreignText(error.message)}`,
    actions: ['Correct what it names; `eca local-org list` shows the local orgs that run.'],
    cause: error,
  });
}

function noLongerAnswers(alias: string, instanceUrl: string, cause: unknown): EcaError {
  return new EcaError({
    name: 'OrgUnreachableError',
    message: `No local org answers as "${alias}" at ${instanceUrl}.`,
    actions: [`Start it again with \`eca local-org start --alias ${shellWord(alias)}\` in another terminal.`],
    cause,
  });
}

/**
 * Makes room for a local org. What one that was killed left there is taken away.
 *
 * @param target - Alias or username that the new one gets.
 * @param alias - Alias of the new one.
 * @throws LocalOrgStartError when the target belongs to somebody: a local org that runs, a real org, another tool.
 */
export async function claim(target: string, alias: string): Promise<void> {
  const { forgetLogin, readLogin } = await import('../../../org/auth-store.js');
  const login = await readLogin(target);
  if (login === undefined) return;
  const { instanceUrl, isOurs, username } = login;
  if (instanceUrl === undefined || !isLoopback(instanceUrl)) throw foreign(target, login);
  const running = await runningAt(instanceUrl);
  if (isSame(running, { alias: target, username })) throw taken(target, running, alias);
  if (!isOurs) throw foreign(target, login);
  await forgetLogin(username);
}

/** Tells whether an org is the one of a login: a port is given to another one once the one that had it was killed. */
export function isSame(
  running: RunningOrg | undefined,
  { alias, username }: { readonly alias: string; readonly username: string },
): running is RunningOrg {
  return running !== undefined && (running.alias === alias || running.username === username);
}

function foreign(target: string, { username, instanceUrl }: StoredLogin): EcaError {
  const isAlias = target !== username;
  const org =
    instanceUrl === undefined
      ? 'a user who is not logged in'
      : `an org that is no local org of this tool (${instanceUrl})`;
  return new EcaError({
    name: 'LocalOrgStartError',
    message: isAlias
      ? `The alias "${target}" belongs to ${username}, ${org}; the local org does not take its place.`
      : `"${target}" is the login of ${org}; the local org does not take its place.`,
    actions: [
      isAlias
        ? `Give the local org another alias with --alias NAME, or free this one with \`sf alias unset ${target}\`.`
        : 'Give the local org another first user with --seed FILE, or log out of the other with `sf org logout`.',
    ],
  });
}

function taken(target: string, running: RunningOrg, alias: string): EcaError {
  const { instanceUrl, processId } = running;
  const who = `a local org that runs at ${instanceUrl} (alias ${running.alias}, process ${processId})`;
  return new EcaError({
    name: 'LocalOrgStartError',
    message: target === alias ? `The alias "${alias}" is taken by ${who}.` : `"${target}" is the login of ${who}.`,
    actions: [
      target === alias
        ? `Start this one beside it with --alias NAME, or stop the other with \`eca local-org stop ${shellWord(running.alias)}\`.`
        : `Name another first user in the seed, or stop the other with \`eca local-org stop ${shellWord(running.alias)}\`.`,
    ],
  });
}
