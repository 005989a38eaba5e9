// Made from the rows in src/config/rows by "npm run generate". Change the rows, not this file.
import type { Overlay, ResolvedFieldValue, SecretSource, WrittenFieldValue } from './values.js';

/** Org-wide settings of External Client Apps; managed only when they are named. */
export interface SettingsConfig {
  /** Lets the REST API read consumer secrets. */
  readonly enableClientSecretInRestApiAccess?: boolean | undefined;
  /** Lets the Metadata API read consumer secrets. */
  readonly enableConsumerSecretApiAccess?: boolean | undefined;
  /** Turns External Client Apps on, in an org that has to opt in. */
  readonly enableExternalClientApps?: boolean | undefined;
  /** Lets packages hold apps whose OAuth settings belong to an org that is not the Dev Hub. */
  readonly enablePackageEcaOauthFromDevOrg?: boolean | undefined;
}

/** Names that the outputs and variables of a GitHub Actions job get. */
export interface GithubSinkConfig {
  /** Name that the consumer key gets. */
  readonly key: string;
  /** Name that the consumer secret gets, masked in the log. */
  readonly secret: string;
}

/** Where key and secret go: exactly one of four kinds. */
export type SinkConfig =
  | {
      /** Path of a file that only its owner can read. */
      readonly file: string;
      /** Format of the file. Default: `json`. */
      readonly format?: 'json' | 'dotenv' | undefined;
      /** A program and its arguments that prints key and secret as the consumer has them, as JSON; `eca verify` then proves that pair and asks the org for none. */
      readonly read?: readonly string[] | undefined;
    }
  | {
      /** A program and its arguments, run without a shell; it gets JSON with app, org, key and secret as input. */
      readonly command: readonly string[];
      /** A program and its arguments that prints key and secret as the consumer has them, as JSON; `eca verify` then proves that pair and asks the org for none. */
      readonly read?: readonly string[] | undefined;
    }
  | {
      /** Outputs and variables of the running GitHub Actions job. */
      readonly github: GithubSinkConfig;
      /** A program and its arguments that prints key and secret as the consumer has them, as JSON; `eca verify` then proves that pair and asks the org for none. */
      readonly read?: readonly string[] | undefined;
    }
  | {
      /** A program and its arguments, with key and secret in its environment variables. */
      readonly exec: readonly string[];
      /** A program and its arguments that prints key and secret as the consumer has them, as JSON; `eca verify` then proves that pair and asks the org for none. */
      readonly read?: readonly string[] | undefined;
    };

/** The user that is made where the run-as user is missing. */
export interface RunAsCreateConfig {
  /** Name of its profile. */
  readonly profile: string;
  /** API names of the permission sets that it gets, beside those of `assign`. */
  readonly permissionSets?: readonly string[] | undefined;
}

/** What `eca refresh` does about a run-as user that the org does not have. */
export interface RunAsConfig {
  /** Makes the user. */
  readonly create?: RunAsCreateConfig | undefined;
}

/** A range of IPv4 or IPv6 addresses, both ends included. */
export interface IpRangeConfig {
  /** What the range is. */
  readonly description?: string | undefined;
  /** First address, IPv4 or IPv6. */
  readonly startIpAddress: string;
  /** Last address. */
  readonly endIpAddress: string;
}

/** Full names of an app's parts, where they differ from the defaults. */
export interface PartNames {
  /** Default: `<App>_glbloauth`. */
  readonly ExtlClntAppGlobalOauthSettings?: string | undefined;
  /** Default: `<App>_oauth`. */
  readonly ExtlClntAppOauthSettings?: string | undefined;
  /** Default: `<App>_oauthSecurity`. */
  readonly ExtlClntAppOauthSecuritySettings?: string | undefined;
  /** Default: `<App>_mobile`. */
  readonly ExtlClntAppMobileSettings?: string | undefined;
  /** Default: `<App>_push`. */
  readonly ExtlClntAppPushSettings?: string | undefined;
  /** Default: `<App>_notifications`. */
  readonly ExtlClntAppNotificationSettings?: string | undefined;
  /** Default: `<App>_canvasSettings`. */
  readonly ExtlClntAppCanvasSettings?: string | undefined;
  /** Default: `<App>_attest`. */
  readonly ExtlClntAppAttestSettings?: string | undefined;
  /** Default: `<App>_defaultPolicy`. */
  readonly ExtlClntAppConfigurablePolicies?: string | undefined;
  /** Default: `<App>_oauth_defaultPolicy`. */
  readonly ExtlClntAppOauthConfigurablePolicies?: string | undefined;
  /** Default: `<App>_mobile_defaultPolicy`. */
  readonly ExtlClntAppMobileConfigurablePolicies?: string | undefined;
  /** Default: `<App>_push_defaultPolicy`. */
  readonly ExtlClntAppPushConfigurablePolicies?: string | undefined;
  /** Default: `<App>_saml_defaultPolicy`. */
  readonly ExtlClntAppSamlConfigurablePolicies?: string | undefined;
  /** Default: `<App>_attest_defaultPolicy`. */
  readonly ExtlClntAppAttestConfigurablePolicies?: string | undefined;
}

