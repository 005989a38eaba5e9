import type { ProblemKind } from './problem-kinds.js';

/** Exit codes of the command line, a closed list. */
export const EXIT = {
  done: 0,
  failed: 1,
  differences: 2,
  notProven: 3,
  usage: 4,
  stillRunning: 69,
  hangup: 129,
  interrupted: 130,
  quit: 131,
  outputClosed: 141,
  terminated: 143,
} as const;

/** One of the values of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Every error this tool ends with: its name, when it is raised, and the exit code it leads to. */
export const ERRORS = {
  /** The command line itself is wrong: unknown command or flag, missing argument, flags that exclude each other. */
  UsageError: EXIT.usage,
  /** The Node.js that runs the tool is older than it needs. */
  RuntimeTooOldError: EXIT.usage,
  /** No config file was found, or the named one cannot be read. */
  ConfigNotFoundError: EXIT.usage,
  /** The config file is not well-formed YAML or JSON, or a TypeScript or JavaScript config threw. */
  ConfigUnreadableError: EXIT.usage,
  /** The config was read and breaks rules; `problems` lists all of them. */
  ConfigInvalidError: EXIT.usage,
  /** Something of what is imported cannot be said in a config; `data.unsaid` lists it with its values. */
  ImportIncompleteError: EXIT.usage,
  /** Existing metadata source breaks rules; `problems` lists all of them. */
  SourceInvalidError: EXIT.usage,
  /** A file or folder could not be written or replaced. */
  WriteFailedError: EXIT.usage,
  /** No org was named, or the alias or username is not one that `sf` or the environment knows. */
  TargetOrgNotFoundError: EXIT.usage,
  /** The org is not the sandbox that the environment is pinned to: production, another sandbox, or one that does not say which it is. */
  WrongOrgError: EXIT.usage,
  /** No login to a sandbox works after its refresh; `data.attempts` tells each that was tried, and why it cannot work. */
  NoLoginError: EXIT.failed,
  /** The sandbox is still being copied, or waits to be activated: until then the old one answers under its name. */
  NotRefreshedYetError: EXIT.stillRunning,
  /** `--expect-refreshed` was given, and the sandbox is the one that the last run left. */
  NothingRefreshedError: EXIT.failed,
  /** Stored or given credentials for the org are incomplete or malformed. */
  OrgAuthInvalidError: EXIT.usage,
  /** The org did not answer: refused, reset, timed out, or the host is unknown. */
  OrgUnreachableError: EXIT.failed,
  /** The org refused the session: expired, revoked, or of a kind that this call does not take. */
  SessionExpiredError: EXIT.failed,
  /** The org answered with an error to a request that should have worked. */
  OrgRequestFailedError: EXIT.failed,
  /** An answer leads to another host: a redirect, an endpoint, an instance URL, a next page. Nothing was sent there. */
  ForeignHostError: EXIT.failed,
  /** Something answered, and not with what was asked for: another status, type or shape, too much, or the same page again. */
  UnexpectedAnswerError: EXIT.failed,
  /** The org does not offer the API version, or what is deployed needs a newer one. */
  ApiVersionUnsupportedError: EXIT.usage,
  /** The config names a part of an app otherwise than the org does, and Salesforce does not rename it. */
  PartNameConflictError: EXIT.usage,
  /** The file of a plan that was to be deployed cannot be read, or is none. */
  PlanFileInvalidError: EXIT.usage,
  /** What would be deployed is not what the plan says that was to be deployed. */
  PlanOutdatedError: EXIT.usage,
  /** No user of the org has the username of the run-as user. */
  RunAsUserNotFoundError: EXIT.failed,
  /** The run-as user exists, but cannot act: inactive or frozen. */
  RunAsUserInactiveError: EXIT.failed,
  /** A user that `namedCredential.assign` names is not in the calling org, or cannot act: inactive or frozen. */
  CallingUserError: EXIT.failed,
  /** Several users of the org could be the run-as user, whose name a refresh altered. */
  RunAsUserAmbiguousError: EXIT.failed,
  /** Permission sets or profiles that the config names are not in the org. */
  AccessNotFoundError: EXIT.failed,
  /** The deploying user lacks a permission without which nothing can be deployed. */
  DeployingUserError: EXIT.failed,
  /** The org refused to assign a permission set or a permission set licence. */
  AssignmentFailedError: EXIT.failed,
  /** The session is logged in with the very app that would be changed or deleted. */
  SessionAppError: EXIT.usage,
  /** An app that would be removed and made anew came from a Connected App, which would come back to life and hold its name. */
  ConnectedAppRevivesError: EXIT.failed,
  /** A deploy would lose a value that the config does not name and that cannot be read from the org. */
  UnreadableValueError: EXIT.usage,
  /** Checks before the deploy found several things that would make it fail. */
  PreflightFailedError: EXIT.failed,
  /** The org rejected components; `failures` lists them. */
  DeployFailedError: EXIT.failed,
  /** The deploy was canceled in the org. */
  DeployCanceledError: EXIT.failed,
  /** The deploy still runs after `--wait`; the message names the command that resumes. */
  DeployTimeoutError: EXIT.stillRunning,
  /** The question was answered with no, or with another org id; nothing was touched. */
  NotConfirmedError: EXIT.usage,
  /** No run is known that could be resumed. */
  NothingToResumeError: EXIT.usage,
  /** The org kept something of an app that was to be deleted. */
  NotDeletedError: EXIT.failed,
  /** The answer to a deploy request was lost, and the deploy could not be found again. */
  DeployLostError: EXIT.failed,
  /** The org has no app of this name to read credentials from or to verify. */
  AppNotFoundError: EXIT.failed,
  /** The org has the app, and parts that every app has are gone, as after a refresh. */
  AppIncompleteError: EXIT.failed,
  /** The org has the app as a copy whose links name another org: its key and secret are that org's until proven otherwise. */
  ForeignAppError: EXIT.failed,
  /** The org keeps consumer secrets from its REST API. */
  CredentialsUnavailableError: EXIT.notProven,
  /** Reading or writing the place that takes key and secret failed. */
  SinkFailedError: EXIT.failed,
  /** Another run on this machine works on the credentials of the same org, and did not end in time. */
  OrgBusyError: EXIT.failed,
  /** Two environments of one run would change the same org. */
  OrgConflictError: EXIT.failed,
  /** A report of a run before is not there whole, or is none. */
  ReportUnreadableError: EXIT.usage,
  /** A report of a run before is of another verb, config or way to run it than this one. */
  ReportMismatchError: EXIT.usage,
  /** The org-wide switch that was turned on for the moment could not be turned off again. */
  SecretAccessNotRestoredError: EXIT.failed,
  /** Something else is staged or rotated for the app, and this tool does not overwrite it. */
  RotationConflictError: EXIT.failed,
  /** A rotation stopped after the new pair began to count; running it again goes on. */
  RotationUnfinishedError: EXIT.notProven,
  /** The session that runs the tool comes from the app whose credentials were to be changed. */
  OwnSessionError: EXIT.usage,
  /** The org gave no token for key and secret; `data.diagnosis` says why. */
  TokenRefusedError: EXIT.failed,
  /** The local org could not start. */
  LocalOrgStartError: EXIT.usage,
  /** The time of `--wait` was over, and nothing of this run still runs in the org. */
  WaitOverError: EXIT.failed,
  /** A deploy was taken, and the time of `--wait` was over before it was read back and proven. */
  DeployNotProvenError: EXIT.notProven,
  /** Standard output could not be written, such as to a disk that is full. */
  OutputFailedError: EXIT.failed,
  /** Interrupted from the keyboard (Ctrl-C). */
  InterruptedError: EXIT.interrupted,
  /** Ended because its terminal was closed. */
  HangupError: EXIT.hangup,
  /** Ended from the keyboard (Ctrl-\). */
  QuitError: EXIT.quit,
  /** Whoever read standard output has closed it; nothing is said of it. */
  OutputClosedError: EXIT.outputClosed,
  /** Ended by a termination signal. */
  TerminatedError: EXIT.terminated,
  /** A defect of this tool; please report it. */
  InternalError: EXIT.failed,
} as const satisfies Record<string, ExitCode>;

