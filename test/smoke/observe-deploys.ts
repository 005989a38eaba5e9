import type { DeployStatus } from '../../src/org/org.js';
import { quote } from '../../src/org/soql.js';
import { notTried, shows, unexpected, type Observation } from './observation.js';
import { appFile, checkPackage, packChanged, problemsOf, zipApps } from './packages.js';
import type { Scene } from './scene.js';

const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';
const VALID_USER = /Enter a valid execution user/i;
const EMAIL = ['contactEmail', 'eca-smoke@example.com'] as const;
const STATE = ['distributionState', 'Local'] as const;
const LABEL = ['label', 'Eca Smoke check'] as const;

/** An app that only checks name; it never comes to be. */
const checked = ({ app }: Scene): string => `${app}_Check`;

/** Lets the org check an app whose elements are not in the order of the schema. */
export async function observeElementOrder(scene: Scene): Promise<Observation> {
  const name = checked(scene);
  const status = await checkPackage(scene, await zipApps({ [name]: appFile([LABEL, STATE, EMAIL]) }, [name]));
  if (status.success) return shows('any', 'the check took label, distributionState, contactEmail in this order');
  const said = problemsOf(status);
  return /invalid at this location|order/i.test(said) ? shows('alphabetical', said) : unexpected(said);
}

/** Lets the org check an app that claims to be of another org. */
export async function observeForeignOrgScopedApp(scene: Scene): Promise<Observation> {
  const name = checked(scene);
  const foreign = ['orgScopedExternalApp', `00D000000000007:${name}`] as const;
  const status = await checkPackage(scene, await zipApps({ [name]: appFile([EMAIL, STATE, LABEL, foreign]) }, [name]));
  if (status.success) return shows('resolved', 'the check took the value of another org');
  const said = problemsOf(status);
  return /orgScopedExternalApp|cross.?reference|another org|different org/i.test(said)
    ? shows('rejected', said)
    : unexpected(said);
}

/** Lets the org check a zip with a file that its package.xml does not name. */
export async function observeFileNotInManifest(scene: Scene): Promise<Observation> {
  const name = checked(scene);
  const file = appFile([EMAIL, STATE, LABEL]);
  const status = await checkPackage(scene, await zipApps({ [name]: file, [`${name}_Stray`]: file }, [name]));
  const said = problemsOf(status);
  const names = /not in package\.xml|not (?:named|found|listed) in (?:the )?(?:package\.xml|manifest)/i.test(said);
  if (status.success) return names ? shows('warning', said) : unexpected(`the check succeeded: ${said}`);
  return names ? shows('error', said) : unexpected(said);
}

/** Lets the org check a policy whose execution user does not exist. */
export async function observeExecutionUserError(scene: Scene): Promise<Observation> {
  const status = await checkUser(scene, `nobody.${scene.app.toLowerCase()}@eca-smoke.invalid`);
  if (status.success) return unexpected('the check took a user that does not exist');
  const said = problemsOf(status);
  if (VALID_USER.test(said)) return shows('enter-valid', said);
  return /No such user/i.test(said) ? shows('no-such-user', said) : unexpected(said);
}

/** Lets the org check a policy whose execution user is inactive, if it has such a user. */
export async function observeInactiveExecutionUser(scene: Scene): Promise<Observation> {
  const [user] = await scene.org.query<{ readonly Username: string }>(
    "SELECT Username FROM User WHERE IsActive = false AND UserType = 'Standard' LIMIT 1",
  );
  if (user === undefined) return notTried('the org has no inactive standard user');
  const seen = userTaken(await checkUser(scene, user.Username), { taken: 'accepted', refused: 'rejected' });
  if (seen.kind !== 'value' || seen.value === 'accepted') return seen;
  // An org that wants "API Only User" refuses most users, and this one perhaps for that reason.
  const other = await observeApiOnly(scene);
  return other.kind === 'value' && other.value === 'required'
    ? notTried('the org refuses active users without "API Only User" as well')
    : seen;
}

/** Lets the org check a policy that names the session's own user, if that user lacks "API Only User". */
export async function observeApiOnly(scene: Scene): Promise<Observation> {
  const { org } = scene;
  const { username } = org.identity;
  const held = await org.query(
    `SELECT Id FROM PermissionSetAssignment WHERE Assignee.Username = ${quote(username)} AND PermissionSet.PermissionsApiUserOnly = true`,
  );
  if (held.length > 0) return notTried('the user of the session has the permission "API Only User" itself');
  return userTaken(await checkUser(scene, username), { taken: 'recommended', refused: 'required' });
}

async function checkUser(scene: Scene, username: string): Promise<DeployStatus> {
  return checkPackage(scene, await packChanged(scene, POLICIES, { clientCredentialsFlowUser: username }));
}

function userTaken(status: DeployStatus, values: { readonly taken: string; readonly refused: string }): Observation {
  if (status.success) return shows(values.taken, 'the check took the user');
  const said = problemsOf(status);
  return /user/i.test(said) ? shows(values.refused, said) : unexpected(said);
}
