import { describe, expect, it } from 'vitest';
import { startLocalOrgProcess } from '../cli/local-org-process.js';
import { runEca } from '../cli/run-eca.js';
import { folderOf, ledger, xml, type Files } from './field.js';

const SEED = `org: { id: 00D000000000042EAA, name: Acme }
users:
  - { username: admin@acme.example, profile: System Administrator }
  - { username: ledger@acme.example, profile: System Administrator }
source: source
settings: { enableClientSecretInRestApiAccess: true }
`;
const CONFIG = `apiVersion: '66.0'
apps:
  Ledger_Sync: { label: Ledger_Sync, contactEmail: ops@acme.example, runAsUser: ledger@acme.example }
`;

/** Starts a local org from files, runs one command against it, and ends it again. */
async function seeded(
  files: Files,
  ...argv: readonly string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly unread: readonly string[] }> {
  const cwd = folderOf({ ...files, 'seed.yaml': SEED, 'eca.config.yaml': CONFIG });
  const org = await startLocalOrgProcess(['--seed', 'seed.yaml'], {}, cwd);
  try {
    const env = { SF_ACCESS_TOKEN: org.accessToken, ECA_INSTANCE_URL: org.instanceUrl };
    return { ...(await runEca(argv, { cwd, env })), unread: org.unread };
  } finally {
    await org.stop();
  }
}

/** Starts a local org that must not start, for what it says. */
async function refused(files: Files): Promise<string> {
  const cwd = folderOf({ ...files, 'seed.yaml': SEED });
  const { code, stdout, stderr } = await runEca(['local-org', 'start', '--port', '0', '--seed', 'seed.yaml'], { cwd });
  expect(code).not.toBe(0);
  return stdout + stderr;
}

describe('a seed takes what was retrieved from an org of the same id', () => {
  it('with the values that the org had made, and fields of another API version', async () => {
    const files = ledger('source', {
      header: { orgScopedExternalApp: '00D000000000042:Ledger_Sync' },
      global: { consumerKey: '3MVG9.retrieved' },
      oauth: { oauthLink: '00D000000000042:8880000000000S5' },
      policy: { isNamedUserJwtEnabled: false },
    });
    const { code, stdout, unread } = await seeded(files, 'credentials', 'show', '--json');
    expect({ code, unread }).toEqual({ code: 0, unread: [] });
    expect(stdout).toContain('3MVG9.retrieved');
  });
});

describe('an External Credential that no org takes is refused', () => {
  const parameter = (name: string, type: string, value?: string): string =>
    `<externalCredentialParameters><parameterName>${name}</parameterName><parameterType>${type}</parameterType>${
      value === undefined ? '<sequenceNumber>1</sequenceNumber>' : `<parameterValue>${value}</parameterValue>`
    }</externalCredentialParameters>`;
  const credential = (variant: string): Files => ({
    'source/externalCredentials/Agent_API.externalCredential-meta.xml': xml('ExternalCredential', {
      authenticationProtocol: 'Oauth',
      variant: parameter(variant, 'AuthProtocolVariant', variant),
      principal: parameter('AgentPrincipal', 'NamedPrincipal'),
      label: 'Agent API',
    }),
  });

  it.each([
    ['ClientCredentials', '"ClientCredentials" is no authentication protocol variant of Oauth'],
    ['ClientCredentialsClientSecret', 'AuthProviderUrl'],
  ])('with the variant %s', async (variant, said) => {
    expect(await refused(credential(variant))).toContain(said);
  });
});

describe('the source of a seed in metadata format', () => {
  const metadataFormat = Object.fromEntries(
    Object.entries(ledger('source')).map(([path, text]) => [path.replace('-meta.xml', ''), text]),
  );

  it('is read like source format', async () => {
    const { code, stdout, unread } = await seeded(metadataFormat, 'plan', '--json');
    expect({ code, unread }).toEqual({ code: 0, unread: [] });
    // An org without these components would be told to create them all.
    expect(stdout).not.toContain('"create"');
  });

  it('is never passed over in silence', async () => {
    expect(await refused({ 'source/classes/Ledger.cls': '' })).toContain('holds no component');
  });
});
