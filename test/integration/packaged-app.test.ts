import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppConfig, EcaConfig } from '../../src/config/model.js';
import { resolve } from '../../src/config/resolve.js';
import { readComponents } from '../../src/org/components.js';
import { importApps } from '../../src/verbs/import.js';
import { LocalOrg } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { classify } from '../../src/refresh/classify.js';
import { credentialsAge, revokeCredentials, showCredentials, storeCredentials } from '../../src/verbs/credentials.js';
import { deploy } from '../../src/verbs/deploy.js';
import { destroy } from '../../src/verbs/destroy.js';
import { doctor } from '../../src/verbs/doctor.js';
import { readImportedOrg } from '../../src/verbs/import-org.js';
import { plan } from '../../src/verbs/plan.js';
import { rotate } from '../../src/verbs/rotate.js';
import { verify } from '../../src/verbs/verify.js';
import { testWork } from '../work.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';

const APP = 'acme__Partner_Hub';
const VENDOR = '00D000000000042';
const USER = 'billing.sync@acme.example';
const PAIR = { key: '${env:HUB_KEY}', secret: '${env:HUB_SECRET}' } as const;
const ENV = { HUB_KEY: 'VendorKey4711', HUB_SECRET: 'C4NARY-vendor' };
const LEFT_OUT = /came with a package: its key and secret are its publisher's, and no other org gives them/;

const subscriber = (more: Partial<AppConfig> = {}): EcaConfig => ({
  apiVersion: '66.0',
  apps: { [APP]: { role: 'subscriber', runAsUser: USER, ...more } },
});

let localOrg: LocalOrg;
let org: Org;

