import type { ResolvedConfig, SandboxConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import { readStoredJwt } from '../org/auth-store.js';
import { connect } from '../org/connect.js';
import { chooseLogin, type Login } from '../org/login.js';
import type { Org } from '../org/org.js';
import type { Work } from '../work.js';
import { isTimeOver } from '../ending.js';

/** Client id and private key of a login by JWT, with which the sandbox is entered too. */
export type JwtPair = Pick<Extract<Login, { kind: 'jwt' }>, 'clientId' | 'key'>;

/** The production org of a sandbox, where a login to it works. */
export interface Production {
  readonly org: Org;
  readonly sandbox: SandboxConfig;
  /** Present when the login was made by JWT. */
  readonly jwt?: JwtPair | undefined;
}

/** Production, or why it cannot be asked. */
export type ProductionLogin =
  | { readonly known: true; readonly production: Production }
  | { readonly known: false; readonly why: string; readonly actions: readonly string[] };

/**
 * Logs in to the production org of an environment, where it names one. That this fails ends nothing: the sandbox may have
 * a login of its own.
 *
 * @throws What ended the run.
 */
export async function openProduction(config: ResolvedConfig, work: Work): Promise<ProductionLogin> {
  const { sandbox, apiVersion } = config;
  if (sandbox === undefined) {
    const actions = ['Write sandbox: { production, name } into the environment.'];
    return { known: false, why: 'the environment names no sandbox', actions };
  }
  try {
    const login = chooseLogin({ targetOrg: sandbox.production, auth: sandbox.auth, env: work.env });
    const [org, jwt] = await Promise.all([connect({ login, apiVersion, work }), jwtOf(login)]);
    if (org.identity.isSandbox) throw notProduction(org, sandbox);
    return { known: true, production: { org, sandbox, jwt } };
  } catch (error) {
    if (!(error instanceof EcaError) || work.signal.aborted || isTimeOver(work)) throw error;
    return { known: false, why: error.message, actions: error.actions };
  }
}

async function jwtOf(login: Login): Promise<JwtPair | undefined> {
  if (login.kind === 'jwt') return { clientId: login.clientId, key: login.key };
  return login.kind === 'stored' ? readStoredJwt(login.target) : undefined;
}

function notProduction({ identity }: Org, { name, production }: SandboxConfig): EcaError {
  return new EcaError({
    name: 'WrongOrgError',
    message: `"${production}" is a sandbox itself (${identity.name}, ${identity.orgId}), not the production org of the sandbox "${name}".`,
    actions: ['Correct sandbox.production, or sandbox.auth, of the environment.'],
  });
}
