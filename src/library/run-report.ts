/** What a run did in each environment, and what it proved, as `run.json` says it. It holds no secrets. */
export interface RunReport {
  /** Version of this format. */
  readonly format: 1;
  readonly tool: RunTool;
  /** The command, such as `deploy` or `credentials rotate`. */
  readonly verb: string;
  /** SHA-256 of the written config; where it could not be read, of `null`. */
  readonly configDigest: string;
  /** SHA-256 of the flags that decide what is done. */
  readonly optionsDigest: string;
  /** When the run began, ISO 8601. */
  readonly started: string;
  /** When it ended, ISO 8601; a run that was killed has none. */
  readonly ended?: string | undefined;
  /** Exit code of the run; a run that was killed has none. */
  readonly exitCode?: number | undefined;
  /** What the CI system tells of the run. */
  readonly ci?: RunCi | undefined;
  /** In the order of the run. */
  readonly environments: readonly ReportedEnvironment[];
  /** Reports that were not joined, or not whole. */
  readonly problems?: readonly RunReportProblem[] | undefined;
}

/** The tool that ran. */
export interface RunTool {
  readonly name: 'eca-as-code';
  readonly version: string;
}

/** What a CI system tells of a run. */
export interface RunCi {
  readonly system: 'github' | 'gitlab' | 'azure' | 'jenkins';
  /** Who started the run, as the CI system calls them. */
  readonly actor?: string | undefined;
  /** Commit that was checked out. */
  readonly commit?: string | undefined;
  /** Page of the run. */
  readonly runUrl?: string | undefined;
}

/** A report that was not joined, or not whole. */
export interface RunReportProblem {
  readonly file: string;
  /** `error` where something of it is not known, and the whole has failed. */
  readonly level: 'error' | 'warning';
  readonly message: string;
}

/** What is known of one environment of a run. */
export interface ReportedEnvironment {
  /** Name of the environment; the target org, where none was chosen. */
  readonly name: string;
  /** How far it came. A run that was killed leaves `waiting` and `running`; `skipped` was done by a run before. */
  readonly status: 'waiting' | 'running' | 'ended' | 'skipped';
  /** Whether all was done and proven. */
  readonly ok: boolean;
  /** Exit code that this environment alone would have had. */
  readonly exitCode?: number | undefined;
  /** When it began, ISO 8601. */
  readonly started?: string | undefined;
  /** Milliseconds from its begin to its end. */
  readonly ms?: number | undefined;
  /** The org, once the login had told. */
  readonly org?: ReportedOrg | undefined;
  /** Changes that were made, or that a plan shows. */
  readonly changes?: number | undefined;
  /** The changes, field by field. Secrets stand as `[secret]`. */
  readonly changed?: readonly ReportedChange[] | undefined;
  readonly deploy?: ReportedDeploy | undefined;
  /** Deploys to other orgs that call the apps. */
  readonly consumers?: readonly ReportedConsumer[] | undefined;
  /** What the org was found to have after it, or without it. */
  readonly readBack?: ReportedReadBack | undefined;
  /** What it was made from. */
  readonly digests?: ReportedDigests | undefined;
  /** The apps of the config that run the client credentials flow. */
  readonly apps?: readonly ReportedApp[] | undefined;
  /** What was found of org, users and permissions. */
  readonly findings?: readonly ReportedFinding[] | undefined;
  /** What was proven, app by app. */
  readonly proofs: readonly ReportedProof[];
  /** Why it is not done, in one line. */
  readonly cause?: string | undefined;
  /** The error that ended it. */
  readonly error?: ReportedFailure | undefined;
  /** The run that did it, where the reports of several were joined. */
  readonly of?: ReportedSource | undefined;
}

/** The org of an environment. */
export interface ReportedOrg {
  /** 18 characters. */
  readonly id: string;
  /** Name in Company Information. */
  readonly name: string;
  readonly instanceUrl: string;
  readonly isSandbox: boolean;
}