/** Checks that `verify` makes beside the standing ones. */
export interface VerifyConfig {
  /** SOQL that must answer with the token. Needs the scope `api`. */
  readonly query?: string | undefined;
  /** Object accesses that the run-as user must have, by object. Checked by describe; no record is touched. */
  readonly access?: Readonly<Record<string, readonly ('create' | 'read' | 'update' | 'delete')[]>> | undefined;
  /** Scopes that the token must carry. Default: the scopes of the app without those that the flow drops. */
  readonly expectScopes?: readonly string[] | undefined;
  /** A callout through `namedCredential` that must be answered, made by anonymous Apex in the consuming org. A path, or `true` for `/services/data/`. */
  readonly callout?: true | string | undefined;
  /** From where the consumers call. With `elsewhere`, a refusal for the address or the hour of this machine, such as one of CI, says nothing of theirs. Default: `here`. */
  readonly from?: 'here' | 'elsewhere' | undefined;
}

/** The consuming side: an External Credential and a Named Credential that use the app. */
export interface NamedCredentialConfig {
  /** Developer name of the Named Credential. */
  readonly name: string;
  /** Label in Setup. Default: the name. */
  readonly label?: string | undefined;
  /** Base URL of the callouts, https. */
  readonly url: string;
  /** Developer name of the External Credential. Default: the name. */
  readonly externalCredential?: string | undefined;
  /** Name of the principal that holds key and secret. Default: `Integration`. */
  readonly principal?: string | undefined;
  /** Permission set that gets access to the principal. */
  readonly permissionSet?: string | undefined;
  /** Usernames in the calling org that get the permission set, so that they may call. Default: nobody. */
  readonly assign?: readonly string[] | undefined;
  /** Scopes to ask for, separated by spaces. Default: none are asked for. */
  readonly scope?: string | undefined;
  /** Where key and secret travel: in the Authorization header, or in the body. Default: `ClientCredentialsClientSecretBasic`. */
  readonly variant?: 'ClientCredentialsClientSecretBasic' | 'ClientCredentialsClientSecret' | undefined;
  /** Consuming org, if it is another one: alias or username. */
  readonly targetOrg?: string | undefined;
  /** Sends the token with each callout. Default: `true`. */
  readonly generateAuthorizationHeader?: boolean | undefined;
  /** Allows formulas in headers. Default: `false`. */
  readonly allowMergeFieldsInHeader?: boolean | undefined;
  /** Allows formulas in bodies. Default: `false`. */
  readonly allowMergeFieldsInBody?: boolean | undefined;
}

/** Key and secret that an app is created with, instead of those that the org would make up. */
export interface CredentialsConfig {
  /** Consumer key. No other app of any org may have it. */
  readonly key: string;
  /** Consumer secret, as `${env:NAME}` and nothing else. */
  readonly secret: string;
}

