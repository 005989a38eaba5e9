import { EcaError } from '../../../errors.js';
import { currentHttp } from '../../../http/open-http.js';
import type { LocalOrgInfo, RefreshReport } from '../../../local-org/index.js';
import { isOn, text, texts, type Command, type FlagValues } from '../../command.js';
import type { Style } from '../../style.js';

/** `eca local-org refresh` */
export const localOrgRefresh: Command = {
  name: 'local-org refresh',
  summary: 'Make of a running local org what a sandbox refresh makes of a sandbox',
  shared: [],
  flags: {
    alias: { type: 'string', describe: 'Alias of the running local org', default: 'local-org', requiresArg: true },
    'sandbox-name': {
      type: 'string',
      describe: "Name that usernames get. Default: the org's, else uat",
      requiresArg: true,
    },
    apps: {
      choices: ['absent', 'kept', 'stale', 'half-broken'],
      describe: 'What becomes of the External Client Apps',
      default: 'absent',
      requiresArg: true,
    },
    'access-group': {
      type: 'string',
      array: true,
      describe: 'Username that stays usable; with it, all others are frozen (repeatable)',
      requiresArg: true,
    },
    'taken-username': {
      type: 'string',
      array: true,
      describe: 'Username that another org has, so that Salesforce alters it (repeatable)',
      requiresArg: true,
    },
    login: { type: 'boolean', describe: 'Give the alias a new session; the old ones are dead', default: false },
  },
  examples: [
    ['eca local-org refresh', 'New org id, dead sessions, usernames with .uat, no apps'],
    ['eca local-org refresh --apps half-broken --login', 'Apps come along without their OAuth settings'],
  ],
  async run({ flags, style }) {
    const alias = text(flags, 'alias') ?? 'local-org';
    const { readStoredUrl, registerSession } = await import('../../../org/auth-store.js');
    const instanceUrl = await readStoredUrl(alias);
    const { info, ...report } = await requestRefresh(instanceUrl, alias, flags);
    if (isOn(flags, 'login')) await registerSession({ ...info, alias });
    return { result: report, lines: lines(report, alias, isOn(flags, 'login'), style) };
  },
};

async function requestRefresh(
  instanceUrl: string,
  alias: string,
  flags: FlagValues,
): Promise<RefreshReport & { readonly info: LocalOrgInfo }> {
  const sandboxName = text(flags, 'sandbox-name');
  const accessGroup = texts(flags, 'access-group');
  const takenUsernames = texts(flags, 'taken-username');
  const body = { apps: text(flags, 'apps'), sandboxName, accessGroup, takenUsernames };
  try {
    const answer = await currentHttp().send({
      method: 'POST',
      url: new URL('/local-org/refresh', instanceUrl).href,
      headers: { 'x-local-org': 'control', 'content-type': 'application/json' },
      body: JSON.stringify(body),
      timeoutMs: 10_000,
    });
    if (answer.status === 200) return JSON.parse(answer.body) as RefreshReport & { readonly info: LocalOrgInfo };
    throw new Error(`HTTP ${answer.status}`);
  } catch (error) {
    throw new EcaError({
      name: 'OrgUnreachableError',
      message: `No local org answers as "${alias}" at ${instanceUrl}.`,
      actions: ['Start one with `eca local-org start` in another terminal.'],
      cause: error,
    });
  }
}

function lines(report: RefreshReport, alias: string, loggedIn: boolean, style: Style): readonly string[] {
  const { oldOrgId, orgId, sandboxName, usernames, apps } = report;
  const renamed = Object.entries(usernames).map(([before, after]) => `  ${before} → ${after}`);
  const session = loggedIn ? `${alias} has a new session.` : `Every session is dead, that of ${alias} too.`;
  return [
    `${style.good('Refreshed')} as sandbox ${sandboxName}: ${oldOrgId} → ${orgId}`,
    ...renamed,
    `External Client Apps: ${apps}. ${session}`,
  ];
}
