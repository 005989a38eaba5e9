import type { Secret } from '../secret.js';

/** A value of `fields` in the config, as people write it. */
export type WrittenFieldValue =
  | string
  | number
  | boolean
  | readonly (string | number | boolean | Readonly<Record<string, unknown>>)[]
  | Readonly<Record<string, unknown>>;

/** Where key and secret are handed to. */
export type SinkConfig =
  | { readonly file: string; readonly format?: 'json' | 'dotenv' }
  | { readonly command: readonly string[] }
  | { readonly github: { readonly key: string; readonly secret: string } }
  | { readonly exec: readonly string[] };

/** Checks that `verify` makes beside the standing ones. */
export interface VerifyConfig {
  /** SOQL that must answer with the token. Needs the scope `api`. */
  readonly query?: string;
  /** Object accesses that the run-as user must have, checked by describe. */
  readonly access?: Readonly<Record<string, readonly ('create' | 'read' | 'update' | 'delete')[]>>;
  /** Scopes that the token must carry. Default: the app's scopes without those that the flow drops. */
  readonly expectScopes?: readonly string[];
  /** A callout through `namedCredential` that must be answered: its path, or true for `/services/data/`. */
  readonly callout?: true | string;
}

/** The consuming side: an External Credential and a Named Credential that use the app. */
export interface NamedCredentialConfig {
  readonly name: string;
  readonly label?: string;
  readonly url: string;
  readonly externalCredential?: string;
  readonly principal?: string;
  readonly permissionSet?: string;
  readonly scope?: string;
  readonly variant?: 'ClientCredentialsClientSecretBasic' | 'ClientCredentialsClientSecret';
  readonly targetOrg?: string;
  readonly generateAuthorizationHeader?: boolean;
  readonly allowMergeFieldsInHeader?: boolean;
  readonly allowMergeFieldsInBody?: boolean;
}

/** Full names of an app's parts, where they differ from the defaults. */
export interface PartNames {
  readonly ExtlClntAppGlobalOauthSettings?: string;
  readonly ExtlClntAppOauthSettings?: string;
  readonly ExtlClntAppOauthConfigurablePolicies?: string;
  readonly ExtlClntAppConfigurablePolicies?: string;
  readonly ExtlClntAppOauthSecuritySettings?: string;
}

/** A range of IPv4 or IPv6 addresses, both ends included. */
export interface IpRangeConfig {
  readonly description?: string;
  readonly startIpAddress: string;
  readonly endIpAddress: string;
}

/** One External Client App, as written in the config. */
export interface AppConfig {
  /** Label in Setup. */
  readonly label: string;
  /** E-mail that Salesforce uses to contact the app's admin. */
  readonly contactEmail: string;
  readonly description?: string;
  readonly iconUrl?: string;
  readonly logoUrl?: string;
  /** Default: `Local`. */
  readonly distribution?: 'Local' | 'Packaged';
  /** `subscriber` manages policies only. Default: `owner`. */
  readonly role?: 'owner' | 'subscriber';
  /** OAuth scopes, by protocol name (`api`) or metadata name (`Api`). Default: `[api]`. */
  readonly scopes?: readonly string[];
  /** Turns the client credentials flow on or off. Default: true. */
  readonly clientCredentials?: boolean;
  /** Username of the user that tokens act as. Required unless `clientCredentials` is false. */
  readonly runAsUser?: string;
  /** Callback URLs. The client credentials flow never calls them. Default: one harmless https URL. */
  readonly callbackUrls?: readonly string[];
  /** `jwt` issues JWT access tokens. Default: `opaque`. */
  readonly tokenFormat?: 'opaque' | 'jwt';
  /** API names of the permission sets that may use the app. Present: AdminApprovedPreAuthorized. Default: none. */
  readonly permissionSets?: readonly string[];
  /** Names of the profiles that may use the app. Present: AdminApprovedPreAuthorized. Default: none. */
  readonly profiles?: readonly string[];
  /** Permission sets to assign to the run-as user before the deploy. Default: none. */
  readonly assign?: readonly string[];
  /** Default: `Enforce`. */
  readonly ipRelaxation?: 'Enforce' | 'Bypass' | 'Bypass_2factor' | 'Enforce_RelaxRefresh';
  /** Ranges that spare users re-authentication. They do not protect the client credentials flow. */
  readonly trustedIpRanges?: readonly IpRangeConfig[];
  /** Minutes until an opaque token's session ends. */
  readonly sessionTimeoutMinutes?: number;
  /** Full names of the parts, where they differ from the defaults. */
  readonly names?: PartNames;
  /** Any field of the Metadata API, by type and its own name; checked per API version. */
  readonly fields?: Readonly<Record<string, Readonly<Record<string, WrittenFieldValue>>>>;
  readonly verify?: VerifyConfig;
  readonly namedCredential?: NamedCredentialConfig;
  readonly sink?: SinkConfig;
}

