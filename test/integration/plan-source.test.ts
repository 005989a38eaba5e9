import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EcaConfig } from '../../src/config/model.js';
import { LocalOrg } from '../../src/local-org/index.js';
import { readCompared } from '../../src/org/compared.js';
import type { Org } from '../../src/org/org.js';
import { readSource } from '../../src/planning/from-source.js';
import type { PlanReport } from '../../src/planning/prepare.js';
import { deploy } from '../../src/verbs/deploy.js';
import { generate } from '../../src/verbs/generate.js';
import { plan } from '../../src/verbs/plan.js';
import { testWork } from '../work.js';
import { BILLING_SYNC, connectTo, resolved, withConsumer } from './project.js';

const SOURCE = 'force-app/main/default';
const POLICY = `${SOURCE}/extlClntAppOauthPolicies/Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy-meta.xml`;
const SETTINGS = `${SOURCE}/extlClntAppOauthSettings/Billing_Sync_oauth.ecaOauth-meta.xml`;
const { Billing_Sync: app } = BILLING_SYNC.apps;

describe('plan of existing source', () => {
  let localOrg: LocalOrg;
  let org: Org;
  let folder: string;
  const config = resolved(BILLING_SYNC);

  beforeEach(async () => {
    localOrg = new LocalOrg();
    org = await connectTo(await localOrg.start());
    folder = mkdtempSync(join(tmpdir(), 'eca-plan-source-'));
    await generate({ config, root: folder });
  });
  afterEach(() => localOrg.stop());

  const change = (file: string, from: string | RegExp, to: string): void => {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8').replace(from, to);
    writeFileSync(path, text);
  };
  const planOf = async (used: EcaConfig = BILLING_SYNC): Promise<PlanReport> => {
    const wanted = resolved(used);
    return plan(org, wanted, testWork({ folder }), { source: await readSource(folder, wanted, {}) });
  };

  it('finds nothing wrong with files that are right', async () => {
    expect(await planOf()).toMatchObject({ problems: [], notes: [] });
  });

  it('says what validate says of the files, with level, file and line', async () => {
    change(SETTINGS, '    <label>', '    <isNoField>true</isNoField>\n    <label>');
    change(POLICY, '<label>', '<isClientCredentialsFlow>true</isClientCredentialsFlow><label>');
    writeFileSync(
      join(folder, SOURCE, 'externalClientApps/Other.eca-meta.xml'),
      '<ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"><label>x</label></ExternalClientApplication>',
    );
    const { problems } = await planOf();
    expect(problems).toEqual([
      expect.objectContaining({ level: 'error', file: POLICY, line: expect.any(Number) as number }),
      expect.objectContaining({
        level: 'error',
        file: SETTINGS,
        message: expect.stringContaining('isNoField') as string,
      }),
    ]);
  });

  it.each([
    ['is missing', 'nobody@acme.example', /no user.*"nobody@acme\.example"/i, {}],
    ['is inactive', 'gone@acme.example', /gone@acme\.example.*is inactive/, { active: false }],
    ['is frozen', 'gone@acme.example', /gone@acme\.example.*is frozen/, { frozen: true }],
  ])(
    'judges the run-as user of the files, not that of the config: one that %s',
    async (_what, username, said, state) => {
      await localOrg.stop();
      const users = [
        { username: 'admin@acme.example', profile: 'System Administrator' },
        { username: 'billing.sync@acme.example' },
        ...(username.startsWith('gone') ? [{ username, ...state }] : []),
      ];
      localOrg = new LocalOrg({ seed: { users } });
      org = await connectTo(await localOrg.start());
      change(POLICY, /billing\.sync@acme\.example/, username);
      const { notes } = await planOf();
      expect(notes).toEqual([expect.stringMatching(/^A deploy would refuse this: /)]);
      expect(notes[0]).toMatch(said);
      expect(notes[0]).toContain(`clientCredentialsFlowUser in ${POLICY}`);
      expect(notes[0]).not.toContain('apps.Billing_Sync');
      expect((await plan(org, config, testWork({ folder }))).notes).toEqual([]);
    },
  );

  it('judges the permission sets of the files, not those of the config', async () => {
    if (app === undefined) throw new Error('The example has its app.');
    change(
      POLICY,
      '    <externalClientApplication>',
      '    <commaSeparatedPermissionSet>No_Such_Set</commaSeparatedPermissionSet>\n    <externalClientApplication>',
    );
    change(POLICY, 'AllSelfAuthorized', 'AdminApprovedPreAuthorized');
    const { notes } = await planOf({
      ...BILLING_SYNC,
      apps: { Billing_Sync: { ...app, permissionSets: ['Other_Set'] } },
    });
    expect(notes.join('\n')).toMatch(/has no permission set "No_Such_Set".*commaSeparatedPermissionSet in force-app/s);
    expect(notes.join('\n')).not.toContain('Other_Set');
  });

  it('reads files that a formatter broke over lines as an org does', async () => {
    for (const file of [POLICY, SETTINGS]) change(file, /<(\w+)>([^<>]+)<\//g, '<$1>\n        $2\n    </');
    const typesIn = ({ changes }: PlanReport): readonly string[] => changes.map(({ type }) => type);
    const report = await planOf();
    expect(typesIn(report)).toEqual(typesIn(await plan(org, config, testWork({ folder }))));
    expect(report.notes).toEqual([]);
  });

  it('says which switch of the files keeps every token away, in words of the files', async () => {
    change(
      `${SOURCE}/extlClntAppPolicies/Billing_Sync_defaultPolicy.ecaPlcy-meta.xml`,
      '<isOauthPluginEnabled>true',
      '<isOauthPluginEnabled>false',
    );
    const { notes } = await planOf();
    expect(notes).toEqual([
      expect.stringContaining(
        'Write <isOauthPluginEnabled>true</isOauthPluginEnabled> into the ExtlClntAppConfigurablePolicies of the source',
      ),
    ]);
  });

  describe('with files of what calls the apps', () => {
    const NAMED = `${SOURCE}/namedCredentials/Billing_API.namedCredential-meta.xml`;
    const EXTERNAL = `${SOURCE}/externalCredentials/Billing_API.externalCredential-meta.xml`;
    const CALLERS = `${SOURCE}/permissionsets/Billing_Callers.permissionset-meta.xml`;
    const configFor = () => withConsumer(org.identity.instanceUrl, { assign: ['admin@acme.example'] });
    const planned = async (wanted = configFor()): Promise<PlanReport> =>
      plan(org, wanted, testWork({ folder }), { source: await readSource(folder, wanted, {}) });
    beforeEach(async () => {
      const namedCredentials = { myDomainUrl: org.identity.instanceUrl };
      await generate({ config: configFor(), root: folder, namedCredentials });
    });

    it('shows them field by field, as the plan of the config does, but no users who call', async () => {
      const ofConfig = await plan(org, configFor(), testWork({ folder }));
      const { changes, notes } = await planned();
      const callingIn = (report: Pick<PlanReport, 'changes'>) =>
        report.changes.filter(({ type }) => /Credential|PermissionSet$/.test(type));
      expect(callingIn({ changes })).toHaveLength(3);
      expect(callingIn({ changes })).toEqual(callingIn(ofConfig));
      expect(changes.some(({ action }) => action === 'assign')).toBe(false);
      expect(notes).toEqual([]);
    });

    it('is empty after a deploy, and shows what deploying the files would change and take away', async () => {
      await deploy(org, withConsumer(org.identity.instanceUrl), testWork({ folder }), { verify: false });
      expect((await planned()).changes.filter(({ type }) => type.startsWith('Named'))).toEqual([]);
      const wanted = {
        type: 'PermissionSet',
        fullName: 'Billing_Callers',
        fields: {},
        app: '',
        managed: [],
        named: true,
      };
      const [{ fields } = {}] = await readCompared(org, [wanted], testWork());
      const own = fields?.externalCredentialPrincipalAccesses as object[];
      const other = { enabled: true, externalCredentialPrincipal: 'Other-Main' };
      localOrg.setComponent('PermissionSet', 'Billing_Callers', {
        label: 'Callers',
        externalCredentialPrincipalAccesses: [...own, other],
      } as never);
      change(NAMED, 'Enabled', 'Disabled');
      change(EXTERNAL, org.identity.instanceUrl, 'https://acme.my.salesforce.com');
      const { changes, notes } = await planned();
      const fieldsOf = (name: string) => changes.find(({ type }) => type === name)?.fields;
      expect(fieldsOf('NamedCredential')).toEqual([{ path: 'calloutStatus', from: 'Enabled', to: 'Disabled' }]);
      expect(JSON.stringify(fieldsOf('ExternalCredential')?.[0]?.to)).toContain('https://acme.my.salesforce.com');
      expect(fieldsOf('PermissionSet')).toMatchObject([{ path: 'externalCredentialPrincipalAccesses', to: own }]);
      expect(notes.join()).toContain(`${EXTERNAL} gets tokens at https://acme.my.salesforce.com/services/oauth2/token`);
    });

    it('leaves out what has no file, and does not ask the calling org for it', async () => {
      const elsewhere = withConsumer(org.identity.instanceUrl, { targetOrg: 'nobody-knows-this-org' });
      for (const file of [NAMED, EXTERNAL, CALLERS]) rmSync(join(folder, file));
      expect((await planned(elsewhere)).changes.map(({ type }) => type)).not.toContain('NamedCredential');
    });

    it('lists what is wrong with one that cannot be read', async () => {
      change(EXTERNAL, '</label>', '');
      await expect(planned()).rejects.toMatchObject({ name: 'SourceInvalidError', problems: [{ file: EXTERNAL }] });
    });
  });

  it('leaves out what .forceignore leaves out, and says so once', async () => {
    writeFileSync(
      join(folder, 'sfdx-project.json'),
      JSON.stringify({ packageDirectories: [{ path: 'force-app', default: true }] }),
    );
    writeFileSync(join(folder, '.forceignore'), '**/*.ecaOauthPlcy-meta.xml\n');
    const { changes, problems = [] } = await planOf();
    expect(changes.map(({ type }) => type)).not.toContain('ExtlClntAppOauthConfigurablePolicies');
    expect(problems.filter(({ message }) => message.includes('.forceignore'))).toMatchObject([
      { level: 'note', file: POLICY },
    ]);
    writeFileSync(join(folder, '.forceignore'), 'force-app\n');
    await expect(planOf()).rejects.toMatchObject({
      name: 'SourceInvalidError',
      message: expect.stringContaining('.forceignore') as string,
    });
  });

  it('lists what is wrong with a file that cannot be read', async () => {
    change(POLICY, '</label>', '');
    await expect(planOf()).rejects.toMatchObject({
      name: 'SourceInvalidError',
      problems: [{ file: POLICY, level: 'error', line: expect.any(Number) as number }],
    });
  });
});
