import type { CredentialsAge, RevokedCredentials, ShownCredentials, StoredCredentials } from '../verbs/credentials.js';
import type { RotationReport } from '../verbs/rotate.js';
import { wantsOff } from '../credentials/secret-access.js';
import type { OrgIdentity } from '../org/org.js';
import { agesIn, rotateIn, type Opened } from './acts.js';
import type { AccessSettings, SecretVerbOptions, SinkSettings, VerbOptions } from './options.js';
import { runInOrg } from './run.js';
import type { AgeSettings, RotateSettings } from './settings.js';

/** What {@link showCredentials} takes beside {@link SecretVerbOptions}. */
export interface ShowVerbOptions extends SecretVerbOptions {
  /** Reads the secret too, as a {@link Secret}. Default: false. */
  readonly reveal?: boolean | undefined;
}

/** What {@link storeCredentials} takes. */
export interface StoreVerbOptions extends SecretVerbOptions, SinkSettings {}

/** What {@link rotateCredentials} takes. */
export interface RotateVerbOptions extends VerbOptions, RotateSettings {
  /**
   * Asked before anything is changed, with the production orgs, other than that of the apps, whose Named Credentials get the
   * new pair. Default: goes on.
   */
  readonly confirm?: ((production: readonly OrgIdentity[]) => Promise<boolean>) | undefined;
}

/** What {@link revokeCredentials} takes beside {@link SecretVerbOptions}. */
export interface RevokeVerbOptions extends SecretVerbOptions {
  /** Deletes also a pair that is staged and does not count yet. Default: false. */
  readonly staged?: boolean | undefined;
}

/** What {@link credentialsAge} takes. */
export interface AgeVerbOptions extends VerbOptions, AgeSettings {}

/**
 * Reads the consumer key of each app, and with `reveal` the secret.
 *
 * @throws EcaError: `CredentialsUnavailableError`, `AppNotFoundError`.
 */
export async function showCredentials(options: ShowVerbOptions): Promise<readonly ShownCredentials[]> {
  return runInOrg(options, async ({ org, config, work }) => {
    const verb = await import('../verbs/credentials.js');
    return verb.showCredentials(org, config, work, { ...access(options, config), reveal: options.reveal === true });
  });
}

/**
 * Hands key and secret of each app to its sinks. A sink that fails is in `problem` of its report, not thrown.
 *
 * @throws EcaError: `UsageError` when nothing takes them, `CredentialsUnavailableError`, `AppNotFoundError`.
 */
export async function storeCredentials(options: StoreVerbOptions): Promise<readonly StoredCredentials[]> {
  return runInOrg(options, async ({ org, config, work }) => {
    const verb = await import('../verbs/credentials.js');
    return verb.storeCredentials(org, config, work, { ...access(options, config), sink: options.sink });
  });
}

/**
 * Replaces key and secret without an outage. The same call finishes what a killed process began.
 *
 * @throws EcaError: `UsageError` when nothing takes the new pair, `RotationConflictError`, `RotationUnfinishedError` when the new
 * pair is not proven or not stored, `OwnSessionError`, `SinkFailedError`.
 */
export async function rotateCredentials(options: RotateVerbOptions): Promise<readonly RotationReport[]> {
  return runInOrg(options, (opened) => rotateIn(opened, options));
}

/**
 * Ends the old pair that a rotation left valid.
 *
 * @throws EcaError: `RotationConflictError` when a rotation is under way, or a pair is staged and `staged` is not given.
 */
export async function revokeCredentials(options: RevokeVerbOptions): Promise<readonly RevokedCredentials[]> {
  return runInOrg(options, async ({ org, config, work }) => {
    const verb = await import('../verbs/credentials.js');
    return verb.revokeCredentials(org, config, work, { ...access(options, config), staged: options.staged === true });
  });
}

/**
 * Tells how old key and secret of each app are.
 *
 * @throws EcaError: `AppNotFoundError`, `CredentialsUnavailableError`.
 */
export async function credentialsAge(options: AgeVerbOptions): Promise<readonly CredentialsAge[]> {
  return runInOrg(options, (opened) => agesIn(opened, options));
}

function access({ allowSecretAccess }: AccessSettings, config: Opened['config']) {
  return { allowSecretAccess, endsOff: wantsOff(config) };
}
