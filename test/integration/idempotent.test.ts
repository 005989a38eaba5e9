import { describe, expect, it } from 'vitest';
import { deploy } from '../../src/verbs/deploy.js';
import { LocalOrg, type LocalOrgOptions } from '../../src/local-org/index.js';
import { plan } from '../../src/verbs/plan.js';
import { readConfig, STORIES } from '../unit/compose/story.js';
import { OWNER } from './existing-app.js';
import { connectTo } from './project.js';
import { testWork } from '../work.js';

const QUICK = { verify: false } as const;

/** An org with every user, permission set and profile that a story names, and the packaged app of a subscriber. */
async function orgFor(config: ReturnType<typeof readConfig>): Promise<LocalOrg> {
  const runAs = [...new Set(config.apps.flatMap(({ runAsUser }) => runAsUser ?? []))];
  const sets = [...new Set(config.apps.flatMap(({ permissionSets, assign }) => [...permissionSets, ...assign]))];
  const seed: LocalOrgOptions['seed'] = {
    users: [
      { username: 'admin@acme.example', profile: 'System Administrator' },
      ...runAs.map((username) => ({ username, licence: 'Salesforce Integration' })),
    ],
    permissionSets: sets.map((name) => ({ name, permissions: ['ApiEnabled'] })),
  };
  const localOrg = new LocalOrg({ seed });
  await localOrg.start();
  for (const { name, role } of config.apps) {
    if (role === 'owner') continue;
    localOrg.setComponent('ExternalClientApplication', name, { label: name, distributionState: 'Managed' });
    const settings = { [OWNER]: name, label: name, commaSeparatedOauthScopes: 'Api' };
    localOrg.setComponent('ExtlClntAppOauthSettings', `${name}_oauth`, settings);
  }
  return localOrg;
}

describe.each(STORIES)('the example %s', (story) => {
  it('has an empty plan after its deploy, and a second deploy sends nothing that could change the org', async () => {
    const config = readConfig(story);
    const localOrg = await orgFor(config);
    const org = await connectTo(localOrg.info, config.apiVersion);
    const first = await deploy(org, config, testWork(), QUICK);
    expect(first.readBack).toEqual({ inSync: true, differences: [] });
    expect((await plan(org, config, testWork())).changes).toEqual([]);
    const before = localOrg.snapshot();
    const seen = localOrg.requests.length;
    const second = await deploy(org, config, testWork(), QUICK);
    expect(second.deploy).toBeUndefined();
    const later = localOrg.requests.slice(seen);
    expect(later.filter(({ method }) => ['PUT', 'PATCH', 'DELETE'].includes(method))).toEqual([]);
    // Reading goes by SOAP; nothing else is posted.
    expect(later.filter(({ method, path }) => method === 'POST' && !path.includes('/Soap/'))).toEqual([]);
    expect(localOrg.snapshot()).toEqual(before);
    await localOrg.stop();
  });
});
