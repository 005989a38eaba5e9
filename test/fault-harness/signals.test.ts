import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LocalOrg, LoggedRequest } from '../../src/local-org/index.js';
import { ECA, testEnvironment } from '../cli/run-eca.js';
import { CONFIG, expectDeployed, expectGone, expectSound, journalsIn, newFolder, startOrg } from './story.js';

type Signal = 'SIGKILL' | 'SIGTERM' | 'SIGINT';

/** A step of a command, told by the request that it makes, and the signal that hits it there. */
interface Step {
  readonly verb: 'deploy' | 'destroy';
  readonly step: string;
  readonly operation: string;
  /** Which request of the operation, counted from 1. */
  readonly nth: number;
  readonly signals: readonly Signal[];
  readonly sample?: Signal;
}

const ALL: readonly Signal[] = ['SIGKILL', 'SIGTERM', 'SIGINT'];
const STEPS: readonly Step[] = [
  { verb: 'deploy', step: 'reading', operation: 'retrieve', nth: 1, signals: ALL },
  { verb: 'deploy', step: 'assigning', operation: 'create', nth: 1, signals: ALL, sample: 'SIGKILL' },
  { verb: 'deploy', step: 'sending the check', operation: 'deploy', nth: 1, signals: ALL },
  { verb: 'deploy', step: 'watching the check', operation: 'checkDeployStatus', nth: 2, signals: ALL },
  { verb: 'deploy', step: 'sending the deploy', operation: 'deploy', nth: 2, signals: ALL, sample: 'SIGKILL' },
  {
    verb: 'deploy',
    step: 'watching the deploy',
    operation: 'checkDeployStatus',
    nth: 5,
    signals: ALL,
    sample: 'SIGINT',
  },
  { verb: 'deploy', step: 'reading back', operation: 'retrieve', nth: 2, signals: ALL },
  { verb: 'deploy', step: 'proving', operation: 'consumer', nth: 1, signals: ['SIGKILL'] },
  { verb: 'destroy', step: 'sending the deletion', operation: 'deploy', nth: 2, signals: ALL },
  { verb: 'destroy', step: 'watching the deletion', operation: 'checkDeployStatus', nth: 5, signals: ALL },
  { verb: 'destroy', step: 'making sure', operation: 'retrieve', nth: 2, signals: ['SIGKILL'] },
];
const cells = STEPS.flatMap(({ signals, sample, ...step }) =>
  signals.map((signal) => ({ ...step, signal, isSample: signal === sample })),
).filter(({ isSample }) => isSample || process.env.MODE === 'faults');

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
}

/** Runs `eca VERB --json` as a process; `hit` sends it a signal while it runs. */
function start(
  verb: string,
  cwd: string,
  localOrg: LocalOrg,
): { readonly hit: (signal: Signal) => void; readonly end: Promise<Ended> } {
  const { accessToken, instanceUrl } = localOrg.info;
  const env = testEnvironment({ SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl });
  const child = spawn(process.execPath, [ECA, verb, '--json', ...(verb === 'destroy' ? ['--yes'] : [])], { cwd, env });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const end = new Promise<Ended>((done) => {
    child.once('close', (code, signal) => {
      done({ code, signal, stdout });
    });
  });
  return { hit: (signal) => void child.kill(signal), end };
}

const EXIT = { SIGINT: 130, SIGTERM: 143 } as const;

describe('a signal', () => {
  it.each(cells.map((cell) => [`${cell.verb}: ${cell.signal} while ${cell.step}`, cell] as const))(
    '%s',
    async (_title, cell) => {
      let seen = 0;
      let hit: ((signal: Signal) => void) | undefined;
      const log = ({ operation }: LoggedRequest): void => {
        if (operation !== cell.operation || hit === undefined) return;
        seen += 1;
        if (seen === cell.nth) hit(cell.signal);
      };
      // A deploy is seen running three times, so that there is something to interrupt.
      const localOrg = await startOrg({ log, slowDeploys: { polls: 3 } });
      const before = localOrg.snapshot();
      const folder = newFolder();
      writeFileSync(join(folder, 'eca.config.json'), JSON.stringify(CONFIG));
      try {
        const running = start(cell.verb, folder, localOrg);
        hit = running.hit;
        const ended = await running.end;
        hit = undefined;
        if (cell.signal === 'SIGKILL') expect(ended.signal).toBe('SIGKILL');
        else {
          expect(ended.code).toBe(EXIT[cell.signal]);
          const answer = JSON.parse(ended.stdout) as { readonly name: string; readonly actions: readonly string[] };
          expect(answer.name).toMatch(/^(?:DeployCanceled|Interrupted|Terminated)Error$/);
          expect(answer.actions[0]).toMatch(/\w{3}/);
        }
        journalsIn(folder);
        expectSound(localOrg, before);
        const again = await start(cell.verb, folder, localOrg).end;
        expect(JSON.parse(again.stdout)).toMatchObject({ status: 0 });
        expect(journalsIn(folder)).toEqual([]);
        expectSound(localOrg, before);
        if (cell.verb === 'deploy') expectDeployed(localOrg);
        else expectGone(localOrg);
        // What was taken before a kill is waited for, and not sent again; what was cancelled is.
        expect(localOrg.snapshot().deployCount).toBeLessThanOrEqual(cell.signal === 'SIGKILL' ? 1 : 2);
      } finally {
        await localOrg.stop();
      }
    },
  );
});
