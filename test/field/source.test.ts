import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHere } from '../cli/run-here.js';
import { folderOf, LEDGER, ledger, PATHS, validated, xml } from './field.js';

const DEFAULT = 'force-app/main/default';
const project = (more: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ packageDirectories: [{ path: 'force-app', default: true }], ...more });
const lines = ({ problems }: Awaited<ReturnType<typeof validated>>): readonly string[] =>
  problems.map(({ level, path }) => `${level} ${path}`);

describe('source is checked by the API version of its project', () => {
  const source = ledger(DEFAULT, { policy: { isNamedUserJwtEnabled: false } });

  it.each([
    ['62.0', 0, 'Checked by API version 62.0 (sourceApiVersion of sfdx-project.json).\nNo problems.\n'],
    [
      '66.0',
      4,
      'isNamedUserJwtEnabled of ExtlClntAppOauthConfigurablePolicies is in API version 61.0 to 63.0, not in 66.0.',
    ],
  ])('sourceApiVersion %s', async (sourceApiVersion, code, said) => {
    const cwd = folderOf({ ...source, 'sfdx-project.json': project({ sourceApiVersion }) });
    const finished = await runHere(['validate', '--source-dir', 'force-app'], { cwd });
    expect(finished.stdout).toContain(said);
    expect(finished.code).toBe(code);
  });

  it('or else by the version of the manifest beside the files', async () => {
    const manifest = '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><version>62.0</version></Package>';
    const cwd = folderOf({ ...source, 'manifest/package.xml': manifest });
    const { code, stdout } = await runHere(['validate', '--source-dir', 'force-app'], { cwd });
    expect(stdout).toContain('Checked by API version 62.0 (version of manifest/package.xml).\nNo problems.\n');
    expect(code).toBe(0);
  });
});

describe('an element with xsi:nil is checked like any other', () => {
  it('for its API versions, and for whether the type has it', async () => {
    const cwd = folderOf({
      'settings/ExternalClientApp.settings-meta.xml': xml('ExternalClientAppSettings', {
        enableClientSecretInRestApiAccess: false,
        enableExternalClientApps: '<enableExternalClientApps xsi:nil="true"/>',
        enableNothing: '<enableNothing xsi:nil="true"/>',
      }),
    });
    const answer = await validated(cwd, 'settings');
    expect(answer).toMatchObject({
      code: 4,
      problems: [
        { level: 'error', message: expect.stringContaining('60.0 to 62.0, not in 66.0') as string },
        { level: 'error', message: expect.stringContaining('has no field enableNothing') as string },
      ],
    });
    expect((await validated(cwd, 'settings', '--api-version', '62.0')).problems).toHaveLength(1);
  });
});

describe('one policy file per environment is one component with alternatives', () => {
  const { [`src/core/${PATHS.policy}`]: policy = '', ...core } = ledger('src/core');
  const environments = ['dev', 'uat', 'prod'];
  const policies = (edit = (text: string): string => text): Readonly<Record<string, string>> =>
    Object.fromEntries(
      environments.map((name) => [`src/env/${name}/${PATHS.policy}`, name === 'uat' ? edit(policy) : policy]),
    );

  it('has no problem, and each alternative is checked', async () => {
    expect(await validated(folderOf({ ...core, ...policies() }), 'src')).toEqual({ code: 0, problems: [] });
    const wrong = policies((text) => text.replace('ledger@acme.example', 'nobody'));
    expect(await validated(folderOf({ ...core, ...wrong }), 'src')).toMatchObject({
      code: 4,
      problems: [
        {
          level: 'error',
          file: `src/env/uat/${PATHS.policy}`,
          message: expect.stringContaining('"nobody" is not a username') as string,
        },
      ],
    });
  });

  it('is the duplicate that an org refuses under two different full names', async () => {
    const second = { [`src/env/uat/${PATHS.policy.replace('Sync_oauth', 'Sync_second')}`]: policy };
    const { code, problems } = await validated(folderOf({ ...core, ...policies(), ...second }), 'src');
    expect(code).toBe(4);
    expect(problems.some(({ message }) => message.includes('has a second ExtlClntAppOauthConfigurablePolicies'))).toBe(
      true,
    );
  });
});

describe('a token that the project replaces at a deploy is no wrong value', () => {
  const entry = (stringToReplace: string): string =>
    project({
      replacements: [{ glob: 'force-app/**/*.ecaOauthPlcy-meta.xml', stringToReplace, replaceWithEnv: 'RUN_AS' }],
    });

  it.each(['__RUN_AS_USER__', '%%%RUN_AS%%%'])('%s is left unchecked, and that is said', async (token) => {
    const source = ledger(DEFAULT, { policy: { clientCredentialsFlowUser: token } });
    const cwd = folderOf({ ...source, 'sfdx-project.json': entry(token) });
    expect(await validated(cwd)).toMatchObject({
      code: 0,
      problems: [
        {
          level: 'note',
          path: expect.stringContaining('clientCredentialsFlowUser') as string,
          message: expect.stringContaining('RUN_AS') as string,
        },
      ],
    });
  });

  it('is left unchecked by its look where another tool replaces it, and is a value where nothing does', async () => {
    const with_ = (token: string): string =>
      folderOf(ledger(DEFAULT, { policy: { clientCredentialsFlowUser: token } }));
    expect(lines(await validated(with_('%%%RUN_AS%%%')))).toEqual([
      'note ExtlClntAppOauthConfigurablePolicies.clientCredentialsFlowUser',
    ]);
    expect(await validated(with_('__RUN_AS_USER__'))).toMatchObject({ code: 4, problems: [{ level: 'error' }] });
  });
});

