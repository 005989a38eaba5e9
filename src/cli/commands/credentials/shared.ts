import type { ResolvedConfig } from '../../../config/model.js';
import type { Org } from '../../../org/org.js';
import type { SecretAccessOptions } from '../../../credentials/secret-access.js';
import { isOn, type CommandContext, type SharedFlag } from '../../command.js';
import { orgOf, type Session } from '../../session.js';
import type { Work } from '../../../work.js';

/** Shared flags of the commands about credentials. */
export const CREDENTIALS_SHARED: readonly SharedFlag[] = ['config', 'environment', 'app', 'target-org', 'api-version'];

/** The flag that lets a command turn the org's switch for secrets on. */
export const ACCESS_FLAG = {
  'allow-secret-access': {
    type: 'boolean',
    describe: "Turn on, for the moment, the org's setting that gives consumer secrets to REST, and turn it off again",
    default: false,
  },
} as const;

/** What a command about credentials works with. */
export interface CredentialsSession {
  readonly org: Org;
  readonly config: ResolvedConfig;
  readonly work: Work;
  readonly options: SecretAccessOptions;
}

/** Connects, for a command about credentials. */
export async function credentialsSession(
  context: CommandContext,
  { loaded, work }: Session,
): Promise<CredentialsSession> {
  const { config } = loaded;
  const org = await orgOf(context, work, config);
  return { org, config, work, options: { allowSecretAccess: isOn(context.flags, 'allow-secret-access') } };
}
