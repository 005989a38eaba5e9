import { describe, expect, it } from 'vitest';
import { deploy } from '../../src/verbs/deploy.js';
import { destroy } from '../../src/verbs/destroy.js';
import { EcaError } from '../../src/errors.js';
import type { LocalOrg, LoggedRequest } from '../../src/local-org/index.js';
import { plan } from '../../src/verbs/plan.js';
import { connectTo, resolved } from '../integration/project.js';
import { CELLS, titleOf, type Cell, type Ending, type Verb } from './cells.js';
import { CONFIG, expectDeployed, expectGone, expectSound, journalsIn, newFolder, startOrg } from './story.js';
import { testWork } from '../work.js';

const config = resolved(CONFIG);
// `npm run test:faults` runs every cell, `npm test` a sample.
const cells = process.env.MODE === 'faults' ? CELLS : CELLS.filter(({ sample }) => sample);

async function run(verb: Verb, localOrg: LocalOrg, folder: string): Promise<Ending> {
  const work = () => testWork({ waitMs: 8000, folder });
  try {
    const org = await connectTo(localOrg.info);
    if (verb === 'plan') await plan(org, config, work());
    if (verb === 'destroy') await destroy(org, config, work(), { confirm: () => Promise.resolve(true) });
    if (verb !== 'deploy') return 'works';
    const report = await deploy(org, config, work());
    expect(report.readBack?.inSync).toBe(true);
    return report.verify.every(({ ok }) => ok) ? 'works' : 'works, unproven';
  } catch (error) {
    if (!(error instanceof EcaError)) throw error;
    expect(error.actions[0]).toMatch(/\w{3}/);
    return error.name;
  }
}

/** Breaks the nth request of an operation. */
function arm({ operation, nth, fault }: Cell): {
  readonly log: (entry: LoggedRequest) => void;
  readonly use: (to: LocalOrg) => void;
} {
  let target: LocalOrg | undefined;
  let seen = 0;
  return {
    log: (entry) => {
      if (target === undefined || entry.operation !== operation) return;
      seen += 1;
      if (seen === nth - 1) target.once(operation, fault);
    },
    use: (to) => {
      target = to;
      if (nth === 1) to.once(operation, fault);
    },
  };
}

describe('whatever goes wrong with a request', () => {
  it.each(cells.map((cell) => [titleOf(cell), cell] as const))('%s', async (_title, cell) => {
    const armed = arm(cell);
    const localOrg = await startOrg({ log: armed.log });
    const folder = newFolder();
    const before = localOrg.snapshot();
    armed.use(localOrg);
    try {
      expect(await run(cell.verb, localOrg, folder)).toBe(cell.ending);
      journalsIn(folder);
      expectSound(localOrg, before);
      localOrg.clearFaults();
      localOrg.advance(120);
      expect(await run(cell.verb, localOrg, folder)).toBe('works');
      expect(journalsIn(folder)).toEqual([]);
      expectSound(localOrg, before);
      if (cell.verb === 'plan') expect(localOrg.snapshot()).toEqual(before);
      if (cell.verb === 'deploy') expectDeployed(localOrg);
      if (cell.verb === 'destroy') expectGone(localOrg);
      const org = await connectTo(localOrg.info);
      expect((await plan(org, config, testWork({ waitMs: 8000 }))).inSync).toBe(cell.verb === 'deploy');
    } finally {
      await localOrg.stop();
    }
  });
});
