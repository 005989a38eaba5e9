import type { LocalOrgInfo, RefreshReport } from '../../../local-org/index.js';
import { shellWord } from '../../../shell-quote.js';
import { isOn, text, texts, type Command, type CommandContext, type FlagValues } from '../../command.js';
import { pasteable } from '../../next-command.js';
import type { Style } from '../../style.js';
import { askRunning, DEFAULT_ALIAS } from './running.js';

/** What a refresh can make of the apps; a test holds it equal to what the local org knows. */
export const APPS_AFTER = ['absent', 'kept', 'stale', 'half-broken', 'foreign-link'] as const;

const TIMEOUT_SECONDS = 10;

/** `eca local-org refresh` */
export const localOrgRefresh: Command = {
  name: 'local-org refresh',
  summary: 'Make of a running local org what a sandbox refresh makes of a sandbox',
  shared: [],
  flags: {
    alias: { type: 'string', describe: 'Alias of the running local org', default: DEFAULT_ALIAS, requiresArg: true },
    'sandbox-name': {
      type: 'string',
      describe: "Name that usernames get. Default: the org's, else uat",
      requiresArg: true,
    },
    apps: {
      choices: [...APPS_AFTER],
      describe: 'What becomes of the External Client Apps',
      default: 'absent',
      requiresArg: true,
    },
    'org-id': { type: 'string', describe: 'Id that the org gets. Default: made from the old one', requiresArg: true },
    'source-org-id': {
      type: 'string',
      describe:
        'Id of the org that it is a copy of, which foreign-link apps name: production, or the sandbox that was cloned. Default: that of --sandbox-of, else made up',
      requiresArg: true,
    },
    'access-group': {
      type: 'string',
      array: true,
      describe: 'Username that stays usable; with it, all others are frozen (repeatable)',
      requiresArg: true,
    },
    'freeze-all': { type: 'boolean', describe: 'Freeze everybody, as an empty access group does', default: false },
    'taken-username': {
      type: 'string',
      array: true,
      describe: 'Username that another org has, so that Salesforce alters it (repeatable)',
      requiresArg: true,
    },
    'pending-activation': {
      type: 'boolean',
      describe: 'Leave the refreshed org waiting, and the old one answering, until `eca local-org activate`',
      default: false,
    },
    login: { type: 'boolean', describe: 'Give the alias a new session; the old ones are dead', default: false },
    timeout: {
      type: 'number',
      describe: 'Seconds that the local org may take to answer',
      default: TIMEOUT_SECONDS,
      requiresArg: true,
    },
  },
  examples: [
    ['eca local-org refresh', 'New org id, dead sessions, usernames with .uat, no apps'],
    ['eca local-org refresh --apps half-broken --login', 'Apps come along without their OAuth settings'],
    ['eca local-org refresh --pending-activation', 'The old org answers until it is activated'],
  ],
  async run(context) {
    const { flags } = context;
    const isPending = isOn(flags, 'pending-activation');
    const { report, hasLogin } = await replaceOrg(context, 'POST refresh', bodyOf(flags));
    return {
      result: { ...report, isPendingActivation: isPending },
      lines: lines(report, { ...place(context), hasLogin, isPending }).map((line) => pasteable(line, context)),
    };
  },
};

/** `eca local-org activate` */
export const localOrgActivate: Command = {
  name: 'local-org activate',
  summary: 'Put the refreshed org that waits for activation into the place of the local org',
  shared: [],
  flags: {
    alias: { type: 'string', describe: 'Alias of the running local org', default: DEFAULT_ALIAS, requiresArg: true },
    login: { type: 'boolean', describe: 'Give the alias a new session; the old ones are dead', default: false },
    timeout: {
      type: 'number',
      describe: 'Seconds that the local org may take to answer',
      default: TIMEOUT_SECONDS,
      requiresArg: true,
    },
  },
  examples: [['eca local-org activate --login', 'After eca local-org refresh --pending-activation']],
  async run(context) {
    const { report, hasLogin } = await replaceOrg(context, 'POST activate', undefined);
    return { result: report, lines: lines(report, { ...place(context), hasLogin, isPending: false }) };
  },
};

type Refreshed = RefreshReport & { readonly info: LocalOrgInfo };

async function replaceOrg(
  { flags, io }: CommandContext,
  name: string,
  body: unknown,
): Promise<{ readonly report: RefreshReport; readonly hasLogin: boolean }> {
  io.listen();
  const alias = text(flags, 'alias') ?? DEFAULT_ALIAS;
  const timeoutMs = Number(flags.timeout) * 1000;
  const { instanceUrl, answer } = await askRunning(alias, { name, body, timeoutMs, signal: io.signal });
  const { info, ...report } = answer as Refreshed;
  // While the old org answers, its sessions live.
  const hasLogin = isOn(flags, 'login') && !isOn(flags, 'pending-activation');
  if (hasLogin) await logInAnew(alias, instanceUrl, info);
  return { report, hasLogin };
}

async function logInAnew(alias: string, instanceUrl: string, info: LocalOrgInfo): Promise<void> {
  const { forgetSessions, registerSession, withAuthStore } = await import('../../../org/auth-store.js');
  await withAuthStore(async () => {
    await forgetSessions(instanceUrl);
    await registerSession({ ...info, alias });
  });
}

function bodyOf(flags: FlagValues): Readonly<Record<string, unknown>> {
  return {
    apps: text(flags, 'apps'),
    sandboxName: text(flags, 'sandbox-name'),
    orgId: text(flags, 'org-id'),
    sourceOrgId: text(flags, 'source-org-id'),
    accessGroup: isOn(flags, 'freeze-all') ? [] : texts(flags, 'access-group'),
    takenUsernames: texts(flags, 'taken-username'),
    activated: !isOn(flags, 'pending-activation'),
  };
}

interface Place {
  readonly alias: string;
  readonly style: Style;
  readonly hasLogin: boolean;
  readonly isPending: boolean;
}

function place({ flags, style }: CommandContext): Pick<Place, 'alias' | 'style'> {
  return { alias: text(flags, 'alias') ?? DEFAULT_ALIAS, style };
}

function lines(report: RefreshReport, { alias, style, hasLogin, isPending }: Place): readonly string[] {
  const { oldOrgId, orgId, sandboxName, usernames, apps } = report;
  const renamed = Object.entries(usernames).map(([before, after]) => `  ${before} → ${after}`);
  const session = hasLogin
    ? `${alias} has a new session.`
    : `Every session is dead, that of ${alias} too; with --login the alias gets a new one.`;
  const waits = `${oldOrgId} answers until \`eca local-org activate --alias ${shellWord(alias)}\`.`;
  return [
    `${style.good('Refreshed')} as sandbox ${sandboxName}: ${oldOrgId} → ${orgId}`,
    ...renamed,
    `External Client Apps: ${apps}. ${isPending ? waits : session}`,
  ];
}