/** One External Client App, as written in the config. */
export interface AppConfig {
  /** Label in Setup. */
  readonly label?: string | undefined;
  /** E-mail address that Salesforce uses to reach the app's admin. */
  readonly contactEmail?: string | undefined;
  /** What the app is for. */
  readonly description?: string | undefined;
  /** Address of an icon, https. */
  readonly iconUrl?: string | undefined;
  /** Address of a logo, https. */
  readonly logoUrl?: string | undefined;
  /** `Local` stays in its org, `Packaged` can go into a second-generation package. Default: `Local`. */
  readonly distribution?: 'Local' | 'Packaged' | undefined;
  /** `subscriber` manages only the policies of an app that a package brought. Default: `owner`. */
  readonly role?: 'owner' | 'subscriber' | undefined;
  /** OAuth scopes, by protocol name (`api`) or metadata name (`Api`). Default: `['api']`. */
  readonly scopes?: readonly string[] | undefined;
  /** Turns the client credentials flow on or off, on the app and on its policy. Default: `true`. */
  readonly clientCredentials?: boolean | undefined;
  /** Username of the user that tokens act as. Required unless `clientCredentials` is false. */
  readonly runAsUser?: string | undefined;
  /** What `eca refresh` does about a run-as user that the org does not have. */
  readonly runAs?: RunAsConfig | undefined;
  /** Callback URLs. Salesforce demands one; the client credentials flow never calls it. Default: `['https://localhost/unused-callback']`. */
  readonly callbackUrls?: readonly string[] | undefined;
  /** `jwt` issues JWT access tokens. The SOAP APIs refuse those below API version 68.0. Default: `opaque`. */
  readonly tokenFormat?: 'opaque' | 'jwt' | undefined;
  /** API names of the permission sets whose holders may use the app. With one, only admin-approved users may. Default: `[]`. */
  readonly permissionSets?: readonly string[] | undefined;
  /** Names of the profiles whose users may use the app. With one, only admin-approved users may. Default: `[]`. */
  readonly profiles?: readonly string[] | undefined;
  /** API names of permission sets to assign to the run-as user before the deploy. Default: `[]`. */
  readonly assign?: readonly string[] | undefined;
  /** Whether tokens are bound to the run-as user's login IP ranges. Default: `Enforce`. */
  readonly ipRelaxation?: 'Enforce' | 'Bypass' | 'Bypass_2factor' | 'Enforce_RelaxRefresh' | undefined;
  /** Ranges that spare users re-authentication. They do not protect the client credentials flow. */
  readonly trustedIpRanges?: readonly IpRangeConfig[] | undefined;
  /** Minutes until an opaque token's session ends. Default: what the org's session settings say. */
  readonly sessionTimeoutMinutes?: number | undefined;
  /** Metadata types of the parts that the app consists of, beside the app itself, where it has not all that the flow needs. Default: every part that the flow needs. */
  readonly parts?:
    | readonly (
        | 'ExtlClntAppGlobalOauthSettings'
        | 'ExtlClntAppOauthSettings'
        | 'ExtlClntAppOauthSecuritySettings'
        | 'ExtlClntAppMobileSettings'
        | 'ExtlClntAppPushSettings'
        | 'ExtlClntAppNotificationSettings'
        | 'ExtlClntAppCanvasSettings'
        | 'ExtlClntAppAttestSettings'
        | 'ExtlClntAppConfigurablePolicies'
        | 'ExtlClntAppOauthConfigurablePolicies'
        | 'ExtlClntAppMobileConfigurablePolicies'
        | 'ExtlClntAppPushConfigurablePolicies'
        | 'ExtlClntAppSamlConfigurablePolicies'
        | 'ExtlClntAppAttestConfigurablePolicies'
      )[]
    | undefined;
  /** Full names of the app's parts, where they differ from the defaults. */
  readonly names?: PartNames | undefined;
  /** Any field of the Metadata API, by type and by its own name; checked for the API version. */
  readonly fields?: Readonly<Record<string, Readonly<Record<string, WrittenFieldValue>>>> | undefined;
  /** Checks that `eca verify` makes beside the standing ones. Default: `{}`. */
  readonly verify?: VerifyConfig | undefined;
  /** The consuming side: an External Credential and a Named Credential that use the app. */
  readonly namedCredential?: NamedCredentialConfig | undefined;
  /** Key and secret that the app is created with, so that its secret never leaves the org. */
  readonly credentials?: CredentialsConfig | undefined;
  /** Where key and secret go. Comes before that of the environment. */
  readonly sink?: SinkConfig | readonly SinkConfig[] | undefined;
}

/** {@link AppConfig} with the keys that its role needs. */
export type CompleteAppConfig = AppConfig &
  ({ readonly label: string; readonly contactEmail: string } | { readonly role: 'subscriber' });

/** Login by a signed JWT: names of environment variables. */
export interface JwtAuthConfig {
  /** Name of the variable that holds the consumer key. */
  readonly clientId: string;
  /** Name of the variable that holds the username. */
  readonly username: string;
  /** Name of the variable that holds the private key itself. */
  readonly key?: string | undefined;
  /** Name of the variable that holds the path of the private key. */
  readonly keyFile?: string | undefined;
}

/** How to log in to an environment's org without `sf`: the names of environment variables. */
export interface AuthConfig {
  /** Name of the variable that holds an sfdx auth URL. */
  readonly sfdxAuthUrl?: string | undefined;
  /** Name of the variable that holds an access token. Needs `instanceUrl`. */
  readonly accessToken?: string | undefined;
  /** Name of the variable that holds the org's URL. */
  readonly instanceUrl?: string | undefined;
  /** Login by a signed JWT. */
  readonly jwt?: JwtAuthConfig | undefined;
}

