import type { ProblemKind } from './problem-kinds.js';

/** Exit codes of the command line, a closed list. */
export const EXIT = {
  /** Done. */
  done: 0,
  /** Failed: a deploy, `verify` alone, an org that says no. */
  failed: 1,
  /** Differences: `plan --exit-code`, `generate --check`, or a file that `init` or `import` left as it was. */
  differences: 2,
  /** Deployed, but not proven (verify or read-back); key and secret could not be read; a rotation that is not finished. */
  notProven: 3,
  /** Config, usage or runtime is wrong; nothing was touched. */
  usage: 4,
  /** A deploy may still run after `--wait`, or a sandbox is not refreshed yet; the message says how to go on. */
  stillRunning: 69,
  /** Ended by SIGHUP: the terminal was closed. */
  hangup: 129,
  /** Ended by Ctrl-C (SIGINT). */
  interrupted: 130,
  /** Ended by SIGQUIT. */
  quit: 131,
  /** The reader of standard output has gone. */
  outputClosed: 141,
  /** Ended by SIGTERM. */
  terminated: 143,
} as const;

/** One of the values of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * Every error this tool ends with: its name, the exit code that it leads to, and in the comment its cause and its fix.
 * docs/errors.md is made from this table and its comments by `npm run generate`.
 */
