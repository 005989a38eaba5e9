import { includesVersion, versionNumber } from '../metadata/api-version.js';
import type { Fields, MetadataComponent } from '../metadata/component.js';
import { fieldVersions, findField } from '../metadata/field-table.js';
import { EcaError } from '../errors.js';
import { readComponents } from '../org/components.js';
import type { Org } from '../org/org.js';
import type { Bounds, Work } from '../work.js';
import { quote } from '../org/soql.js';
import { sendComponents } from '../sending/send-components.js';

const SETTINGS = 'Settings';
const SWITCH = 'enableClientSecretInRestApiAccess';

/** User permissions that reading a consumer secret asks for: API name and the name in Setup. */
const PERMISSIONS = [
  ['ExternalClientAppDeveloper', 'External Client App Developer'],
  ['ViewClientSecret', 'View Client Secret'],
] as const;

/** Reads whether the org gives consumer secrets to its REST API at all. */
export async function readSecretSwitch(org: Org, wait: Bounds): Promise<boolean> {
  return (await readSettings(org, wait)).fields[SWITCH] === true;
}

/**
 * Turns the org-wide switch on or off and leaves the other settings of External Client Apps as they are.
 *
 * @throws DeployFailedError, and what sending a deploy throws.
 */
export async function setSecretSwitch(org: Org, on: boolean, work: Work): Promise<void> {
  const { fullName, fields } = await readSettings(org, work);
  const component = { type: SETTINGS, fullName, fields: { ...knownFields(fields, org.apiVersion), [SWITCH]: on } };
  const status = await sendComponents(org, [component], work);
  if (status.success) return;
  throw new EcaError({
    name: 'DeployFailedError',
    message: `The org "${org.identity.target}" did not take ${SWITCH}=${String(on)}: ${status.failures.map(({ problem }) => problem).join('; ')}`,
    actions: [`Set it in Setup, External Client App Settings.`],
    data: { id: status.id, failures: status.failures },
  });
}

/**
 * Finds out why secrets cannot be read: the switch, permissions of the session's user, or neither. What may not be asked
 * is left out.
 *
 * @returns One sentence for each thing that is missing.
 */
export async function whySecretsAreKept(org: Org, wait: Bounds): Promise<readonly string[]> {
  const [isOn, missing] = await Promise.all([
    readSecretSwitch(org, wait).catch(() => undefined),
    readMissingPermissions(org).catch(() => []),
  ]);
  const { username } = org.identity;
  return [
    ...(isOn === false ? [`the setting ${SWITCH} is off`] : []),
    ...missing.map((name) => `${username} lacks the permission "${name}"`),
  ];
}

async function readMissingPermissions(org: Org): Promise<readonly string[]> {
  const columns = PERMISSIONS.map(([name]) => `PermissionSet.Permissions${name}`).join(', ');
  const held = await org.query<{ readonly PermissionSet: Readonly<Record<string, boolean>> | null }>(
    `SELECT ${columns} FROM PermissionSetAssignment WHERE Assignee.Username = ${quote(org.identity.username)}`,
  );
  const has = (name: string): boolean =>
    held.some(({ PermissionSet }) => PermissionSet?.[`Permissions${name}`] === true);
  return PERMISSIONS.filter(([name]) => !has(name)).map(([, label]) => label);
}

async function readSettings(org: Org, wait: Bounds): Promise<MetadataComponent> {
  const found = await readComponents(org, [SETTINGS], wait);
  return found.find(({ type }) => type === SETTINGS) ?? { type: SETTINGS, fullName: 'ExternalClientApp', fields: {} };
}

/** An org can return fields of the past, which a deploy would refuse. */
function knownFields(fields: Fields, apiVersion: string): Fields {
  const version = versionNumber(apiVersion);
  const isKnown = (name: string): boolean => {
    const row = findField(SETTINGS, name);
    return row !== undefined && includesVersion(fieldVersions(SETTINGS, row), version);
  };
  return Object.fromEntries(Object.entries(fields).filter(([name]) => isKnown(name)));
}