/** One component that was changed, or would be. */
export interface ReportedChange {
  readonly action: 'create' | 'update' | 'assign' | 'delete';
  /** Calling org where it is done, as the config calls it; absent in the org of the environment. */
  readonly org?: string | undefined;
  readonly app?: string | undefined;
  readonly type: string;
  readonly fullName: string;
  /** Fields that change, with the value in the org and the one that the config asks for. */
  readonly fields: readonly {
    readonly path: string;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
  }[];
}

/** One deploy. */
export interface ReportedDeploy {
  readonly id: string;
  /** What became of it, in the words of Salesforce. */
  readonly status: string;
  /** Components in it. */
  readonly components: number;
  /** Set for a dry run, which changed nothing. */
  readonly checkOnly?: true | undefined;
  /** Milliseconds from sending to done. */
  readonly ms: number;
}

/** A deploy to another org that calls the apps. */
export interface ReportedConsumer extends ReportedDeploy {
  /** The calling org, as the config calls it. */
  readonly org: string;
}

/** Whether an org has what the config asks for. */
export interface ReportedReadBack {
  readonly inSync: boolean;
  readonly differences: readonly {
    readonly app?: string | undefined;
    readonly type: string;
    readonly fullName: string;
    readonly path: string;
    /** What the config asks for. */
    readonly wanted?: string | undefined;
    /** What the org has. */
    readonly got?: string | undefined;
  }[];
}

/** What a run was made from, as SHA-256, secrets aside. */
export interface ReportedDigests {
  /** Of the config with its environment applied. */
  readonly config: string;
  /** Of the components that were sent. */
  readonly package?: string | undefined;
}

/** An app as the config has it. */
export interface ReportedApp {
  readonly name: string;
  readonly runAsUser?: string | undefined;
  readonly tokenFormat: 'opaque' | 'jwt';
  readonly scopes: readonly string[];
  readonly apiVersion: string;
  readonly namedCredential?:
    | {
        readonly name: string;
        readonly externalCredential: string;
        readonly url: string;
        /** Consuming org, where it is another one. */
        readonly targetOrg?: string | undefined;
      }
    | undefined;
}

/** One thing that was found of an org. */
export interface ReportedFinding {
  readonly name: string;
  /** App that it concerns; absent for the org. */
  readonly app?: string | undefined;
  /** `unknown` could not be asked, and does not count against anything. */
  readonly level: 'ok' | 'warning' | 'blocker' | 'unknown';
  readonly detail: string;
  readonly action?: string | undefined;
}

/** What was proven of one app. */
export interface ReportedProof {
  readonly app: string;
  readonly ok: boolean;
  /** Set where the org refused this machine only: nothing is proven, and nothing failed. */
  readonly unknown?: true | undefined;
  readonly tokenEndpoint: string;
  readonly checks: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly unknown?: true | undefined;
    readonly ms: number;
    readonly detail: string;
  }[];
  /** The one thing that is wrong. */
  readonly diagnosis?: { readonly layer: string; readonly evidence: string; readonly fix: string } | undefined;
  /** What the token says, without the token. */
  readonly token?: ReportedToken | undefined;
  /** The user whom the token stands for. */
  readonly runAs?:
    | {
        readonly username?: string | undefined;
        /** Permissions that reach beyond single objects, of those that are asked for. */
        readonly broadPermissions?: readonly string[] | undefined;
        /** Why the permissions are not known. */
        readonly unknown?: string | undefined;
      }
    | undefined;
}

/** What a token says of itself. */
export interface ReportedToken {
  readonly format: 'opaque' | 'jwt';
  readonly orgId?: string | undefined;
  readonly userId?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  /** ISO 8601 by the clock of the org. */
  readonly issued?: string | undefined;
  /** Claims of a token that is a JWT. */
  readonly claims?: Readonly<Record<string, string>> | undefined;
}

/** The error that ended an environment. */
export interface ReportedFailure {
  /** Name of the error, from a closed list. */
  readonly name: string;
  readonly message: string;
  readonly actions: readonly string[];
}

/** The run that an environment of a joined report comes from. */
export interface ReportedSource {
  /** The report that it stands in. */
  readonly file: string;
  readonly tool: RunTool;
  readonly verb: string;
  readonly started: string;
  readonly ended?: string | undefined;
  readonly ci?: RunCi | undefined;
}
