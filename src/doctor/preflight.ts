import type { ResolvedConfig } from '../config/model.js';
import type { SecretAccessOptions } from '../credentials/secret-access.js';
import { APP_CHECKS } from './app-checks.js';
import type { Found } from './check.js';
import { CONSUMER_CHECKS } from './consumer-checks.js';
import { readFacts, type Facts } from './facts.js';
import { ORG_CHECKS } from './org-checks.js';
import { EcaError } from '../errors.js';
import { JWT_REFUSED, soapTakesJwt } from '../org/jwt-session.js';
import type { Org } from '../org/org.js';
import type { Work } from '../work.js';

/**
 * Checks, before anything is sent, what would make the deploy or the flow fail. What may go wrong is passed on as a
 * warning; what could not be asked is for `--debug`.
 *
 * @throws The blocker's own error when there is one, PreflightFailedError with all of them when there are more.
 */
export async function preflight(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  { allowSecretAccess }: Pick<SecretAccessOptions, 'allowSecretAccess'> = {},
): Promise<void> {
  refuseJwtSession(org);
  const found = await examine(org, config, work, { opensSwitch: allowSecretAccess });
  const blockers = found.filter((finding) => finding.level === 'blocker');
  if (blockers.length > 0) throw blocked(blockers);
  for (const finding of found) {
    const where = finding.app === undefined ? '' : `${finding.app}: `;
    const message = `${where}${finding.detail}`;
    if (finding.level === 'warning') work.onProgress({ kind: 'warning', message: `${message} ${finding.action}` });
    if (finding.level === 'unknown') work.onProgress({ kind: 'debug', message: `${finding.name}: ${message}` });
  }
}

/** @throws OrgAuthInvalidError for a session whose token SOAP would refuse. */
export function refuseJwtSession(org: Org): void {
  const found = jwtSession(org);
  if (found !== undefined) throw blocked([found]);
}

type Blocker = Extract<Found, { level: 'blocker' }>;

/** Says that the session is a JWT, where SOAP refuses one: it ended with an API version. */
export function jwtSession({ identity, apiVersion, sessionIsJwt }: Org): Blocker | undefined {
  if (!sessionIsJwt || soapTakesJwt(apiVersion)) return undefined;
  return {
    name: 'session',
    level: 'blocker',
    error: 'OrgAuthInvalidError',
    detail: `The session of "${identity.target}" is ${JWT_REFUSED.why}; this run uses ${apiVersion}, and reading existing components needs SOAP.`,
    action: JWT_REFUSED.action,
  };
}

/** Asks everything and judges it; with advice that concerns no single deploy, or without. */
export async function examine(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  { withAdvice = false, opensSwitch }: { readonly withAdvice?: boolean } & Pick<Facts, 'opensSwitch'> = {},
): Promise<readonly Found[]> {
  const facts = { ...(await readFacts(org, config, work, withAdvice)), opensSwitch };
  const isAsked = ({ isAdvice }: { readonly isAdvice?: true }): boolean => withAdvice || isAdvice !== true;
  return [
    ...ORG_CHECKS.filter((check) => isAsked(check) && check.applies?.(facts) !== false).map(({ name, run }) => ({
      name,
      ...run(facts),
    })),
    ...config.apps.flatMap((app) =>
      [...APP_CHECKS, ...CONSUMER_CHECKS]
        .filter(isAsked)
        .flatMap(({ name, run }) => run(app, facts).map((finding) => ({ name, app: app.name, ...finding }))),
    ),
  ];
}

function blocked(blockers: readonly Blocker[]): EcaError {
  const [first, ...more] = blockers;
  if (first === undefined) throw new Error('Nothing blocks.');
  const problems = blockers.flatMap(({ configPath, detail, action }) =>
    configPath === undefined ? [] : [{ path: configPath, message: detail, action }],
  );
  if (more.length === 0) {
    return new EcaError({ name: first.error, message: first.detail, actions: [first.action], problems });
  }
  return new EcaError({
    name: 'PreflightFailedError',
    message: `${blockers.length} things would make this deploy fail:\n${blockers.map(({ detail }) => `  ${detail}`).join('\n')}`,
    actions: [first.action, ...more.map(({ action }) => action)],
    problems,
  });
}
