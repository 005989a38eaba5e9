import { withoutNamespace } from './namespace.js';

/** One metadata type that this tool knows: where its files lie and how it belongs to an app. */
export interface MetadataType {
  /** Name in package.xml. */
  readonly name: string;
  /** Root element of its files, which is also its name in the published schema. Differs from the name for settings. */
  readonly root: string;
  /** Folder below `force-app/main/default`, and in the zip of a deploy. */
  readonly folder: string;
  /** Suffix of its files, without a dot and without `-meta.xml`. */
  readonly suffix: string;
  /** First API version that has the type. Types older than the oldest version this tool supports say 60. */
  readonly since: number;
  /** Last API version that has the type. Default: still there. */
  readonly until?: number;
  /** `app` is the app itself, `part` belongs to one app, `other` stands on its own. */
  readonly role: 'app' | 'part' | 'other';
  /** True when every app has one. */
  readonly everyApp?: true;
  /** True for the parts that the admin of a subscriber org edits. */
  readonly policy?: true;
  /** True when a second-generation package takes it along. It takes neither the global OAuth settings nor policies. */
  readonly packageable?: true;
  /** Ends the default full name of a part, as the server itself would name it. */
  readonly partSuffix?: string;
  /** Part whose full name begins the default full name. Default: the app's name does. */
  readonly namedAfter?: string;
  /** Field that names the owning app. */
  readonly owner?: 'externalClientApplication';
  /** The only full name that this tool handles, for org-wide settings. */
  readonly member?: string;
  /** Place in the order in which components depend on each other, lowest first. */
  readonly deployOrder: number;
}

type Row = Omit<MetadataType, 'root' | 'deployOrder'> & { readonly root?: string };
const owner = 'externalClientApplication';

/**
 * Every type, in deploy order.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_externalclientapplication.htm
 */
const ROWS: readonly Row[] = [
  {
    name: 'Settings',
    root: 'ExternalClientAppSettings',
    folder: 'settings',
    suffix: 'settings',
    since: 60,
    role: 'other',
    member: 'ExternalClientApp',
  },
  {
    name: 'ExternalClientApplication',
    folder: 'externalClientApps',
    suffix: 'eca',
    since: 60,
    role: 'app',
    packageable: true,
    everyApp: true,
  },
  {
    name: 'ExtlClntAppGlobalOauthSettings',
    folder: 'extlClntAppGlobalOauthSets',
    suffix: 'ecaGlblOauth',
    since: 60,
    role: 'part',
    everyApp: true,
    partSuffix: '_glbloauth',
    owner,
  },
  {
    name: 'ExtlClntAppOauthSettings',
    folder: 'extlClntAppOauthSettings',
    suffix: 'ecaOauth',
    since: 60,
    role: 'part',
    packageable: true,
    everyApp: true,
    partSuffix: '_oauth',
    owner,
  },
  {
    name: 'ExtlClntAppOauthSecuritySettings',
    folder: 'extlClntAppOauthSecuritySettings',
    suffix: 'ecaOauthSecurity',
    since: 67,
    role: 'part',
    partSuffix: '_oauthSecurity',
    owner,
  },
  {
    name: 'ExtlClntAppMobileSettings',
    folder: 'extlClntAppMobileSettings',
    suffix: 'ecaMobile',
    since: 60,
    role: 'part',
    packageable: true,
    partSuffix: '_mobile',
    owner,
  },
  {
    name: 'ExtlClntAppPushSettings',
    folder: 'extlClntAppPushSettings',
    suffix: 'ecaPush',
    since: 62,
    role: 'part',
    packageable: true,
    partSuffix: '_push',
    owner,
  },
  {
    name: 'ExtlClntAppNotificationSettings',
    folder: 'extlClntAppNotifSettings',
    suffix: 'ecaNotifications',
    since: 60,
    role: 'part',
    packageable: true,
    partSuffix: '_notifications',
    owner,
  },
  {
    name: 'ExtlClntAppCanvasSettings',
    folder: 'extlClntAppCanvasSettings',
    suffix: 'ecaCanvas',
    since: 66,
    role: 'part',
    packageable: true,
    partSuffix: '_canvasSettings',
    owner,
  },
  {
    name: 'ExtlClntAppAttestSettings',
    folder: 'extlClntAppAttestSettings',
    suffix: 'ecaAttest',
    since: 66,
    until: 66,
    role: 'part',
    partSuffix: '_attest',
    owner,
  },
  {
    name: 'ExtlClntAppConfigurablePolicies',
    folder: 'extlClntAppPolicies',
    suffix: 'ecaPlcy',
    since: 60,
    role: 'part',
    everyApp: true,
    policy: true,
    partSuffix: '_defaultPolicy',
    owner,
  },
  {
    name: 'ExtlClntAppOauthConfigurablePolicies',
    folder: 'extlClntAppOauthPolicies',
    suffix: 'ecaOauthPlcy',
    since: 60,
    role: 'part',
    everyApp: true,
    policy: true,
    partSuffix: '_defaultPolicy',
    namedAfter: 'ExtlClntAppOauthSettings',
    owner,
  },
  {
    name: 'ExtlClntAppMobileConfigurablePolicies',
    folder: 'extlClntAppMobilePolicies',
    suffix: 'ecaMobilePlcy',
    since: 60,
    role: 'part',
    policy: true,
    partSuffix: '_defaultPolicy',
    namedAfter: 'ExtlClntAppMobileSettings',
    owner,
  },
  {
    name: 'ExtlClntAppPushConfigurablePolicies',
    folder: 'extlClntAppPushPolicies',
    suffix: 'ecaPushPlcy',
    since: 62,
    role: 'part',
    policy: true,
    partSuffix: '_defaultPolicy',
    namedAfter: 'ExtlClntAppPushSettings',
    owner,
  },
  {
    name: 'ExtlClntAppSamlConfigurablePolicies',
    folder: 'extlClntAppSamlConfigurablePolicies',
    suffix: 'ecaSamlPlcy',
    since: 63,
    role: 'part',
    policy: true,
    partSuffix: '_saml_defaultPolicy',
    owner,
  },
  {
    name: 'ExtlClntAppAttestConfigurablePolicies',
    folder: 'extlClntAppAttestPolicies',
    suffix: 'ecaAttestPlcy',
    since: 66,
    until: 66,
    role: 'part',
    policy: true,
    partSuffix: '_defaultPolicy',
    namedAfter: 'ExtlClntAppAttestSettings',
    owner,
  },
  {
    name: 'ExternalCredential',
    folder: 'externalCredentials',
    suffix: 'externalCredential',
    since: 60,
    role: 'other',
  },
  { name: 'NamedCredential', folder: 'namedCredentials', suffix: 'namedCredential', since: 60, role: 'other' },
  { name: 'PermissionSet', folder: 'permissionsets', suffix: 'permissionset', since: 60, role: 'other' },
];

