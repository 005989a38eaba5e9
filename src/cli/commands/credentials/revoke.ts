import { isOn } from '../../command.js';
import { reportingCommand } from '../../environment-command.js';
import { ACCESS_FLAG, CREDENTIALS_SHARED, credentialsSession } from './shared.js';

/** `eca credentials revoke` */
export const credentialsRevoke = reportingCommand({
  name: 'credentials revoke',
  summary: 'End the old pair that a rotation left valid',
  shared: CREDENTIALS_SHARED,
  flags: {
    staged: { type: 'boolean', describe: 'Delete a pair too that is staged and does not count yet', default: false },
    ...ACCESS_FLAG,
  },
  examples: [['eca credentials revoke -e uat --app Billing_Sync', 'End the old pair once nobody uses it']],
  changes: () => true,
  async inEnvironment(context, session) {
    const { org, config, work, options } = await credentialsSession(context, session);
    const verb = await import('../../../verbs/credentials.js');
    const reports = await verb.revokeCredentials(org, config, work, {
      ...options,
      staged: isOn(context.flags, 'staged'),
    });
    const lines = reports.map(({ app, revoked, consumerKey }) =>
      revoked ? `${app}: the pair with key ${consumerKey ?? ''} no longer counts.` : `${app}: there is no such pair.`,
    );
    return { result: reports, lines, summary: { changes: reports.filter(({ revoked }) => revoked).length } };
  },
});
