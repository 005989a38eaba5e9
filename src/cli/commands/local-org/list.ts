import { shellWord } from '../../../shell-quote.js';
import type { Command } from '../../command.js';
import { pasteable } from '../../next-command.js';
import { isSame, runningAt } from './running.js';

/** A local org of this machine, as `eca local-org list` shows it. */
interface ListedOrg {
  readonly alias: string;
  readonly instanceUrl: string;
  readonly username: string;
  /** False for one that was killed, whose alias is still there. */
  readonly isRunning: boolean;
  readonly orgId?: string | undefined;
  readonly processId?: number | undefined;
}

/** `eca local-org list` */
export const localOrgList: Command = {
  name: 'local-org list',
  summary: 'List the local orgs of this machine, by alias',
  shared: [],
  examples: [['eca local-org list', 'Alias, URL, org id and process id of each']],
  async run({ style, flags, io }) {
    const orgs = await listOrgs();
    const lines = orgs.map(({ alias, instanceUrl, username, orgId, processId, isRunning }) =>
      isRunning
        ? `${style.bold(alias)}  ${instanceUrl}  ${orgId ?? ''}  ${username}  process ${processId ?? ''}`
        : `${style.bold(alias)}  ${instanceUrl}  no longer answers; \`eca local-org start --alias ${shellWord(alias)}\` starts it again`,
    );
    return {
      result: { orgs },
      lines: (lines.length === 0 ? ['No local org runs. `eca local-org start` starts one.'] : lines).map((line) =>
        pasteable(line, { flags, io }),
      ),
    };
  },
};

async function listOrgs(): Promise<readonly ListedOrg[]> {
  const { listLocalLogins } = await import('../../../org/auth-store.js');
  const logins = await listLocalLogins();
  const all = await Promise.all(
    logins.map(async ({ alias, username, instanceUrl = '', isOurs }): Promise<ListedOrg | undefined> => {
      const found = await runningAt(instanceUrl);
      const running = isSame(found, { alias, username }) ? found : undefined;
      // An org on this machine that answers as something else belongs to another tool.
      if (running === undefined && !isOurs) return undefined;
      const { orgId, processId } = running ?? {};
      return { alias, instanceUrl, username, isRunning: running !== undefined, orgId, processId };
    }),
  );
  return all.filter((one) => one !== undefined).sort((left, right) => (left.alias < right.alias ? -1 : 1));
}
