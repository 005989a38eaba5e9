import { afterEach, describe, expect, it } from 'vitest';
import { LocalOrg } from '../../src/local-org/index.js';
import { readAppRows } from '../../src/org/app-names.js';
import type { Org } from '../../src/org/org.js';
import type { OnProgress } from '../../src/progress.js';
import { deploy } from '../../src/verbs/deploy.js';
import { plan } from '../../src/verbs/plan.js';
import { testWork } from '../work.js';
import { differentFromDefaults, OWNER } from './existing-app.js';
import { BILLING_SYNC, connectTo, countOf, resolved } from './project.js';

const config = resolved(BILLING_SYNC);
const APP = 'Billing_Sync';
const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
/** More than are read along. */
const OTHERS = Array.from({ length: 30 }, (_each, nth) => `${APP}_${nth + 1}`);

/** Names of parts that no custom would find, of which one begins like another app. */
const ODD: Readonly<Record<string, string>> = {
  [GLOBAL]: 'Zugang',
  ExtlClntAppOauthSettings: `${APP}_1_oauth_of_old`,
  ExtlClntAppOauthConfigurablePolicies: 'Policy_of_ours',
  ExtlClntAppConfigurablePolicies: 'Another',
};

let localOrg: LocalOrg;
afterEach(() => localOrg.stop());

/** An org of many apps, whose names all begin like that of the wanted one. */
async function startLarge(assume: Readonly<Record<string, string>> = {}): Promise<Org> {
  localOrg = new LocalOrg({ assume });
  const org = await connectTo(await localOrg.start());
  for (const app of OTHERS) differentFromDefaults(localOrg, app);
  return org;
}

function renameParts(names: Readonly<Record<string, string>>): void {
  for (const { type, fullName, fields } of localOrg.snapshot().components) {
    const name = names[type];
    if (fields[OWNER] !== APP || name === undefined) continue;
    localOrg.setComponent(type, name, fields);
    localOrg.removeComponent(type, fullName);
  }
}

/** Plans, and gives what `--debug` says of how the org was read, and how many retrieves that took. */
async function planned(
  org: Org,
): Promise<{ readonly changes: unknown; readonly said: string; readonly retrieves: number }> {
  const said: string[] = [];
  const before = countOf(localOrg, 'retrieve');
  const onProgress: OnProgress = (event) => {
    if (event.kind === 'debug') said.push(event.message);
  };
  const { changes } = await plan(org, config, testWork({ onProgress }));
  return { changes, said: said.join('\n'), retrieves: countOf(localOrg, 'retrieve') - before };
}

describe('in an org of many apps', () => {
  it('only the parts of the wanted ones are read, and the others are named all the same', async () => {
    const org = await startLarge();
    const { otherApps, readBack } = await deploy(org, config, testWork(), { verify: false });
    expect([...otherApps].sort()).toEqual([...OTHERS].sort());
    expect(readBack).toEqual({ inSync: true, differences: [] });
    const seen: string[] = [];
    const watched = Object.assign(Object.create(org) as Org, {
      retrieve: async (...question: Parameters<Org['retrieve']>) => {
        const files = await org.retrieve(...question);
        seen.push(...files.map(({ path }) => path).filter((path) => /\.eca/.test(path)));
        return files;
      },
    });
    expect(await planned(watched)).toMatchObject({ changes: [], retrieves: 1 });
    expect(seen).toHaveLength(5);
  });

  it.each(['told', 'untold'])('parts of odd names are found where the owner of policies is %s', async (column) => {
    const org = await startLarge({ 'policy-owner-column': column });
    await deploy(org, config, testWork(), { verify: false });
    renameParts(ODD);
    const found = await planned(org);
    expect(found.changes).toEqual([]);
    const all = column === 'told' ? [GLOBAL] : [GLOBAL, 'ExtlClntAppConfigurablePolicies'];
    for (const type of all) expect(found.said).toContain(type);
    expect(found.said).toContain('are read, since no likely name is that of a part of Billing_Sync');
    // A run looks first where it found them.
    expect(await planned(org)).toMatchObject({ changes: [], retrieves: 1 });
    const { deploy: sent } = await deploy(org, config, testWork(), { verify: false });
    expect(sent).toBeUndefined();
  });

  it('a part that is gone is missed after all of its type were read, and made anew', async () => {
    const org = await startLarge();
    await deploy(org, config, testWork(), { verify: false });
    localOrg.removeComponent(GLOBAL, `${APP}_glbloauth`);
    expect(await planned(org)).toMatchObject({ changes: [{ action: 'create', type: GLOBAL }], retrieves: 2 });
  });

  it('all apps are read where the org does not list them, which --debug says', async () => {
    const org = await startLarge();
    await deploy(org, config, testWork(), { verify: false });
    renameParts(ODD);
    const silent = Object.assign(Object.create(org) as Org, {
      query: (soql: string) => org.query(soql.replace('FROM ExternalClientApplication', 'FROM Nothing_Here')),
    });
    expect((await readAppRows(silent)).known).toBe(false);
    const found = await planned(silent);
    expect(found).toMatchObject({ changes: [], retrieves: 1 });
    expect(found.said).toContain('all apps are read, since the org does not list them');
  });
});

it('in an org of few apps, parts of odd names cost no further request', async () => {
  localOrg = new LocalOrg();
  const org = await connectTo(await localOrg.start());
  await deploy(org, config, testWork(), { verify: false });
  renameParts(ODD);
  expect(await planned(org)).toMatchObject({ changes: [], retrieves: 1 });
});
