import { packDeletion } from '../../src/org/deletion-package.js';
import { quote } from '../../src/org/soql.js';
import { notTried, shows, unexpected, type Observation } from './observation.js';
import { changeApp, deployFiles, deployZip } from './packages.js';
import { API_VERSION, type Scene } from './scene.js';
import { askUntil, saidOf } from './token-requests.js';

const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';
const APPROVED = { permittedUsersPolicyType: 'AdminApprovedPreAuthorized' };

/** Name of the permission set that a run makes for itself. */
export const permissionSetOf = ({ app }: Pick<Scene, 'app'>): string => `${app}_Set`;

/**
 * Ties a permission set of its own, which nobody holds, to the smoke app and asks for a token. Then the policy is deployed
 * once more without naming the set, to see whether the access stays.
 */
export async function observeApproval(scene: Scene): Promise<Observation> {
  const name = permissionSetOf(scene);
  // What was changed before may still spread.
  const before = await askUntil(scene, 'token');
  if (before.kind !== 'token') return notTried(`no token came before the change: ${saidOf(before)}`);
  scene.mayHavePermissionSet = true;
  try {
    await deployFiles(scene, [{ path: `permissionsets/${name}.permissionset-meta.xml`, text: permissionSet(name) }]);
    await changeApp(scene, POLICIES, { ...APPROVED, commaSeparatedPermissionSet: name });
    const answer = await askUntil(scene, 'refused');
    const tied = await accessRows(scene, name);
    await changeApp(scene, POLICIES, APPROVED);
    const after = await accessRows(scene, name);
    const rows = `rows of SetupEntityAccess: ${tied} once the policy named the set, ${after} after a policy that did not`;
    if (answer.kind === 'token') return shows('ignored', `${saidOf(answer)}; ${rows}`);
    const isApproval = answer.kind === 'refused' && /invalid_app_access|not (?:admin )?approved/i.test(saidOf(answer));
    return isApproval ? shows('checked', `${saidOf(answer)}; ${rows}`) : unexpected(`${saidOf(answer)}; ${rows}`);
  } finally {
    await changeApp(scene, POLICIES, {});
    await removePermissionSet(scene);
  }
}

/** Deletes the permission set of a run, if there may be one. */
export async function removePermissionSet(scene: Scene): Promise<void> {
  if (scene.mayHavePermissionSet !== true) return;
  const components = [{ type: 'PermissionSet', fullName: permissionSetOf(scene) }];
  await deployZip(scene, await packDeletion(components, API_VERSION));
  scene.mayHavePermissionSet = false;
}

/** Tells whether the org still has the permission set of a run. */
export async function hasPermissionSet(scene: Scene): Promise<boolean> {
  const found = await scene.org.query(`SELECT Id FROM PermissionSet WHERE Name = ${quote(permissionSetOf(scene))}`);
  return found.length > 0;
}

async function accessRows({ org }: Scene, name: string): Promise<number> {
  const soql = `SELECT Id FROM SetupEntityAccess WHERE Parent.Name = ${quote(name)}`;
  return (await org.query(soql)).length;
}

function permissionSet(name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <hasActivationRequired>false</hasActivationRequired>
    <label>${name}</label>
</PermissionSet>
`;
}