/** How to log in to an environment's org without `sf`: the names of environment variables. */
export interface AuthConfig {
  /** Variable with an sfdx auth URL. */
  readonly sfdxAuthUrl?: string;
  /** Variable with an access token. Needs `instanceUrl`. */
  readonly accessToken?: string;
  /** Variable with the org's URL. */
  readonly instanceUrl?: string;
  readonly jwt?: {
    readonly clientId: string;
    readonly username: string;
    /** Variable with the private key itself. */
    readonly key?: string;
    /** Variable with the path of the private key. */
    readonly keyFile?: string;
  };
}

/** A value that replaces, or `null` that removes. Maps merge, lists and scalars replace. */
export type Overlay<T> = T extends readonly unknown[]
  ? T | null
  : T extends object
    ? { readonly [K in keyof T]?: Overlay<NonNullable<T[K]>> | null }
    : T | null;

/** A named overlay of the config, usually one org. */
export interface EnvironmentConfig {
  /** Alias or username that `sf` knows. */
  readonly targetOrg?: string;
  readonly auth?: AuthConfig;
  /** The sandbox that this environment is, for re-provisioning after a refresh. */
  readonly sandbox?: { readonly production: string; readonly name: string };
  /** Appended to every run-as user, such as `.uat`. */
  readonly runAsUserSuffix?: string;
  /** True asks for the org id before destructive work. Default: false. */
  readonly production?: boolean;
  readonly sink?: SinkConfig;
  readonly apps?: Readonly<Record<string, Overlay<AppConfig> | null>>;
}

/** The config as people write it. */
export interface EcaConfig {
  /** Where an editor finds the JSON Schema; `eca` does not read it. */
  readonly $schema?: string;
  /** API version, such as `66.0`. Default: 66.0. */
  readonly apiVersion?: string;
  /** Org-wide settings of External Client Apps; managed only when named here. */
  readonly settings?: {
    readonly enableClientSecretInRestApiAccess?: boolean;
    readonly enablePackageEcaOauthFromDevOrg?: boolean;
  };
  /** Where key and secret are handed to, unless an environment or app says otherwise. */
  readonly sink?: SinkConfig;
  /** Apps by developer name. */
  readonly apps: Readonly<Record<string, AppConfig>>;
  readonly environments?: Readonly<Record<string, EnvironmentConfig>>;
}

/** One app with defaults applied. `written` remembers which keys the config set itself. */
export interface ResolvedApp {
  /** Developer name. */
  readonly name: string;
  readonly label: string;
  readonly contactEmail: string;
  readonly description?: string;
  readonly iconUrl?: string;
  readonly logoUrl?: string;
  readonly distribution: 'Local' | 'Packaged';
  readonly role: 'owner' | 'subscriber';
  /** Metadata names, such as `Api`, without repetition. */
  readonly scopes: readonly string[];
  readonly clientCredentials: boolean;
  /** With the environment's suffix. */
  readonly runAsUser?: string;
  readonly callbackUrls: readonly string[];
  readonly tokenFormat: 'opaque' | 'jwt';
  readonly permissionSets: readonly string[];
  readonly profiles: readonly string[];
  readonly assign: readonly string[];
  readonly ipRelaxation: string;
  readonly trustedIpRanges?: readonly IpRangeConfig[];
  readonly sessionTimeoutMinutes?: number;
  readonly names: PartNames;
  /** By metadata type, then field. Secret fields hold a {@link SecretSource} or, once resolved, a Secret. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, ResolvedFieldValue>>>>;
  readonly verify: VerifyConfig;
  readonly namedCredential?: NamedCredentialConfig;
  readonly sink?: SinkConfig;
  /** Keys of {@link AppConfig} that the config or the environment wrote. */
  readonly written: ReadonlySet<string>;
}

/** A secret that the config names and does not hold: the environment variable it comes from. */
export interface SecretSource {
  readonly kind: 'secret-source';
  readonly variable: string;
}

/** A value of `fields` after `${env:…}` was taken; secret fields hold their source or the secret. */
export type ResolvedFieldValue = WrittenFieldValue | SecretSource | Secret;

/** The config with one environment applied, defaults filled in, and every rule checked. */
export interface ResolvedConfig {
  /** Such as `66.0`. */
  readonly apiVersion: string;
  /** True when the config itself names the version. */
  readonly apiVersionWritten: boolean;
  readonly environment?: string;
  readonly targetOrg?: string;
  readonly auth?: AuthConfig;
  /** The sandbox that the environment is. */
  readonly sandbox?: { readonly production: string; readonly name: string };
  readonly production: boolean;
  readonly settings: Readonly<Record<string, boolean>>;
  readonly apps: readonly ResolvedApp[];
}
