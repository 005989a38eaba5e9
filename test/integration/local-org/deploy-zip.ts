import JSZip from 'jszip';
import type { LocalOrgInfo } from '../../../src/local-org/index.js';
import type { SourceSet } from './sources.js';

/** Metadata types of the source sets by suffix, written down here once more on purpose. */
const TYPES: Readonly<Record<string, string>> = {
  eca: 'ExternalClientApplication',
  ecaGlblOauth: 'ExtlClntAppGlobalOauthSettings',
  ecaOauth: 'ExtlClntAppOauthSettings',
  ecaOauthPlcy: 'ExtlClntAppOauthConfigurablePolicies',
  ecaPlcy: 'ExtlClntAppConfigurablePolicies',
  ecaOauthSecurity: 'ExtlClntAppOauthSecuritySettings',
  externalCredential: 'ExternalCredential',
  namedCredential: 'NamedCredential',
  permissionset: 'PermissionSet',
  settings: 'Settings',
  connectedApp: 'ConnectedApp',
};

/** What the deploy of a source set ended with. */
export interface DeployEnd {
  readonly id: string;
  readonly status: string;
  readonly success: boolean;
  readonly numberComponentErrors: number;
  readonly problems: readonly string[];
  readonly failures: readonly ComponentEnd[];
  readonly successes: readonly ComponentEnd[];
}

/** What a component ended with. */
export interface ComponentEnd {
  readonly fullName: string;
  readonly componentType: string;
  readonly problem?: string;
  readonly problemType?: string;
  readonly lineNumber?: number;
  readonly columnNumber?: number;
  readonly created: boolean;
  readonly changed: boolean;
  readonly deleted: boolean;
}

/** How to deploy. */
export interface DeployChoices {
  readonly version?: number;
  readonly checkOnly?: boolean;
  readonly ignoreWarnings?: boolean;
  readonly rollbackOnError?: boolean;
  /** Keep names that end in -meta.xml. */
  readonly metaXml?: boolean;
  /** More files of the zip, such as destructiveChanges.xml; may replace package.xml. */
  readonly extra?: Readonly<Record<string, string>>;
}

/** Makes a manifest. */
export function manifestXml(types: Readonly<Record<string, readonly string[]>>, version = 66): string {
  const blocks = Object.entries(types).map(
    ([name, members]) =>
      `<types>${members.map((member) => `<members>${member}</members>`).join('')}<name>${name}</name></types>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><Package xmlns="http://soap.sforce.com/2006/04/metadata">${blocks.join('')}<version>${version}.0</version></Package>`;
}

/** Zips a source set in metadata format. */
export async function zipOf(set: SourceSet, choices: DeployChoices = {}): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new JSZip();
  const members: Record<string, string[]> = {};
  for (const [path, text] of Object.entries(set)) {
    const file = path.replace(/-meta\.xml$/, '');
    const [name = '', suffix = ''] = (file.split('/').pop() ?? '').split('.');
    (members[TYPES[suffix] ?? suffix] ??= []).push(name);
    zip.file(choices.metaXml === true ? path : file, text);
  }
  zip.file('package.xml', manifestXml(members, choices.version));
  for (const [path, text] of Object.entries(choices.extra ?? {})) zip.file(path, text);
  return zip.generateAsync({ type: 'uint8array' }) as Promise<Uint8Array<ArrayBuffer>>;
}

/** Calls the REST API with the admin's session. */
export async function call(
  info: LocalOrgInfo,
  method: string,
  path: string,
  body?: unknown,
  version = 66,
): Promise<Response> {
  return fetch(`${info.instanceUrl}/services/data/v${version}.0/${path}`, {
    method,
    headers: { Authorization: `Bearer ${info.accessToken}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Sends a deploy by REST and gives its id. */
export async function sendDeploy(info: LocalOrgInfo, set: SourceSet, choices: DeployChoices = {}): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([await zipOf(set, choices)], { type: 'application/zip' }), 'package.zip');
  const deployOptions = {
    rollbackOnError: choices.rollbackOnError ?? true,
    checkOnly: choices.checkOnly ?? false,
    ignoreWarnings: choices.ignoreWarnings ?? false,
    singlePackage: true,
  };
  form.append('entity_content', new Blob([JSON.stringify({ deployOptions })], { type: 'application/json' }));
  const response = await fetch(`${info.instanceUrl}/services/data/v66.0/metadata/deployRequest`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${info.accessToken}` },
    body: form,
  });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}

/** Reads the status of a deploy. */
export async function deployStatus(info: LocalOrgInfo, id: string): Promise<DeployEnd> {
  const response = await call(info, 'GET', `metadata/deployRequest/${id}?includeDetails=true`);
  const { deployResult } = (await response.json()) as {
    deployResult: DeployEnd & { details?: { componentFailures: ComponentEnd[]; componentSuccesses: ComponentEnd[] } };
  };
  const failures = deployResult.details?.componentFailures ?? [];
  const isManifest = ({ fullName, componentType }: ComponentEnd): boolean =>
    fullName === 'package.xml' && componentType === '';
  const successes = (deployResult.details?.componentSuccesses ?? []).filter((end) => !isManifest(end));
  return { ...deployResult, failures, successes, problems: failures.map((failure) => failure.problem ?? '') };
}

/** Deploys a source set by REST and waits for its end. */
export async function deploySet(info: LocalOrgInfo, set: SourceSet, choices: DeployChoices = {}): Promise<DeployEnd> {
  return deployStatus(info, await sendDeploy(info, set, choices));
}