export const ERRORS = {
  /**
   * The command line itself is wrong: unknown command or flag, missing argument, flags that exclude each other.
   *
   * Fix: see `eca COMMAND --help`; where one command or flag was nearly right, the message names it.
   */
  UsageError: EXIT.usage,
  /**
   * The Node.js that runs the tool is older than it needs.
   *
   * Fix: run `npx -p node@22 -p eca-as-code eca`, or install Node.js 22.19 or newer.
   */
  RuntimeTooOldError: EXIT.usage,
  /**
   * No config file was found, or the named one cannot be read.
   *
   * Fix: write one by `eca init`, change to the folder of your project, or name the file by `--config`.
   */
  ConfigNotFoundError: EXIT.usage,
  /**
   * The config file is not well-formed YAML or JSON, or a TypeScript or JavaScript config threw.
   *
   * Fix: correct the place that the message names; a script config is run by itself with `node` to see its own
   * error.
   */
  ConfigUnreadableError: EXIT.usage,
  /**
   * The config was read and breaks rules; `problems` lists all of them.
   *
   * Fix: correct each problem at its line; `eca validate` shows all of them without an org.
   */
  ConfigInvalidError: EXIT.usage,
  /**
   * Something of what is imported cannot be said in a config; `data.unsaid` lists it with its values.
   *
   * Fix: read what is listed; `--force` writes the rest of the config without it.
   */
  ImportIncompleteError: EXIT.usage,
  /**
   * Existing metadata source breaks rules; `problems` lists all of them.
   *
   * Fix: correct the files that are named; `eca validate --source-dir force-app` shows everything that is wrong.
   */
  SourceInvalidError: EXIT.usage,
  /**
   * A file or folder could not be written or replaced.
   *
   * Fix: give this user the right to write there, free space, or name another place.
   */
  WriteFailedError: EXIT.usage,
  /**
   * No org was named, or the alias or username is not one that `sf` or the environment knows.
   *
   * Fix: log in by `sf org login web --alias ALIAS`, and name that alias by `-o` or as `targetOrg`.
   */
  TargetOrgNotFoundError: EXIT.usage,
  /**
   * The org is not the sandbox that the environment is pinned to: production, another sandbox, or one that does not
   * say which it is.
   *
   * Fix: log in to the sandbox that is named, or correct `sandbox.name` of the environment.
   */
  WrongOrgError: EXIT.usage,
  /**
   * No login to a sandbox works after its refresh; `data.attempts` tells each that was tried, and why it cannot
   * work.
   *
   * Fix: read each attempt; give the environment an `auth` that survives a refresh (docs/refresh.md).
   */
  NoLoginError: EXIT.failed,
  /**
   * The sandbox is still being copied, or waits to be activated: until then the old one answers under its name.
   *
   * Fix: wait, activate the sandbox in Setup of production if it waits for that, and run the command again.
   */
  NotRefreshedYetError: EXIT.stillRunning,
  /**
   * `--expect-refreshed` was given, and the sandbox is the one that the last run left.
   *
   * Fix: refresh the sandbox first, or leave `--expect-refreshed` out.
   */
  NothingRefreshedError: EXIT.failed,
  /**
   * Stored or given credentials for the org are incomplete or malformed.
   *
   * Fix: set what is missing, or log in again: `sf org logout`, then `sf org login web`.
   */
  OrgAuthInvalidError: EXIT.usage,
  /**
   * The org did not answer: refused, reset, timed out, or the host is unknown.
   *
   * Fix: check host name, network, VPN and proxy (`HTTPS_PROXY`, `NO_PROXY`), then run the command again.
   */
  OrgUnreachableError: EXIT.failed,
  /**
   * The org refused the session: expired, revoked, or of a kind that this call does not take.
   *
   * Fix: log in again by `sf org login web --alias ALIAS`, or give the job a new login.
   */
  SessionExpiredError: EXIT.failed,
  /**
   * The org answered with an error to a request that should have worked.
   *
   * Fix: read what the org said: a permission may be missing (`eca doctor`), or a limit be reached; then run the
   * command again.
   */
  OrgRequestFailedError: EXIT.failed,
  /**
   * An answer leads to another host: a redirect, an endpoint, an instance URL, a next page. Nothing was sent there.
   *
   * Fix: if the other host is the one you mean, write it where the first one stands: the message shows both.
   */
  ForeignHostError: EXIT.failed,
  /**
   * Something answered, and not with what was asked for: another status, type or shape, too much, or the same page
   * again.
   *
   * Fix: check host and proxy: something else than the org may have answered. If it was the org, try again in some
   * minutes.
   */
  UnexpectedAnswerError: EXIT.failed,
  /**
   * The org does not offer the API version, or what is deployed needs a newer one.
   *
   * Fix: set `apiVersion` (or `--api-version`) to one that the org offers; the message names it.
   */
  ApiVersionUnsupportedError: EXIT.usage,
  /**
   * The config names a part of an app otherwise than the org does, and Salesforce does not rename it.
   *
   * Fix: take the name out of `names` of the app, or set it to the one that the org has.
   */
  PartNameConflictError: EXIT.usage,
  /**
   * The file of a plan that was to be deployed cannot be read, or is none.
   *
   * Fix: make the plan anew by `eca plan --out FILE`.
   */
  PlanFileInvalidError: EXIT.usage,
  /**
   * What would be deployed is not what the plan says that was to be deployed.
   *
   * Fix: look at a new plan, `eca plan --out FILE`, and have that one approved.
   */
  PlanOutdatedError: EXIT.usage,
  /**
   * No user of the org has the username of the run-as user.
   *
   * Fix: create the user, or correct `runAsUser` or `runAsUserSuffix`.
   */
  RunAsUserNotFoundError: EXIT.failed,
  /**
   * The run-as user exists, but cannot act: inactive or frozen.
   *
   * Fix: activate or unfreeze the user in Setup, Users; after a refresh `eca refresh --unfreeze` does so.
   */
  RunAsUserInactiveError: EXIT.failed,
  /**
   * A user that `namedCredential.assign` names is not in the calling org, or cannot act: inactive or frozen.
   *
   * Fix: correct `namedCredential.assign`, or activate or unfreeze that user.
   */
  CallingUserError: EXIT.failed,
  /**
   * Several users of the org could be the run-as user, whose name a refresh altered.
   *
   * Fix: write the right one as `runAsUser` of the app in that environment.
   */
  RunAsUserAmbiguousError: EXIT.failed,
  /**
   * Permission sets or profiles that the config names are not in the org.
   *
   * Fix: deploy the permission sets and profiles to the org first, or correct their names in the config.
   */
  AccessNotFoundError: EXIT.failed,
  /**
   * The deploying user lacks a permission without which nothing can be deployed.
   *
   * Fix: assign the permission set for deployments to that user (docs/permissions.md).
   */
  DeployingUserError: EXIT.failed,
  /**
   * The org refused to assign a permission set or a permission set licence.
   *
   * Fix: assign it by hand in Setup, or take it out of `assign`; a licence may be missing. Then run the command
   * again.
   */
  AssignmentFailedError: EXIT.failed,
  /**
   * The session is logged in with the very app that would be changed or deleted.
   *
   * Fix: log in with another app, such as by `sf org login web`, or leave that app out by `--app`.
   */
  SessionAppError: EXIT.usage,
  /**
   * An app that would be removed and made anew came from a Connected App, which would come back to life and hold its
   * name.
   *
   * Fix: delete the External Client App and then the Connected App of that name in Setup, and run the command again.
   */
  ConnectedAppRevivesError: EXIT.failed,
  /**
   * A deploy would lose a value that the config does not name and that cannot be read from the org.
   *
   * Fix: name the field in the config, with the secret as `${env:NAME}`; or take out what changes that component.
   */
  UnreadableValueError: EXIT.usage,
  /**
   * Checks before the deploy found several things that would make it fail.
   *
   * Fix: put right each of the things that are listed; `eca doctor` shows them without a deploy.
   */
  PreflightFailedError: EXIT.failed,
  /**
   * The org rejected components; `failures` lists them.
   *
   * Fix: correct what the org says of each component; `eca deploy --dry-run` checks without changing.
   */
  DeployFailedError: EXIT.failed,
  /**
   * The deploy was canceled in the org.
   *
   * Fix: ask who canceled it (Setup, Deployment Status), then run the command again.
   */
  DeployCanceledError: EXIT.failed,
  /**
   * The deploy still runs after `--wait`; the message names the command that resumes.
   *
   * Fix: run `eca deploy resume`, or the command again with more minutes for `--wait`.
   */
  DeployTimeoutError: EXIT.stillRunning,
  /**
   * The question was answered with no, or with another org id; nothing was touched.
   *
   * Fix: answer the question; without a terminal give `--yes`, and for production `--yes-org-id ID`.
   */
  NotConfirmedError: EXIT.usage,
  /**
   * No run is known that could be resumed.
   *
   * Fix: run the command without `--resume` or `resume`: it compares with the org and does what is missing.
   */
  NothingToResumeError: EXIT.usage,
  /**
   * The org kept something of an app that was to be deleted.
   *
   * Fix: see what is left in Setup, External Client App Manager, and run the command again.
   */
  NotDeletedError: EXIT.failed,
  /**
   * The answer to a deploy request was lost, and the deploy could not be found again.
   *
   * Fix: run the command again: it compares with the org first and deploys only what is missing.
   */
  DeployLostError: EXIT.failed,
  /**
   * The org has no app of this name to read credentials from or to verify.
   *
   * Fix: deploy the app first, or correct its name in the config or after `--app`.
   */
  AppNotFoundError: EXIT.failed,
  /**
   * The org has the app, and parts that every app has are gone, as after a refresh.
   *
   * Fix: run `eca deploy` for that app, or `eca refresh` after a refresh; key and secret will be new.
   */
  AppIncompleteError: EXIT.failed,
  /**
   * The org has the app as a copy whose links name another org: its key and secret are that org's until proven
   * otherwise.
   *
   * Fix: run `eca refresh` with the environment of the sandbox: it makes the app anew with a pair of its own.
   */
  ForeignAppError: EXIT.failed,
  /**
   * The org keeps consumer secrets from its REST API.
   *
   * Fix: switch the setting on in Setup, or give `--allow-secret-access`; the user needs "View Client Secret"
   * (docs/permissions.md).
   */
  CredentialsUnavailableError: EXIT.notProven,
  /**
   * Reading or writing the place that takes key and secret failed.
   *
   * Fix: put the place right, then run `eca credentials store`: only what is not stored yet is stored.
   */
  SinkFailedError: EXIT.failed,
  /**
   * Another run on this machine works on the credentials of the same org, and did not end in time.
   *
   * Fix: wait until the other run has ended, then run the command again.
   */
  OrgBusyError: EXIT.failed,
  /**
   * Two environments of one run would change the same org.
   *
   * Fix: leave one of the two environments out, or correct its `targetOrg`.
   */
  OrgConflictError: EXIT.failed,
  /**
   * A report of a run before is not there whole, or is none.
   *
   * Fix: name the folder or `run.json` that `--report-dir` wrote, or run without `--resume`.
   */
  ReportUnreadableError: EXIT.usage,
  /**
   * A report of a run before is of another verb or way to run it, or an environment was done by another config than that of now.
   *
   * Fix: run as it ran then, or without `--resume`.
   */
  ReportMismatchError: EXIT.usage,
  /**
   * The org-wide switch that was turned on for the moment could not be turned off again.
   *
   * Fix: run the command again, which turns it off first of all; or turn it off in Setup, External Client App
   * Settings.
   */
  SecretAccessNotRestoredError: EXIT.failed,
  /**
   * Something else is staged or rotated for the app, and this tool does not overwrite it.
   *
   * Fix: let the other rotation finish, or end its pair by `eca credentials revoke`, then rotate.
   */
  RotationConflictError: EXIT.failed,
  /**
   * A rotation stopped after the new pair began to count; running it again goes on.
   *
   * Fix: put right what is named, then run `eca credentials rotate` again: it goes on from there.
   */
  RotationUnfinishedError: EXIT.notProven,
  /**
   * The session that runs the tool comes from the app whose credentials were to be changed.
   *
   * Fix: log in with another app, such as by `sf org login web`.
   */
  OwnSessionError: EXIT.usage,
  /**
   * The org gave no token for key and secret; `data.diagnosis` says why.
   *
   * Fix: do what the diagnosis says (docs/troubleshooting.md).
   */
  TokenRefusedError: EXIT.failed,
  /**
   * The local org could not start.
   *
   * Fix: read the reason: the port may be taken, or the seed be wrong; `eca local-org list` shows what runs.
   */
  LocalOrgStartError: EXIT.usage,
  /**
   * The time of `--wait` was over, and nothing of this run still runs in the org.
   *
   * Fix: run the command again with more minutes for `--wait`.
   */
  WaitOverError: EXIT.failed,
  /**
   * A deploy was taken, and the time of `--wait` was over before it was read back and proven.
   *
   * Fix: run the command again with more minutes for `--wait`: it deploys nothing twice and proves what is there.
   */
  DeployNotProvenError: EXIT.notProven,
  /**
   * Standard output could not be written, such as to a disk that is full.
   *
   * Fix: free space where the output goes, or write it elsewhere.
   */
  OutputFailedError: EXIT.failed,
  /**
   * Interrupted from the keyboard (Ctrl-C), or in the library by the signal of a run over several environments.
   *
   * Fix: run the command again: it goes on from what the org holds.
   */
  InterruptedError: EXIT.interrupted,
  /**
   * Ended because its terminal was closed.
   *
   * Fix: run the command again, in a session that lasts (such as tmux).
   */
  HangupError: EXIT.hangup,
  /**
   * Ended from the keyboard (Ctrl-\).
   *
   * Fix: run the command again: it goes on from what the org holds.
   */
  QuitError: EXIT.quit,
  /**
   * Whoever read standard output has closed it; nothing is said of it.
   *
   * Fix: none is needed: a reader such as `head` had enough.
   */
  OutputClosedError: EXIT.outputClosed,
  /**
   * Ended by a termination signal.
   *
   * Fix: see who ended it, such as the time limit of a CI job, and run the command again.
   */
  TerminatedError: EXIT.terminated,
  /**
   * A defect of this tool; please report it.
   *
   * Fix: run it again with `--debug`, and report what it prints; it holds no secrets.
   */
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

/** Makes the error of a flag, an option or a choice that cannot be taken, with what to do instead. */
export const usageError = (message: string, action: string): EcaError =>
  new EcaError({ name: 'UsageError', message, actions: [action] });
