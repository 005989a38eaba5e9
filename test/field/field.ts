import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { emptyFolder, runEca } from '../cli/run-eca.js';

/** Values of the elements of one file, in the order of the file. */
type Elements = Readonly<Record<string, string | boolean>>;

/** Files by path. */
export type Files = Readonly<Record<string, string>>;

/** Writes a metadata file; a value that starts with "<" stands as it is in the place of the element. */
export function xml(type: string, elements: Elements): string {
  const lines = Object.entries(elements).map(([name, value]) =>
    String(value).startsWith('<') ? `    ${String(value)}` : `    <${name}>${String(value)}</${name}>`,
  );
  const names = 'xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${type} ${names}>\n${lines.join('\n')}\n</${type}>\n`;
}

const owner = { externalClientApplication: 'Ledger_Sync' };

/** Elements of a whole app that deploys: what people have in their repositories. */
export const LEDGER = {
  header: { contactEmail: 'ops@acme.example', distributionState: 'Local', isProtected: false, label: 'Ledger_Sync' },
  global: {
    callbackUrl: 'https://acme.example/callback',
    ...owner,
    isClientCredentialsFlowEnabled: true,
    isConsumerSecretOptional: false,
    isIntrospectAllTokens: false,
    isPkceRequired: false,
    isSecretRequiredForRefreshToken: true,
    label: 'Ledger_Sync_glbloauth',
    shouldRotateConsumerKey: false,
    shouldRotateConsumerSecret: false,
  },
  oauth: { commaSeparatedOauthScopes: 'Api', ...owner, label: 'Ledger_Sync_oauth' },
  policy: {
    clientCredentialsFlowUser: 'ledger@acme.example',
    ...owner,
    ipRelaxationPolicyType: 'Enforce',
    isClientCredentialsFlowEnabled: true,
    label: 'Ledger_Sync_oauth_defaultPolicy',
    permittedUsersPolicyType: 'AllSelfAuthorized',
    refreshTokenPolicyType: 'Zero',
    requiredSessionLevel: 'STANDARD',
  },
} as const;

/** Paths of the files of that app, inside a package folder. */
export const PATHS = {
  header: 'externalClientApps/Ledger_Sync.eca-meta.xml',
  global: 'extlClntAppGlobalOauthSets/Ledger_Sync_glbloauth.ecaGlblOauth-meta.xml',
  oauth: 'extlClntAppOauthSettings/Ledger_Sync_oauth.ecaOauth-meta.xml',
  policy: 'extlClntAppOauthPolicies/Ledger_Sync_oauth_defaultPolicy.ecaOauthPlcy-meta.xml',
} as const;

/** The files of that app, with elements of their own. */
export function ledger(folder: string, more: Partial<Record<keyof typeof PATHS, Elements>> = {}): Files {
  return {
    [join(folder, PATHS.header)]: xml('ExternalClientApplication', { ...LEDGER.header, ...more.header }),
    [join(folder, PATHS.global)]: xml('ExtlClntAppGlobalOauthSettings', { ...LEDGER.global, ...more.global }),
    [join(folder, PATHS.oauth)]: xml('ExtlClntAppOauthSettings', { ...LEDGER.oauth, ...more.oauth }),
    [join(folder, PATHS.policy)]: xml('ExtlClntAppOauthConfigurablePolicies', { ...LEDGER.policy, ...more.policy }),
  };
}

/** Writes files into a new folder. */
export function folderOf(files: Files): string {
  const folder = emptyFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** What a problem in the answer of `eca validate --json` says. */
export interface Said {
  readonly level: string;
  readonly file: string;
  readonly path: string;
  readonly message: string;
  readonly action: string;
  readonly kind: string;
}

/** Runs `eca validate --source-dir FOLDER` as a process, for its exit code and the problems it lists. */
export async function validated(
  cwd: string,
  folder = 'force-app',
  ...more: readonly string[]
): Promise<{ readonly code: number; readonly problems: readonly Said[] }> {
  const { code, stdout, stderr } = await runEca(['validate', '--source-dir', folder, '--json', ...more], { cwd });
  if (!stdout.startsWith('{')) throw new Error(`eca validate ended with ${String(code)}: ${stdout}${stderr}`);
  const { result } = JSON.parse(stdout) as { readonly result: { readonly problems: readonly Said[] } };
  return { code, problems: result.problems };
}
