import { EcaError } from '../errors.js';
import { asked, type Asked } from '../org/asked.js';
import type { Org } from '../org/org.js';
import { readSandboxProcess, type SandboxProcess } from '../org/sandboxes.js';
import type { RefreshedEntry } from '../project/refresh-state.js';
import type { ProductionLogin } from './production.js';

/** What is known of the sandbox's last copy. */
export interface Detection {
  /** `yes` when the org is another one than the last run left, `no` when it is the same; `unknown` where no run left word. */
  readonly refreshed: 'yes' | 'no' | 'unknown';
  /** Id of the org that the last run left. */
  readonly earlierOrgId?: string | undefined;
  /** Status of the sandbox in production; absent where production could not be asked. */
  readonly status?: string | undefined;
  /** When the copy ended, as production says. */
  readonly endDate?: string | undefined;
}

/** Asks production for the latest copy of the sandbox; undefined where it has none, or there is no production to ask. */
export async function readProcess(login: ProductionLogin): Promise<Asked<SandboxProcess | undefined>> {
  if (!login.known) return { known: true, value: undefined };
  const { org, sandbox } = login.production;
  return asked(() => readSandboxProcess(org, sandbox.name));
}

/**
 * Refuses a sandbox whose copy is not there yet: until it is activated, the old one answers under its name.
 *
 * @param orgId - Of the org that answered; undefined when none did.
 * @throws NotRefreshedYetError
 */
export function refuseUnready(sandbox: string, process: SandboxProcess | undefined, orgId: string | undefined): void {
  if (process === undefined) return;
  const { status, orgId: copied } = process;
  if (status !== 'Completed') throw notYet(sandbox, `production says "${status}" of it`);
  if (orgId === undefined || copied === undefined || copied === orgId.slice(0, 15)) return;
  throw notYet(
    sandbox,
    `${orgId} answers, and production says that it is ${copied} now: the old sandbox still answers`,
  );
}

/** Compares the org with the one that the last run left. */
export function detect(
  { identity }: Org,
  process: SandboxProcess | undefined,
  before: RefreshedEntry | undefined,
): Detection {
  const earlier = before?.orgId;
  const refreshed = earlier === undefined ? 'unknown' : earlier === identity.orgId ? 'no' : 'yes';
  return { refreshed, earlierOrgId: earlier, status: process?.status, endDate: process?.endDate };
}

function notYet(sandbox: string, why: string): EcaError {
  return new EcaError({
    name: 'NotRefreshedYetError',
    message: `The sandbox "${sandbox}" is not refreshed yet: ${why}. Nothing was changed.`,
    actions: [
      'Activate the sandbox in production (Setup, Sandboxes) once its copy is there, wait about half an hour, and run the command again.',
    ],
    data: { sandbox },
  });
}

/** Makes the error of a sandbox that was to be refreshed and was not. */
export function nothingRefreshed({ identity }: Org, why: string): EcaError {
  return new EcaError({
    name: 'NothingRefreshedError',
    message: `"${identity.target}" (${identity.orgId}) was not refreshed: ${why}. Nothing was changed.`,
    actions: ['Refresh the sandbox first, or leave --expect-refreshed out.'],
    data: { orgId: identity.orgId },
  });
}