/** Name of an error of the closed list {@link ERRORS}. */
export type ErrorName = keyof typeof ERRORS;

/**
 * How much a problem weighs. An `error` would be refused, or not work. A `warning` works somewhere and fails or misleads
 * elsewhere. A `note` only says what could not be judged.
 */
export type ProblemLevel = 'error' | 'warning' | 'note';

/** One thing that is wrong with what the user wrote, and how to put it right. */
export interface Problem {
  readonly level: ProblemLevel;
  /** File that holds the value, as the user would type it; absent when it came from a flag. */
  readonly file?: string | undefined;
  /** Line, counted from 1. */
  readonly line?: number | undefined;
  /** Column, counted from 1. */
  readonly column?: number | undefined;
  /** Where in the config or component, such as `apps.Billing_Sync.scopes[1]`. */
  readonly path: string;
  /** What is wrong, with the value. */
  readonly message: string;
  /** What to do next. */
  readonly action: string;
  /** Which kind of problem it is; absent where the problem is that of a run, not of what was written. */
  readonly kind?: ProblemKind | undefined;
}

/** A problem whose level may be left out, since it is the reason of an error. */
export type UnratedProblem = Omit<Problem, 'level'> & { readonly level?: ProblemLevel | undefined };

/** What an {@link EcaError} is made of. */
export interface EcaErrorOptions {
  readonly name: ErrorName;
  /** What is wrong, where, with which value. */
  readonly message: string;
  /** What to do next, at least one. */
  readonly actions: readonly [string, ...string[]];
  readonly cause?: unknown;
  /** All problems of bad input, reported at once. The level is `error` where none is given. */
  readonly problems?: readonly UnratedProblem[] | undefined;
  /** More values for `--json`, free of secrets. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** An error with a name of the closed list, a message and the next step. */
export class EcaError extends Error {
  override readonly name: ErrorName;
  readonly actions: readonly string[];
  readonly problems: readonly Problem[];
  readonly data: Readonly<Record<string, unknown>>;

  constructor(options: EcaErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = options.name;
    this.actions = options.actions;
    this.problems = (options.problems ?? []).map(({ level = 'error', ...rest }) => ({ level, ...rest }));
    this.data = options.data ?? {};
  }

  /** Exit code of the command line for this error. */
  get exitCode(): ExitCode {
    return ERRORS[this.name];
  }
}