/** Every metadata type that this tool knows, in deploy order. */
export const METADATA_TYPES: readonly MetadataType[] = ROWS.map((row, index) => ({
  root: row.name,
  ...row,
  deployOrder: index,
}));

const byName = new Map(METADATA_TYPES.flatMap((type) => [type.name, type.root].map((name) => [name, type] as const)));
const bySuffix = new Map(METADATA_TYPES.map((type) => [type.suffix, type] as const));

/** Finds a type by its name in package.xml or by its root element. */
export function findType(name: string): MetadataType | undefined {
  return byName.get(name);
}

/** Finds a type by the suffix of its files, without a dot and without `-meta.xml`. */
export function findTypeBySuffix(suffix: string): MetadataType | undefined {
  return bySuffix.get(suffix);
}

/** Finds the type of a file by its name, in source or in metadata format; undefined for files of other types. */
export function typeOfPath(path: string): MetadataType | undefined {
  const [, fullName, suffix] = /([^/]+?)\.(\w+)(?:-meta\.xml)?$/.exec(path) ?? [];
  const type = bySuffix.get(suffix ?? '');
  return type?.member === undefined || type.member === fullName ? type : undefined;
}

/** Names of the types that make up an app: the app itself and its parts, in deploy order. */
export const APP_TYPE_NAMES: readonly string[] = METADATA_TYPES.filter((type) => type.role !== 'other').map(
  (type) => type.name,
);

/**
 * Gives the full name that a new component of an app gets: the app's own name for the app, with a suffix for its parts.
 * Names of the OAuth parts are those that the server itself would choose; they carry no namespace.
 *
 * @param names - Full names chosen by the user, by type. Default: none.
 */
export function defaultFullName(
  type: MetadataType,
  app: string,
  names: Readonly<Record<string, string | undefined>> = {},
): string {
  const chosen = names[type.name] ?? type.member;
  if (chosen !== undefined) return chosen;
  if (type.partSuffix === undefined) return app;
  const settings = type.namedAfter === undefined ? undefined : findType(type.namedAfter);
  const base = settings === undefined ? withoutNamespace(app) : defaultFullName(settings, app, names);
  return base + type.partSuffix;
}

/**
 * Gives the path of a component's file in source format, below a package folder such as `force-app/main/default`.
 * Folders are separated by `/`. A type that this tool does not know gets a folder of its own name.
 */
export function sourcePath(component: { readonly type: string; readonly fullName: string }): string {
  const type = findType(component.type);
  const folder = type?.folder ?? component.type;
  const suffix = type?.suffix ?? component.type;
  return `${folder}/${component.fullName}.${suffix}-meta.xml`;
}
