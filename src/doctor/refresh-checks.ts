import { partOf } from '../metadata/parts.js';
import { ok, unknown, warning, type Finding } from './check.js';
import type { Facts } from './facts.js';

/** Whether the environment is a sandbox that can be refreshed. */
export function isOfSandbox({ config }: Facts): boolean {
  return config.sandbox !== undefined;
}

/** Tells which of the logins that the environment names still works after a refresh. */
export function refreshLogin(facts: Facts): Finding {
  const { config } = facts;
  const surviving = [
    ...(config.auth?.jwt === undefined || isOwnApp(facts)
      ? []
      : ['auth (JWT, when its app is one of production, which the refresh brings along)']),
    ...(config.sandbox === undefined ? [] : [`production (${config.sandbox.production}), through sandboxAuth`]),
  ];
  const lost = [
    ...(config.auth !== undefined && (config.auth.jwt === undefined || isOwnApp(facts)) ? ['auth'] : []),
    ...(config.targetOrg === undefined ? [] : [`targetOrg (${config.targetOrg})`]),
  ];
  const ends = lost.length === 0 ? '' : `; ${lost.join(' and ')} end${lost.length === 1 ? 's' : ''} with the sandbox`;
  const detail = `after a refresh: ${surviving.join(', then ')}${ends}`;
  if (config.auth?.jwt !== undefined && isOwnApp(facts)) {
    return warning(
      `This session is of an External Client App of the sandbox, which does not outlive a refresh; ${detail}.`,
      'Log in by JWT with a Connected App of production, or make sure that the login to production works where `eca refresh` runs.',
      'auth',
    );
  }
  return ok(detail);
}

/** Whether the session was logged in with an External Client App of this org. */
function isOwnApp({ org, components, config }: Facts): boolean {
  const { clientId } = org;
  if (clientId === undefined || !components.known) return false;
  const found = components.value;
  const names = [...new Set([...config.apps.map(({ name }) => name), ...found.map(({ fullName }) => fullName)])];
  return names.some((app) => partOf(app, 'ExtlClntAppGlobalOauthSettings', found)?.fields.consumerKey === clientId);
}

/** A refresh freezes users outside the access group, and takes those that production does not have. */
export function refreshPermissions({ refreshPermissions: held, org, config }: Facts): Finding {
  if (!held.known) return unknown(held.why);
  const { username } = org.identity;
  const permissions = held.value.get(username.toLowerCase())?.permissions ?? new Set<string>();
  const creates = config.apps.some(({ runAs }) => runAs?.create !== undefined);
  const missing = [
    ...(permissions.has('FreezeUsers') || permissions.has('ManageUsers')
      ? []
      : ['FreezeUsers (unfreezing run-as users)']),
    ...(!creates || permissions.has('ManageUsers') ? [] : ['ManageUsers (making run-as users, as runAs.create asks)']),
  ];
  if (missing.length === 0) return ok(`${username} may unfreeze users${creates ? ' and make them' : ''}`);
  return warning(
    `${username} lacks ${missing.join(' and ')}: \`eca refresh\` cannot do that for it.`,
    'Give the user these permissions in production, so that each refresh brings them along.',
  );
}
