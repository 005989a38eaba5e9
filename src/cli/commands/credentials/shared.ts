import type { ResolvedConfig } from '../../../config/model.js';
import type { Org } from '../../../org/org.js';
import type { SecretAccessOptions } from '../../../credentials/secret-access.js';
import { isOn, type CommandContext, type SharedFlag } from '../../command.js';
import { configOf, orgOf } from '../../session.js';

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
  readonly options: SecretAccessOptions;
}

/** Reads the config and connects, for a command about credentials. */
export async function credentialsSession(context: CommandContext): Promise<CredentialsSession> {
  const { config, source } = await configOf(context);
  const org = await orgOf(context, config);
  const { io, flags, onProgress } = context;
  const options = {
    folder: source.root,
    env: io.env,
    signal: io.signal,
    onProgress,
    announce: (line: string) => {
      io.stderr.write(`${line}\n`);
    },
    allowSecretAccess: isOn(flags, 'allow-secret-access'),
  };
  return { org, config, options };
}
