import { setTimeout as sleep } from 'node:timers/promises';
import { EcaError } from '../../../errors.js';
import { text, type Command } from '../../command.js';
import { askRunning, DEFAULT_ALIAS, isSame, runningAt } from './running.js';

const STOP_MS = 10_000;
const LOOK_MS = 50;

/** `eca local-org stop [ALIAS]` */
export const localOrgStop: Command = {
  name: 'local-org stop',
  summary: 'Stop a local org, and take its alias and login out of the auth store of sf',
  shared: [],
  positionals: { alias: { type: 'string', describe: 'Alias of the local org', default: DEFAULT_ALIAS } },
  examples: [
    ['eca local-org stop', 'Stop the one with the alias local-org'],
    ['eca local-org stop uat', 'Stop another one'],
  ],
  async run({ io, flags, style }) {
    io.listen();
    const alias = text(flags, 'alias') ?? DEFAULT_ALIAS;
    const { readStoredUrl, readLogin } = await import('../../../org/auth-store.js');
    const instanceUrl = await readStoredUrl(alias);
    const login = await readLogin(alias);
    const running = await runningAt(instanceUrl);
    if (!isSame(running, { alias, username: login?.username ?? '' })) {
      if (login?.isOurs !== true) throw notOurs(alias, instanceUrl);
      await forget(login.username);
      const gone = `It no longer answered; its alias and login are taken out.`;
      return { result: { alias, instanceUrl, wasRunning: false }, lines: [`${alias}: ${gone}`] };
    }
    await askRunning(alias, { name: 'POST stop', signal: io.signal });
    await untilGone(instanceUrl, alias, running.processId);
    return {
      result: { alias, instanceUrl, wasRunning: true, processId: running.processId },
      lines: [`${style.good('Stopped')} the local org ${alias} at ${instanceUrl}.`],
    };
  },
};

async function forget(username: string): Promise<void> {
  const { forgetLogin, withAuthStore } = await import('../../../org/auth-store.js');
  await withAuthStore(() => forgetLogin(username));
}

/** The org's own process takes its login out and ends. */
async function untilGone(instanceUrl: string, alias: string, processId: number): Promise<void> {
  const { forgetSessions, readLogin, withAuthStore } = await import('../../../org/auth-store.js');
  const until = Date.now() + STOP_MS;
  while ((await runningAt(instanceUrl)) !== undefined) {
    if (Date.now() > until) throw stillThere(alias, processId);
    await sleep(LOOK_MS);
  }
  // A local org that a program started in itself has no login of its own to take out.
  await withAuthStore(async () => {
    const isLeft = (await readLogin(alias))?.instanceUrl === instanceUrl;
    if (isLeft && (await runningAt(instanceUrl)) === undefined) await forgetSessions(instanceUrl);
  });
}

function notOurs(alias: string, instanceUrl: string): EcaError {
  return new EcaError({
    name: 'TargetOrgNotFoundError',
    message: `"${alias}" is no local org of this tool, and nothing answers at ${instanceUrl}.`,
    actions: ['`eca local-org list` shows the local orgs; `sf org logout` takes a login of another tool out.'],
  });
}

function stillThere(alias: string, processId: number): EcaError {
  return new EcaError({
    name: 'OrgRequestFailedError',
    message: `The local org "${alias}" was told to stop and still answers after ${STOP_MS / 1000} seconds.`,
    actions: [`End its process: kill ${processId}`],
  });
}