const file = (root: string, fields: Readonly<Record<string, string>>): string => {
  const body = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<${root} xmlns="http://soap.sforce.com/2006/04/metadata">${body.join('')}</${root}>`;
};

/** Files of the package as a subscriber's org has them, with the pair that its publisher made. */
const PACKAGE: Readonly<Record<string, string>> = {
  [`${APP}.eca-meta.xml`]: file('ExternalClientApplication', {
    contactEmail: 'partners@vendor.example',
    distributionState: 'Packaged',
    label: 'Partner Hub',
    orgScopedExternalApp: `${VENDOR}:Partner_Hub`,
  }),
  [`${APP}_oauth.ecaOauth-meta.xml`]: file('ExtlClntAppOauthSettings', {
    commaSeparatedOauthScopes: 'Api',
    externalClientApplication: APP,
    label: 'Partner Hub',
    oauthLink: `${VENDOR}:888000000000777`,
  }),
  [`${APP}_glbloauth.ecaGlblOauth-meta.xml`]: file('ExtlClntAppGlobalOauthSettings', {
    callbackUrl: 'https://vendor.example/callback',
    consumerKey: ENV.HUB_KEY,
    consumerSecret: ENV.HUB_SECRET,
    externalClientApplication: APP,
    isClientCredentialsFlowEnabled: 'true',
    label: 'Partner Hub',
  }),
};

async function start(files: Readonly<Record<string, string>> = {}): Promise<void> {
  const source = mkdtempSync(join(tmpdir(), 'eca-package-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(source, name), text);
  const users = [
    { username: 'admin@acme.example', profile: 'System Administrator' },
    { username: USER, licence: 'Salesforce Integration', permissionSets: ['Billing_API'] },
  ];
  const permissionSets = [{ name: 'Billing_API', permissions: ['ApiEnabled'] }];
  const hasFiles = Object.keys(files).length > 0;
  localOrg = new LocalOrg({
    seed: {
      settings: { enableClientSecretInRestApiAccess: true },
      users,
      permissionSets,
      source: hasFiles ? source : undefined,
    },
  });
  await localOrg.start();
  org = await connectTo(localOrg.info);
}

interface Watched {
  readonly work: ReturnType<typeof testWork>;
  readonly said: readonly string[];
}

function watched(env: Readonly<Record<string, string>> = {}): Watched {
  const said: string[] = [];
  const work = testWork({
    env,
    onProgress: (event) => {
      if (event.kind === 'warning') said.push(event.message);
    },
  });
  return { work, said };
}

const askedForPairs = (): readonly string[] =>
  localOrg.requests.map(({ path }) => path).filter((path) => path.includes('/apps/oauth/'));

afterEach(() => localOrg.stop());

describe('in the org of a subscriber, an app of a package', () => {
  beforeEach(() => start(PACKAGE));

  it('needs neither label nor contact, and becomes its policies alone', async () => {
    const before = localOrg.snapshot();
    const { changes } = await plan(org, resolved(subscriber()), testWork());
    expect(changes).toMatchObject([{ action: 'update', type: 'ExtlClntAppOauthConfigurablePolicies', app: APP }]);
    expect(localOrg.snapshot()).toEqual(before);
  });

  it('is deployed without asking the org for a pair, which is said; the plan after it is empty', async () => {
    const { work, said } = watched();
    const config = resolved(subscriber());
    const report = await deploy(org, config, work);
    expect(report).toMatchObject({ readBack: { inSync: true }, credentials: [], verify: [] });
    expect(said.filter((text) => LEFT_OUT.test(text))).toEqual([
      expect.stringContaining(`write apps.${APP}.credentials`) as string,
    ]);
    expect(askedForPairs()).toEqual([]);
    expect((await plan(org, config, testWork())).changes).toEqual([]);
  });

  it('is proven by the pair that the publisher gave, out of variables', async () => {
    const config = resolved(subscriber({ credentials: PAIR }));
    const { verify: proofs } = await deploy(org, config, watched(ENV).work);
    expect(proofs).toMatchObject([{ app: APP, ok: true }]);
    expect(await verify(org, config, watched(ENV).work)).toMatchObject([{ app: APP, ok: true }]);
    expect(askedForPairs()).toEqual([]);
    const wrong = await verify(org, config, watched({ ...ENV, HUB_SECRET: 'another' }).work);
    expect(wrong).toMatchObject([{ app: APP, ok: false, diagnosis: { layer: 'secret' } }]);
    expect(JSON.stringify([proofs, wrong])).not.toContain(ENV.HUB_SECRET);
  });

  it('is named by verify when nothing gives a pair, beside the apps that are proven', async () => {
    const config = resolved({ ...subscriber(), apps: { ...subscriber().apps, ...BILLING_SYNC.apps } });
    await deploy(org, config, testWork());
    const { work, said } = watched();
    expect(await verify(org, config, work)).toMatchObject([{ app: 'Billing_Sync', ok: true }]);
    expect(said.filter((text) => LEFT_OUT.test(text))).toHaveLength(1);
    const { work: other, said: rest } = watched();
    expect(await credentialsAge(org, config, other)).toMatchObject([{ app: 'Billing_Sync' }]);
    expect(rest).toEqual([expect.stringMatching(/acme__Partner_Hub.*It is left out\.$/)]);
  });

  it('is no proof for verify when there is nothing else to prove', async () => {
    await expect(verify(org, resolved(subscriber()), testWork())).rejects.toMatchObject({
      name: 'UsageError',
      exitCode: 4,
      message: expect.stringMatching(LEFT_OUT) as string,
    });
  });

  it('has no pair that the org could show, age, rotate or revoke', async () => {
    const config = resolved(subscriber());
    const refusal = { name: 'UsageError', message: expect.stringMatching(LEFT_OUT) as string };
    await expect(showCredentials(org, config, testWork(), { reveal: true })).rejects.toMatchObject(refusal);
    await expect(credentialsAge(org, config, testWork())).rejects.toMatchObject(refusal);
    await expect(rotate(org, config, testWork())).rejects.toMatchObject(refusal);
    await expect(revokeCredentials(org, config, testWork(), { staged: true })).rejects.toMatchObject(refusal);
    const sink = { github: { key: 'KEY', secret: 'SECRET' } };
    await expect(storeCredentials(org, config, testWork(), { sink })).rejects.toMatchObject(refusal);
    expect(askedForPairs()).toEqual([]);
  });

  it('is found by the doctor', async () => {
    const { checks } = await doctor(org, resolved(subscriber()), testWork());
    expect(checks.find(({ name }) => name === 'package')).toMatchObject({ ok: true, app: APP });
    expect(checks.filter(({ level }) => level === 'blocker')).toEqual([]);
  });

  it('is not deleted by destroy, which says how to be rid of it', async () => {
    const { work, said } = watched();
    const before = localOrg.snapshot();
    const report = await destroy(org, resolved(subscriber()), work, { confirm: () => Promise.resolve(true) });
    expect(report).toMatchObject({ deleted: [], missing: [], gone: true });
    expect(said).toEqual([expect.stringContaining('uninstall the package')]);
    expect(localOrg.snapshot()).toEqual(before);
  });

  it('is no copy of production’s app for a refresh, although its links name another org', async () => {
    expect(await classify(org, resolved(subscriber()).apps, testWork())).toEqual([]);
  });

  it('is imported as the app of a subscriber, without what its publisher says', async () => {
    await deploy(org, resolved(subscriber()), testWork());
    const imported = await readImportedOrg(org, testWork());
    const read = (text: string): unknown => JSON.parse(text);
    const target = { path: '/tmp/none.json', displayPath: 'none.json', format: 'json', read } as const;
    const { texts } = await importApps({ imported, target, env: {}, write: false });
    const written = JSON.parse(texts.after) as EcaConfig;
    expect(written.apps[APP]).toMatchObject({ role: 'subscriber', runAsUser: USER });
    expect(written.apps[APP]).not.toHaveProperty('contactEmail');
    expect(resolve(written, { env: {} }).problems).toEqual([]);
  });
});

describe('in an org without the package', () => {
  beforeEach(() => start());

  it('is a blocker before anything is sent, by the name of the app', async () => {
    const config = resolved(subscriber());
    await expect(deploy(org, config, testWork())).rejects.toMatchObject({
      name: 'AppNotFoundError',
      actions: [expect.stringMatching(/^Install the package/) as string],
      problems: [{ path: `apps.${APP}` }],
    });
    // The org's own app of the same name is another one.
    localOrg.setComponent('ExternalClientApplication', 'Partner_Hub', { label: 'Hub', contactEmail: 'a@acme.example' });
    const { checks } = await doctor(org, config, testWork());
    expect(checks.find(({ name }) => name === 'package')).toMatchObject({ ok: false, level: 'blocker' });
  });
});

describe('in the org of its owner, a packaged app', () => {
  beforeEach(() => start());

  it('is deployed, proven, rotated and deleted like any other, and says that it is packaged', async () => {
    const { Billing_Sync: app } = BILLING_SYNC.apps;
    if (app === undefined) throw new Error('The example has no app.');
    const config = resolved({ ...BILLING_SYNC, apps: { Billing_Sync: { ...app, distribution: 'Packaged' } } });
    const { work } = watched();
    const report = await deploy(org, config, work);
    expect(report).toMatchObject({ readBack: { inSync: true }, verify: [{ ok: true }] });
    const [made] = await readComponents(org, ['ExternalClientApplication'], testWork());
    expect(made?.fields).toMatchObject({ distributionState: 'Packaged' });
    expect((await plan(org, config, testWork())).changes).toEqual([]);
    expect(await rotate(org, config, testWork())).toMatchObject([{ verify: { ok: true } }]);
    expect(await destroy(org, config, testWork(), { confirm: () => Promise.resolve(true) })).toMatchObject({
      gone: true,
    });
  });
});
