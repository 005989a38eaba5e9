import { own } from '../wire/own.js';

/** A metadata type that the local org holds. */
export interface MetadataType {
  /** Name in package.xml. */
  readonly name: string;
  /** Root element of its files; for settings see {@link rootOf}. */
  readonly root: string;
  readonly folder: string;
  readonly suffix: string;
  /** Key prefix of record ids. */
  readonly prefix: string;
  /** Position in a deploy: smaller first. */
  readonly rank: number;
  /** First API version that deploys it. */
  readonly since: number;
  /** Last API version that deploys it. */
  readonly until: number;
  /** True for parts that name their app in `externalClientApplication`. */
  readonly part: boolean;
}

const row = (
  name: string,
  folder: string,
  suffix: string,
  prefix: string,
  rank: number,
  since: number,
  { root = name, until = Infinity }: { readonly root?: string; readonly until?: number } = {},
): MetadataType => ({ name, root, folder, suffix, prefix, rank, since, until, part: name.startsWith('ExtlClntApp') });

/** All metadata types of the local org. [C] folders, suffixes and versions; key prefixes [P] where a describe names them, and made up elsewhere. */
export const METADATA_TYPES: readonly MetadataType[] = [
  row('Settings', 'settings', 'settings', '0ST', 0, 59, { root: 'ExternalClientAppSettings' }),
  row('ConnectedApp', 'connectedApps', 'connectedApp', '0H4', 3, 59),
  row('ExternalCredential', 'externalCredentials', 'externalCredential', '0pr', 1, 59),
  row('NamedCredential', 'namedCredentials', 'namedCredential', '0XA', 2, 59),
  row('PermissionSet', 'permissionsets', 'permissionset', '0PS', 3, 59),
  row('ExternalClientApplication', 'externalClientApps', 'eca', '0xI', 4, 59),
  row('ExtlClntAppOauthSettings', 'extlClntAppOauthSettings', 'ecaOauth', '3SN', 5, 59),
  row('ExtlClntAppGlobalOauthSettings', 'extlClntAppGlobalOauthSets', 'ecaGlblOauth', '13P', 6, 59),
  row('ExtlClntAppOauthSecuritySettings', 'extlClntAppOauthSecuritySettings', 'ecaOauthSecurity', '0xL', 7, 67),
  row('ExtlClntAppMobileSettings', 'extlClntAppMobileSettings', 'ecaMobile', '0xM', 7, 59),
  row('ExtlClntAppPushSettings', 'extlClntAppPushSettings', 'ecaPush', '0xN', 7, 62),
  row('ExtlClntAppNotificationSettings', 'extlClntAppNotifSettings', 'ecaNotifications', '0xO', 7, 60),
  row('ExtlClntAppCanvasSettings', 'extlClntAppCanvasSettings', 'ecaCanvas', '0xP', 7, 66),
  row('ExtlClntAppAttestSettings', 'extlClntAppAttestSettings', 'ecaAttest', '0xV', 7, 66, { until: 66 }),
  row('ExtlClntAppOauthConfigurablePolicies', 'extlClntAppOauthPolicies', 'ecaOauthPlcy', '0yO', 8, 59),
  row('ExtlClntAppConfigurablePolicies', 'extlClntAppPolicies', 'ecaPlcy', '0xR', 8, 60),
  row('ExtlClntAppMobileConfigurablePolicies', 'extlClntAppMobilePolicies', 'ecaMobilePlcy', '0xS', 8, 59),
  row('ExtlClntAppPushConfigurablePolicies', 'extlClntAppPushPolicies', 'ecaPushPlcy', '0xT', 8, 62),
  row('ExtlClntAppSamlConfigurablePolicies', 'extlClntAppSamlConfigurablePolicies', 'ecaSamlPlcy', '0xU', 8, 63),
  row('ExtlClntAppAttestConfigurablePolicies', 'extlClntAppAttestPolicies', 'ecaAttestPlcy', '0xY', 8, 66, {
    until: 66,
  }),
];

/** Finds a type by its name in package.xml; with a version, only when that version has it. */
export function metadataType(name: string, version?: number): MetadataType | undefined {
  const found = METADATA_TYPES.find((type) => type.name === name);
  const isOutside = found !== undefined && version !== undefined && (version < found.since || version > found.until);
  return isOutside ? undefined : found;
}

/** Settings that the local org holds, with the root element of their file. */
export const SETTINGS: Readonly<Record<string, string>> = {
  ConnectedApp: 'ConnectedAppSettings',
  ExternalClientApp: 'ExternalClientAppSettings',
};

/** Gives the root element of a component's file. */
export function rootOf(type: MetadataType, fullName: string): string {
  return type.name === 'Settings' ? (own(SETTINGS, fullName) ?? type.root) : type.root;
}

/** Finds the type of a file by its suffix, with or without `-meta.xml`. */
export function metadataTypeOfFile(path: string): MetadataType | undefined {
  const suffix = path
    .replace(/-meta\.xml$/, '')
    .split('.')
    .pop();
  return METADATA_TYPES.find((type) => type.suffix === suffix);
}

/** Path of a component inside a metadata format zip. */
export function metadataPath(type: MetadataType, fullName: string): string {
  return `${type.folder}/${fullName}.${type.suffix}`;
}