describe('what a plain retrieve writes is a warning', () => {
  const KEY = '3MVG9UriA5L1QnorvZO272.JRCJXPWVfLGTtnbE4hF2E8QDQgruVh8bTJQn7nfnDRVHEeYIuSGI3u5xFs0EMf';
  const retrieved = (consumerKey: string): string =>
    folderOf(
      ledger(DEFAULT, {
        header: { orgScopedExternalApp: '00D000000000042:Ledger_Sync' },
        global: { consumerKey },
        oauth: { oauthLink: '00D000000000042:8880000000000S5' },
      }),
    );

  it('that does not decide the exit code, unless --strict', async () => {
    const answer = await validated(retrieved(KEY));
    expect(answer.code).toBe(0);
    expect(lines(answer)).toEqual([
      'warning ExternalClientApplication.orgScopedExternalApp',
      'warning ExtlClntAppGlobalOauthSettings.consumerKey',
      'warning ExtlClntAppOauthSettings.oauthLink',
    ]);
    const [header, key] = answer.problems;
    expect(key?.message).not.toBe(header?.message.replace('orgScopedExternalApp', 'consumerKey'));
    expect((await validated(retrieved(KEY), 'force-app', '--strict')).code).toBe(4);
  });

  it('and a consumer key that a person chose is none', async () => {
    expect(lines(await validated(retrieved('AcmeLedgerSyncKeyForCi2026')))).not.toContain(
      'warning ExtlClntAppGlobalOauthSettings.consumerKey',
    );
  });
});

describe('the advice where a field belongs knows the API version', () => {
  const FILE = `${DEFAULT}/${PATHS.oauth}`;
  const adviceFor = async (field: string, version: string): Promise<string | undefined> => {
    const cwd = folderOf({ [FILE]: xml('ExtlClntAppOauthSettings', { ...LEDGER.oauth, [field]: true }) });
    const { problems } = await validated(cwd, 'force-app', '--api-version', version);
    return problems.find(({ path }) => path.endsWith(field))?.action;
  };

  it.each([
    ['isNamedUserJwtEnabled', '66.0', 'It belongs in ExtlClntAppGlobalOauthSettings. Move it there.'],
    [
      'isNamedUserJwtEnabled',
      '62.0',
      'It belongs in ExtlClntAppGlobalOauthSettings and in ExtlClntAppOauthConfigurablePolicies. Move it there.',
    ],
    [
      'isCodeCredentialsEnabled',
      '66.0',
      'It belongs in ExtlClntAppGlobalOauthSettings, spelled isCodeCredFlowEnabled. Move it there.',
    ],
    ['isRefreshTokenEnabled', '66.0', 'Write the scope RefreshToken in commaSeparatedOauthScopes.'],
  ])('%s in %s', async (field, version, advice) => {
    expect(await adviceFor(field, version)).toBe(advice);
  });
});

describe('a suggestion never has another meaning', () => {
  it.each([
    ['Global', undefined],
    ['LocalAndGlobal', undefined],
    ['local', '"Local"'],
    ['Packageable', '"Packaged"'],
  ])('distributionState %s', async (distributionState, suggested) => {
    const cwd = folderOf(ledger(DEFAULT, { header: { distributionState } }));
    const action = (await validated(cwd)).problems.find(({ path }) => path.endsWith('distributionState'))?.action;
    if (suggested === undefined) {
      expect(action).not.toContain('Did you mean');
      expect(action).toMatch(/Local.*Packaged/);
    } else expect(action).toBe(`Did you mean ${suggested}?`);
  });

  it('isMcpPluginEnabled is no slip of the pen for another plug-in', async () => {
    const policies = xml('ExtlClntAppConfigurablePolicies', {
      externalClientApplication: 'Ledger_Sync',
      isEnabled: true,
      isMcpPluginEnabled: false,
      isOauthPluginEnabeld: true,
    });
    const cwd = folderOf({
      ...ledger(DEFAULT),
      [join(DEFAULT, 'extlClntAppPolicies/Ledger_Sync.ecaPlcy-meta.xml')]: policies,
    });
    expect((await validated(cwd)).problems.map(({ action }) => action)).toEqual([
      'Run `eca fields ExtlClntAppConfigurablePolicies` for the fields it has.',
      'Did you mean isOauthPluginEnabled?',
    ]);
  });
});

describe('what is missing from a delta is no error', () => {
  it.each(Object.values(PATHS))('%s alone', async (path) => {
    const { [path]: text = '' } = ledger('');
    const { code, problems } = await validated(folderOf({ [path]: text }), '.');
    expect(code).toBe(0);
    expect(problems.filter(({ level }) => level !== 'note')).toEqual([]);
  });

  it('and the whole has no note', async () => {
    expect(await validated(folderOf(ledger(DEFAULT)))).toEqual({ code: 0, problems: [] });
  });
});
