import { setTimeout as sleep } from 'node:timers/promises';
import { EcaError } from '../../../errors.js';
import { text, type Command, type FlagValues } from '../../command.js';
import type { Io } from '../../io.js';
import { askRunning, DEFAULT_ALIAS, type RunningOrg } from './running.js';

const LOOK_MS = 100;

/** `eca local-org env [ALIAS]` */
export const localOrgEnv: Command = {
  name: 'local-org env',
  summary: 'Print how to reach a running local org as NAME=value lines, for the later steps of a job',
  shared: [],
  positionals: { alias: { type: 'string', describe: 'Alias of the local org', default: DEFAULT_ALIAS } },
  flags: {
    wait: { type: 'number', describe: 'Seconds to wait until the org answers', default: 0, requiresArg: true },
  },
  examples: [
    ['eca local-org env', 'LOCAL_ORG_URL, its access token, and more'],
    ['eca local-org env --wait 30', 'Wait for one that starts; a job of GitHub Actions appends it to "$GITHUB_ENV"'],
    ['eca local-org env uat --json', 'For a script: the variables as members of result'],
  ],
  async run({ io, flags }) {
    io.listen();
    const alias = text(flags, 'alias') ?? DEFAULT_ALIAS;
    const org = await answering(alias, seconds(flags), io);
    const { instanceUrl, orgId, username, accessToken, caFile } = org;
    const variables = {
      LOCAL_ORG_URL: instanceUrl,
      LOCAL_ORG_ID: orgId,
      LOCAL_ORG_USERNAME: username,
      LOCAL_ORG_ALIAS: alias,
      LOCAL_ORG_ACCESS_TOKEN: accessToken,
      NODE_EXTRA_CA_CERTS: caFile,
    };
    // Standard output goes to a file; the job's log, which takes the mask, is standard error.
    if (io.env.GITHUB_ACTIONS === 'true') io.stderr.write(`::add-mask::${accessToken}\n`);
    return {
      result: variables,
      lines: Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])),
      reveals: true,
    };
  },
};

function seconds({ wait }: FlagValues): number {
  if (typeof wait === 'number' && Number.isFinite(wait) && wait >= 0) return wait;
  throw new EcaError({
    name: 'UsageError',
    message: '--wait takes a number of seconds, 0 or more.',
    actions: ['Give one, such as --wait 30.'],
  });
}

async function answering(alias: string, wait: number, { signal }: Io): Promise<RunningOrg> {
  const until = Date.now() + wait * 1000;
  for (;;) {
    try {
      return (await askRunning(alias, { name: 'GET info', signal })).answer as RunningOrg;
    } catch (error) {
      if (signal.aborted || Date.now() >= until) throw error;
    }
    await sleep(LOOK_MS, undefined, { signal });
  }
}
