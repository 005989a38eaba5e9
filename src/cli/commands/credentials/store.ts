import { EXIT } from '../../../errors.js';
import { reportingCommand } from '../../environment-command.js';
import { ACCESS_FLAG, CREDENTIALS_SHARED, credentialsSession } from './shared.js';
import { storeCause } from '../../../runs/judge.js';
import { credentialsLines } from '../../print/credentials.js';
import { SINK_FLAG, sinkOf } from '../../sink-flag.js';
import { shown } from '../../print/shown.js';

/** `eca credentials store` */
export const credentialsStore = reportingCommand({
  name: 'credentials store',
  summary: 'Hand key and secret of each app to its sink',
  shared: CREDENTIALS_SHARED,
  flags: { ...SINK_FLAG, ...ACCESS_FLAG },
  examples: [
    ['eca credentials store -e uat', 'Store them where the environment uat says'],
    ['eca credentials store -o acme-uat --sink "command:gh secret set BILLING_SYNC_UAT"', 'Hand them to a program'],
    ['eca credentials store -o acme-uat --sink dotenv:.env.uat', 'Write a file that only you can read'],
  ],
  changes: () => true,
  async inEnvironment(context, session) {
    const sink = sinkOf(context.flags);
    const { org, config, work, options } = await credentialsSession(context, session);
    const verb = await import('../../../verbs/credentials.js');
    const stored = await verb.storeCredentials(org, config, work, { ...options, ...sink });
    const problems = stored.flatMap(({ problem }) => problem ?? []);
    return {
      result: stored,
      lines: stored.flatMap((report) => credentialsLines(shown(report), context.style)),
      exitCode: problems.length > 0 ? EXIT.failed : EXIT.done,
      summary: { changes: stored.length - problems.length, cause: problems.map(storeCause).join(' ') },
    };
  },
});
