import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { credentialsAge, revokeCredentials, showCredentials, storeCredentials } from '../../src/verbs/credentials.js';
import { deploy } from '../../src/verbs/deploy.js';
import { EcaError } from '../../src/errors.js';
import { LocalOrg, type LocalOrgInfo, type Seed } from '../../src/local-org/index.js';
import { readConsumer, readCredentials } from '../../src/credentials/read-pair.js';
import type { Org } from '../../src/org/org.js';
import { readStaged, stagePair } from '../../src/credentials/staged.js';
import { rotate } from '../../src/verbs/rotate.js';
import { withSecretAccess } from '../../src/credentials/secret-access.js';
import { BILLING_SYNC, connectTo, countOf, resolved } from './project.js';
import { testWork } from '../work.js';

const config = resolved(BILLING_SYNC);
const SETTING = 'enableClientSecretInRestApiAccess';

const reason = async (work: Promise<unknown>): Promise<EcaError> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof EcaError) return error;
  throw new Error(`Expected an EcaError, got ${String(error)}`);
};

describe('the credentials of an app', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let folder: string;
  const start = async (seed?: Seed, assume: Record<string, string> = {}): Promise<void> => {
    localOrg = new LocalOrg({ assume, ...(seed === undefined ? {} : { seed }) });
    info = await localOrg.start();
    org = await connectTo(info);
    await deploy(org, config, testWork(), { verify: false });
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'eca-credentials-'));
    await start();
  });
  afterEach(() => localOrg.stop());

  it('shows the key, and the secret only when it is asked for', async () => {
    const { consumerKey, consumerSecret } = await readCredentials(org, 'Billing_Sync');
    expect(await showCredentials(org, config, testWork({ folder }), { reveal: false })).toEqual([
      { app: 'Billing_Sync', consumerKey },
    ]);
    const [shown] = await showCredentials(org, config, testWork({ folder }), { reveal: true });
    expect(shown?.consumerSecret?.equals(consumerSecret)).toBe(true);
  });

  it('finds an app that nobody used yet, and one behind the first hundred of the usage pages', async () => {
    expect(countOf(localOrg, 'usage')).toBe(0);
    await readCredentials(org, 'Billing_Sync');
    await localOrg.stop();
    const many = Object.fromEntries(
      Array.from({ length: 120 }, (_, index) => [`Ledger_${index}`, { ...BILLING_SYNC.apps.Billing_Sync }]),
    ) as unknown as typeof BILLING_SYNC.apps;
    localOrg = new LocalOrg({ assume: { 'usage-lists': 'all', 'app-id': 'other' } });
    org = await connectTo(await localOrg.start());
    await deploy(org, resolved({ ...BILLING_SYNC, apps: many }), testWork(), { verify: false });
    expect((await readCredentials(org, 'Ledger_99')).consumerKey).toMatch(/\w/);
    expect(countOf(localOrg, 'usage')).toBe(2);
  });

  it('stores them in the sink of the flag, and says that an app has none', async () => {
    expect(await reason(storeCredentials(org, config, testWork({ folder })))).toMatchObject({ name: 'UsageError' });
    const [stored] = await storeCredentials(org, config, testWork({ folder }), { sink: { file: 'billing.json' } });
    expect(stored).toMatchObject({ app: 'Billing_Sync', stored: true });
    expect(JSON.parse(readFileSync(join(folder, 'billing.json'), 'utf8'))).toHaveProperty(
      'Billing_Sync.consumerSecret',
    );
  });

  it('tells the age from when the app was created, then from the rotation', async () => {
    const [created] = await credentialsAge(org, config, testWork({ folder }));
    expect(created).toMatchObject({ app: 'Billing_Sync', days: 0, from: 'creation of the app' });
    await rotate(org, config, testWork({ folder }), { sink: { file: 'billing.json' } });
    const [rotated] = await credentialsAge(org, config, testWork({ folder }));
    expect(rotated).toMatchObject({ days: 0, from: 'rotation' });
    expect(Date.parse(rotated?.oldPairExpires ?? '')).toBeGreaterThan(Date.now());
    const elsewhere = mkdtempSync(join(tmpdir(), 'eca-credentials-'));
    expect((await credentialsAge(org, config, testWork({ folder: elsewhere })))[0]).toMatchObject({
      days: 0,
      from: 'rotated pair',
    });
  });

  it('ends no old pair while nobody can tell whether its rotation is finished', async () => {
    await rotate(org, config, testWork({ folder }), { sink: { file: 'billing.json' } });
    const entry = join(folder, '.eca', `rotation.${org.identity.orgId}.Billing_Sync.json`);
    writeFileSync(entry, '{"kind": "rotation", "step": "st');
    const revoke = () => revokeCredentials(org, config, testWork({ folder }), { staged: false });
    await expect(revoke()).rejects.toMatchObject({
      name: 'RotationConflictError',
      message: expect.stringContaining('cannot be understood') as string,
      actions: [expect.stringContaining('eca credentials store --app Billing_Sync')],
    });
    expect(await readStaged(org, await readConsumer(org, 'Billing_Sync'))).toMatchObject({ state: 'rotated' });
    rmSync(entry);
    expect(await revoke()).toMatchObject([{ revoked: true }]);
  });

  it('tells when a pair in the slot ends, and judges it when it is asked to', async () => {
    const age = async (maxDays?: number) => (await credentialsAge(org, config, testWork({ folder }), { maxDays }))[0];
    const daysTo = (expires: string | undefined): number => (Date.parse(expires ?? '') - Date.now()) / 86_400_000;
    await rotate(org, config, testWork({ folder }), { sink: { file: 'billing.json' } });
    expect(daysTo((await age())?.oldPairExpires)).toBeGreaterThan(29);
    expect((await age())?.due).toBeUndefined();
    expect((await age(90))?.due).toEqual([]);
    expect((await age(-1))?.due).toHaveLength(1);
    await revokeCredentials(org, config, testWork({ folder }), { staged: false });
    await stagePair(org, await readConsumer(org, 'Billing_Sync'));
    const staged = await age();
    expect(daysTo(staged?.stagedPairExpires)).toBeGreaterThan(29);
    expect(staged?.oldPairExpires).toBeUndefined();
  });

  it('revokes the old pair, and leaves a staged one to whoever staged it', async () => {
    expect(await revokeCredentials(org, config, testWork({ folder }), { staged: false })).toEqual([
      { app: 'Billing_Sync', revoked: false },
    ]);
    const staged = await stagePair(org, await readConsumer(org, 'Billing_Sync'));
    expect(await reason(revokeCredentials(org, config, testWork({ folder }), { staged: false }))).toMatchObject({
      name: 'RotationConflictError',
    });
    expect(await revokeCredentials(org, config, testWork({ folder }), { staged: true })).toEqual([
      { app: 'Billing_Sync', revoked: true, consumerKey: staged.consumerKey },
    ]);
  });

  describe('in an org that keeps its secrets from REST', () => {
    beforeEach(() => {
      localOrg.changeSetting(SETTING, false);
    });

    it('names the switch, and nothing else', async () => {
      const error = await reason(showCredentials(org, config, testWork({ folder }), { reveal: true }));
      expect(error.name).toBe('CredentialsUnavailableError');
      expect(error.message).toContain(`the setting ${SETTING} is off`);
      expect(error.message).not.toContain('lacks');
      expect(error.message).not.toMatch(/\.\.(?!\.)/);
      expect(error.message).toMatch(/\. Why: the setting/);
      expect(error.actions).toHaveLength(1);
    });

    it.each(['FUNCTIONALITY_NOT_ENABLED', 'INSUFFICIENT_ACCESS'])(
      'names the permission that the user lacks (%s)',
      async (code) => {
        await localOrg.stop();
        localOrg = new LocalOrg({
          assume: { 'credentials-permission-error': code },
          seed: {
            users: [
              { username: 'admin@acme.example', profile: 'System Administrator' },
              {
                username: 'deployer@acme.example',
                profile: 'Standard User',
                permissions: [
                  'ApiEnabled',
                  'ModifyMetadata',
                  'ModifyAllData',
                  'CustomizeApplication',
                  'ExternalClientAppViewer',
                  'ExternalClientAppAdmin',
                  'ExternalClientAppDeveloper',
                ],
              },
              { username: 'billing.sync@acme.example' },
            ],
            settings: { [SETTING]: true },
          },
        });
        const started = await localOrg.start();
        await deploy(await connectTo(started), config, testWork(), { verify: false });
        const deployer = await connectTo({ ...started, accessToken: localOrg.login('deployer@acme.example') });
        const error = await reason(showCredentials(deployer, config, testWork({ folder }), { reveal: true }));
        expect(error.message).toContain('deployer@acme.example lacks the permission "View Client Secret"');
        expect(error.message).not.toContain('is off');
        expect(error.actions).toHaveLength(1);
      },
    );

    it('turns the switch on for the moment, and off again, in a deploy that hands over', async () => {
      const options = { allowSecretAccess: true, sink: { file: 'billing.json' } };
      const report = await deploy(org, config, testWork({ folder }), options);
      expect(report.verify[0]?.ok).toBe(true);
      expect(report.credentials[0]?.stored).toBe(true);
      expect(localOrg.snapshot().settings[SETTING]).toBe(false);
      expect(readdirSync(join(folder, '.eca')).sort()).toEqual([
        '.gitignore',
        `stored.${info.orgId}.Billing_Sync.json`,
      ]);
    });

    it('deploys nothing where the journal of the switch could not be written', async () => {
      writeFileSync(join(folder, '.eca'), '');
      const before = localOrg.requests.length;
      const [app] = Object.values(BILLING_SYNC.apps);
      if (app === undefined) throw new Error('The example has an app.');
      const other = resolved({ ...BILLING_SYNC, apps: { Billing_Sync: { ...app, label: 'Another label' } } });
      const run = deploy(org, other, testWork({ folder }), { allowSecretAccess: true });
      await expect(run).rejects.toMatchObject({
        name: 'WriteFailedError',
        message: expect.stringContaining('.eca') as string,
      });
      const operations = localOrg.requests.slice(before).map(({ operation }) => operation);
      expect(operations).toContain('retrieve');
      expect(operations).not.toContain('deploy');
      localOrg.changeSetting(SETTING, true);
      const report = await deploy(org, config, testWork({ folder }), { allowSecretAccess: true });
      expect(report.verify[0]?.ok).toBe(true);
    });

    it('keeps the other settings as they are', async () => {
      localOrg.changeSetting('enablePackageEcaOauthFromDevOrg', true);
      await showCredentials(org, config, testWork({ folder }), { reveal: false, allowSecretAccess: true });
      expect(localOrg.snapshot().settings).toMatchObject({ [SETTING]: false, enablePackageEcaOauthFromDevOrg: true });
    });

    it('turns the switch off again when the work fails, and when it is interrupted', async () => {
      const failed = withSecretAccess(org, testWork({ folder }), { allowSecretAccess: true }, () =>
        Promise.reject(new Error('no')),
      );
      await expect(failed).rejects.toThrow('no');
      expect(localOrg.snapshot().settings[SETTING]).toBe(false);
      const abort = new AbortController();
      const interrupted = withSecretAccess(
        org,
        testWork({ folder, signal: abort.signal }),
        { allowSecretAccess: true },
        () => {
          expect(localOrg.snapshot().settings[SETTING]).toBe(true);
          abort.abort(new Error('Interrupted.'));
          abort.signal.throwIfAborted();
          return Promise.resolve();
        },
      );
      await expect(interrupted).rejects.toThrow('Interrupted.');
      expect(localOrg.snapshot().settings[SETTING]).toBe(false);
    });

    it('says so when the switch cannot be turned off, and does it at the next run', async () => {
      const work = () => {
        localOrg.once('deploy', { kind: 'failing-deploy', problem: 'The org is locked for maintenance.' });
        return Promise.resolve();
      };
      const error = await reason(withSecretAccess(org, testWork({ folder }), { allowSecretAccess: true }, work));
      expect(error).toMatchObject({ name: 'SecretAccessNotRestoredError' });
      expect(error.message).toContain('locked for maintenance');
      expect(localOrg.snapshot().settings[SETTING]).toBe(true);
      const warnings: string[] = [];
      const next = showCredentials(
        org,
        config,
        testWork({
          folder,
          onProgress: (event) => {
            if (event.kind === 'warning') warnings.push(event.message);
          },
        }),
        { reveal: true },
      );
      // The switch is off again first, so the org keeps its secrets.
      expect((await reason(next)).name).toBe('CredentialsUnavailableError');
      expect(warnings[0]).toContain('is turned off now');
      expect(localOrg.snapshot().settings[SETTING]).toBe(false);
    });

    it('lets runs on one org take turns', async () => {
      let inside = 0;
      const work = async (): Promise<void> => {
        inside += 1;
        expect(inside).toBe(1);
        await new Promise((done) => setTimeout(done, 50));
        inside -= 1;
      };
      const other = mkdtempSync(join(tmpdir(), 'eca-credentials-'));
      await Promise.all([
        withSecretAccess(org, testWork({ folder }), { allowSecretAccess: true }, work),
        withSecretAccess(org, testWork({ folder: other }), { allowSecretAccess: true }, work),
      ]);
      expect(localOrg.snapshot().settings[SETTING]).toBe(false);
    });
  });

  it('leaves a switch alone that was on', async () => {
    const { deployCount } = localOrg.snapshot();
    await showCredentials(org, config, testWork({ folder }), { reveal: false, allowSecretAccess: true });
    expect(localOrg.snapshot()).toMatchObject({ deployCount, settings: { [SETTING]: true } });
  });

  it('does not ignore a damaged journal while the switch is on, and does not trip over one', async () => {
    await storeCredentials(org, config, testWork({ folder }), { sink: { file: 'billing.json' } });
    writeFileSync(join(folder, '.eca', `secret-access.${info.orgId}.json`), '{"kind": "secret-');
    const show = () => showCredentials(org, config, testWork({ folder }), { reveal: false });
    expect((await reason(show())).name).toBe('SecretAccessNotRestoredError');
    localOrg.changeSetting(SETTING, false);
    expect(await show()).toHaveLength(1);
    localOrg.changeSetting(SETTING, true);
    expect(await show()).toHaveLength(1);
  });
});
