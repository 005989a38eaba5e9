import type { ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import type { Org } from '../org/org.js';
import { readRefreshed } from '../project/refresh-state.js';
import type { Work } from '../work.js';
import { detect, readProcess, refuseUnready, type Detection } from './detection.js';
import { loginThroughProduction, noLogin, ownLogin, withAccessGroup, type LoginAttempt } from './login.js';
import { openProduction, type Production, type ProductionLogin } from './production.js';

/** A sandbox that was entered, and what is known of its last copy. */
export interface Entered {
  readonly org: Org;
  readonly login: readonly LoginAttempt[];
  readonly production: ProductionLogin;
  readonly detection: Detection;
}

/**
 * Enters the sandbox of an environment: its own logins and production's are tried side by side, production says whether the
 * copy is there, and lets in where no own login works any more.
 *
 * @throws WrongOrgError, NotRefreshedYetError, NoLoginError; what ended the run.
 */
export async function enterSandbox(
  config: ResolvedConfig,
  work: Work,
  targetOrg: string | undefined,
): Promise<Entered> {
  work.onProgress({ kind: 'stage', stage: 'connect', message: 'Connecting to the sandbox and its production org' });
  const name = environmentName(config);
  const [own, { production, process }, before] = await Promise.all([
    ownLogin(config, work, targetOrg),
    askProduction(config, work),
    readRefreshed(work, name),
  ]);
  if (own.org !== undefined) refuseProduction(own.org);
  const { sandbox } = config;
  if (sandbox !== undefined) refuseUnready(sandbox.name, process, own.org?.identity.orgId);
  const through =
    own.org === undefined && targetOrg === undefined
      ? await loginThroughProduction(config, production, work)
      : { attempts: [], org: own.org };
  const attempts = [...own.attempts, ...through.attempts];
  const { org } = through;
  if (org === undefined) throw noLogin(name, await withAccessGroup(attempts, production, usernamesOf(config, work)));
  refuseProduction(org);
  if (sandbox !== undefined) refuseUnready(sandbox.name, process, org.identity.orgId);
  return { org, login: attempts, production, detection: detect(org, process, before) };
}

async function askProduction(config: ResolvedConfig, work: Work) {
  const production = await openProduction(config, work);
  const asked = await readProcess(production);
  const name = config.sandbox?.name;
  const why = !production.known
    ? production.why
    : !asked.known
      ? asked.why
      : asked.value === undefined
        ? `"${production.production.org.identity.target}" lists no copy of it`
        : undefined;
  if (why !== undefined && name !== undefined) {
    const message = `Production cannot say whether the sandbox "${name}" is refreshed and activated: ${why}`;
    work.onProgress({ kind: 'warning', message });
  }
  return { production, process: asked.known ? asked.value : undefined };
}

/** Name that the state of an environment goes by. */
export function environmentName({ environment, sandbox }: ResolvedConfig): string {
  return environment ?? sandbox?.name ?? 'base';
}

/** Users that the sandbox's own logins name. */
function usernamesOf({ auth }: ResolvedConfig, { env }: Work): readonly string[] {
  const username = auth?.jwt === undefined ? undefined : env[auth.jwt.username]?.trim();
  return username === undefined || username === '' ? [] : [username];
}

function refuseProduction({ identity }: Org): void {
  if (identity.isSandbox) return;
  throw new EcaError({
    name: 'WrongOrgError',
    message: `"${identity.target}" (${identity.name}, ${identity.orgId}) is no sandbox, and a refresh touches sandboxes only. Nothing was written there.`,
    actions: ['Correct the login of the environment: targetOrg, auth or -o; production itself takes `eca deploy`.'],
    data: { orgId: identity.orgId },
  });
}

/**
 * Enters a sandbox before its refresh, which takes a login to production too.
 *
 * @throws NoLoginError, WrongOrgError; what ended the run.
 */
export async function enterBefore(
  config: ResolvedConfig,
  work: Work,
  targetOrg: string | undefined,
): Promise<{ readonly org: Org; readonly production: Production }> {
  const [own, production] = await Promise.all([ownLogin(config, work, targetOrg), openProduction(config, work)]);
  if (own.org !== undefined) refuseProduction(own.org);
  if (!production.known) {
    const { attempts } = await loginThroughProduction(config, production, work);
    throw noLogin('production', attempts);
  }
  const through = own.org === undefined ? await loginThroughProduction(config, production, work) : own;
  if (through.org === undefined) throw noLogin(environmentName(config), [...own.attempts, ...through.attempts]);
  return { org: through.org, production: production.production };
}