/** The sandbox that an environment is. */
export interface SandboxConfig {
  /** Alias or username of the production org. */
  readonly production: string;
  /** Name of the sandbox. */
  readonly name: string;
  /** How `eca refresh` logs in to the production org without `sf`: names of environment variables. Comes before `production`. */
  readonly auth?: AuthConfig | undefined;
}

/** A named overlay of the config, usually one org. */
export interface EnvironmentConfig {
  /** Alias or username of the org, as `sf` knows it. */
  readonly targetOrg?: string | undefined;
  /** How to log in without `sf`: names of environment variables, never values. */
  readonly auth?: AuthConfig | undefined;
  /** The sandbox that this environment is, and the production org that it is refreshed from. */
  readonly sandbox?: SandboxConfig | undefined;
  /** Appended to every run-as user that does not end with it already. */
  readonly runAsUserSuffix?: string | undefined;
  /** True asks for the org id before destructive work. Default: `false`. */
  readonly production?: boolean | undefined;
  /** Where key and secret go. Comes before that of the config. */
  readonly sink?: SinkConfig | readonly SinkConfig[] | undefined;
  /** Changes to apps. Maps merge, lists and single values replace, `null` removes. */
  readonly apps?: Readonly<Record<string, Overlay<AppConfig> | null>> | undefined;
}

/** The config as people write it. */
export interface EcaConfig {
  /** Where an editor finds this schema. Not read by `eca`. */
  readonly $schema?: string | undefined;
  /** A config that this one lies over, as a path from the folder of this file. */
  readonly extends?: string | undefined;
  /** API version of what is generated and deployed, in quotes. Default: `66.0`. */
  readonly apiVersion?: string | undefined;
  /** Settings of the whole org. Managed only when they are named here. */
  readonly settings?: SettingsConfig | undefined;
  /** Where key and secret go, unless an environment or app says otherwise. */
  readonly sink?: SinkConfig | readonly SinkConfig[] | undefined;
  /** External Client Apps by developer name. */
  readonly apps: Readonly<Record<string, AppConfig>>;
  /** Overlays by name, usually one for each org. */
  readonly environments?: Readonly<Record<string, EnvironmentConfig>> | undefined;
}

/** The consuming side with defaults applied. */
export interface ResolvedNamedCredential {
  /** Developer name of the Named Credential. */
  readonly name: string;
  /** Label in Setup. */
  readonly label?: string | undefined;
  /** Base URL of the callouts, https. */
  readonly url: string;
  /** Developer name of the External Credential. */
  readonly externalCredential?: string | undefined;
  /** Name of the principal that holds key and secret. */
  readonly principal: string;
  /** Permission set that gets access to the principal. */
  readonly permissionSet?: string | undefined;
  /** Usernames in the calling org that get the permission set, so that they may call. */
  readonly assign?: readonly string[] | undefined;
  /** Scopes to ask for, separated by spaces. */
  readonly scope?: string | undefined;
  /** Where key and secret travel: in the Authorization header, or in the body. */
  readonly variant: 'ClientCredentialsClientSecretBasic' | 'ClientCredentialsClientSecret';
  /** Consuming org, if it is another one: alias or username. */
  readonly targetOrg?: string | undefined;
  /** Sends the token with each callout. */
  readonly generateAuthorizationHeader: boolean;
  /** Allows formulas in headers. */
  readonly allowMergeFieldsInHeader: boolean;
  /** Allows formulas in bodies. */
  readonly allowMergeFieldsInBody: boolean;
}

/** One app with defaults applied. */
export interface ResolvedApp {
  /** Developer name. */
  readonly name: string;
  /** Keys of {@link AppConfig} that the config or the environment wrote. */
  readonly written: ReadonlySet<string>;
  /** Label in Setup. */
  readonly label: string;
  /** E-mail address that Salesforce uses to reach the app's admin. */
  readonly contactEmail?: string | undefined;
  /** What the app is for. */
  readonly description?: string | undefined;
  /** Address of an icon, https. */
  readonly iconUrl?: string | undefined;
  /** Address of a logo, https. */
  readonly logoUrl?: string | undefined;
  /** `Local` stays in its org, `Packaged` can go into a second-generation package. */
  readonly distribution: 'Local' | 'Packaged';
  /** `subscriber` manages only the policies of an app that a package brought. */
  readonly role: 'owner' | 'subscriber';
  /** OAuth scopes, by protocol name (`api`) or metadata name (`Api`). */
  readonly scopes: readonly string[];
  /** Turns the client credentials flow on or off, on the app and on its policy. */
  readonly clientCredentials: boolean;
  /** Username of the user that tokens act as. Required unless `clientCredentials` is false. */
  readonly runAsUser?: string | undefined;
  /** What `eca refresh` does about a run-as user that the org does not have. */
  readonly runAs?: RunAsConfig | undefined;
  /** Callback URLs. Salesforce demands one; the client credentials flow never calls it. */
  readonly callbackUrls: readonly string[];
  /** `jwt` issues JWT access tokens. The SOAP APIs refuse those below API version 68.0. */
  readonly tokenFormat: 'opaque' | 'jwt';
  /** API names of the permission sets whose holders may use the app. With one, only admin-approved users may. */
  readonly permissionSets: readonly string[];
  /** Names of the profiles whose users may use the app. With one, only admin-approved users may. */
  readonly profiles: readonly string[];
  /** API names of permission sets to assign to the run-as user before the deploy. */
  readonly assign: readonly string[];
  /** Whether tokens are bound to the run-as user's login IP ranges. */
  readonly ipRelaxation: 'Enforce' | 'Bypass' | 'Bypass_2factor' | 'Enforce_RelaxRefresh';
  /** Ranges that spare users re-authentication. They do not protect the client credentials flow. */
  readonly trustedIpRanges?: readonly IpRangeConfig[] | undefined;
  /** Minutes until an opaque token's session ends. */
  readonly sessionTimeoutMinutes?: number | undefined;
  /** Metadata types of the parts that the app consists of, beside the app itself, where it has not all that the flow needs. */
  readonly parts?:
    | readonly (
        | 'ExtlClntAppGlobalOauthSettings'
        | 'ExtlClntAppOauthSettings'
        | 'ExtlClntAppOauthSecuritySettings'
        | 'ExtlClntAppMobileSettings'
        | 'ExtlClntAppPushSettings'
        | 'ExtlClntAppNotificationSettings'
        | 'ExtlClntAppCanvasSettings'
        | 'ExtlClntAppAttestSettings'
        | 'ExtlClntAppConfigurablePolicies'
        | 'ExtlClntAppOauthConfigurablePolicies'
        | 'ExtlClntAppMobileConfigurablePolicies'
        | 'ExtlClntAppPushConfigurablePolicies'
        | 'ExtlClntAppSamlConfigurablePolicies'
        | 'ExtlClntAppAttestConfigurablePolicies'
      )[]
    | undefined;
  /** Full names of the app's parts, where they differ from the defaults. */
  readonly names: PartNames;
  /** Any field of the Metadata API, by type and by its own name; checked for the API version. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, ResolvedFieldValue>>>>;
  /** Checks that `eca verify` makes beside the standing ones. */
  readonly verify: VerifyConfig;
  /** The consuming side: an External Credential and a Named Credential that use the app. */
  readonly namedCredential?: NamedCredentialConfig | undefined;
  /** Key and secret that the app is created with, so that its secret never leaves the org. */
  readonly credentials?: { readonly key: string | SecretSource; readonly secret: SecretSource } | undefined;
  /** Where key and secret go. Comes before that of the environment. */
  readonly sink?: SinkConfig | readonly SinkConfig[] | undefined;
}

/** The config with one environment applied, defaults filled in, and every rule checked. */
export interface ResolvedConfig {
  /** True when the config itself names the version. */
  readonly apiVersionWritten: boolean;
  /** Name of the environment that was applied. */
  readonly environment?: string | undefined;
  /** Names of the variables that `auth` of any environment takes logins from; absent where there are none. */
  readonly loginVariables?: readonly string[] | undefined;
  /** API version of what is generated and deployed, in quotes. */
  readonly apiVersion: string;
  /** Settings of the whole org. Managed only when they are named here. */
  readonly settings: Readonly<Record<string, boolean>>;
  /** External Client Apps by developer name. */
  readonly apps: readonly ResolvedApp[];
  /** Alias or username of the org, as `sf` knows it. */
  readonly targetOrg?: string | undefined;
  /** How to log in without `sf`: names of environment variables, never values. */
  readonly auth?: AuthConfig | undefined;
  /** The sandbox that this environment is, and the production org that it is refreshed from. */
  readonly sandbox?: SandboxConfig | undefined;
  /** True asks for the org id before destructive work. */
  readonly production: boolean;
}
