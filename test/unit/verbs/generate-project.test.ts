import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { WantedComponent } from '../../../src/metadata/component.js';
import { readSource } from '../../../src/planning/from-source.js';
import { generate, type GenerateReport } from '../../../src/verbs/generate.js';
import { readTree, resolved } from '../compose/story.js';

const app = { label: 'Ledger Sync', contactEmail: 'ops@acme.example', runAsUser: 'ledger@acme.example' };
const config = resolved({ apps: { Ledger_Sync: app } });
const both = resolved({ apps: { Ledger_Sync: app, Payroll: { ...app, label: 'Payroll' } } });
const POLICY = 'extlClntAppOauthPolicies/Ledger_Sync_oauth_defaultPolicy.ecaOauthPlcy-meta.xml';
const APP = 'externalClientApps/Ledger_Sync.eca-meta.xml';
const MAIN = 'force-app/main/default';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eca-layout-'));
});

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const project = (packages: readonly object[], rest: object = {}): void => {
  put('sfdx-project.json', `${JSON.stringify({ packageDirectories: packages, ...rest }, undefined, 2)}\n`);
};
const states = ({ files }: GenerateReport): Record<string, string> =>
  Object.fromEntries(files.map(({ path, state }) => [path, state]));
const distinct = (report: GenerateReport): string[] => [...new Set(Object.values(states(report)))];

describe('generate in a project of Salesforce DX', () => {
  it('writes to the default package directory and leaves no second copy beside it', async () => {
    project([{ path: 'unpackaged' }, { path: './app-source/', default: true }]);
    const report = await generate({ config, root });
    expect(report.files.every(({ path }) => /^(app-source\/main\/default|manifest)\//.test(path))).toBe(true);
    expect(existsSync(join(root, 'force-app'))).toBe(false);
  });

  it('writes a component where a package directory has it already, and new parts beside', async () => {
    project([{ path: 'app-source', default: true }]);
    put(`app-source/${APP}`, '<ExternalClientApplication/>');
    const report = await generate({ config, root });
    expect(states(report)[`app-source/${APP}`]).toBe('changed');
    expect(states(report)[`app-source/${POLICY}`]).toBe('created');
    expect(Object.keys(readTree(root)).filter((path) => path.includes('main/default'))).toEqual([]);
  });

  it('finds a component in a package that is not the default one', async () => {
    project([{ path: 'core', default: true }, { path: 'policies' }]);
    put(`policies/x/${POLICY}`, '<ExtlClntAppOauthConfigurablePolicies/>');
    const report = await generate({ config, root });
    expect(states(report)[`policies/x/${POLICY}`]).toBe('changed');
    expect(states(report)[`core/main/default/${APP}`]).toBe('created');
    expect(Object.keys(states(report)).filter((path) => path.endsWith(POLICY))).toHaveLength(1);
  });

  it('touches none of several alternatives, and says so', async () => {
    project([{ path: 'core', default: true }, { path: 'env/dev' }, { path: 'env/prod' }]);
    for (const environment of ['dev', 'prod']) put(`env/${environment}/${POLICY}`, '<A/>');
    const report = await generate({ config, root });
    expect(Object.keys(states(report)).filter((path) => path.endsWith(POLICY))).toEqual([]);
    expect(report.warnings).toEqual([expect.stringContaining(`env/dev/${POLICY}, env/prod/${POLICY}`)]);
    expect(text(`env/dev/${POLICY}`)).toBe('<A/>');
  });

  it.each([
    ['one package that holds all environments', [{ path: 'src', default: true }], 'src/core/main/default'],
    [
      'a package of its own for each',
      [{ path: 'src/core', default: true }, { path: 'src/env' }],
      'src/core/main/default',
    ],
  ])('touches none of the policies of environments, in %s', async (_, packages, core) => {
    project(packages);
    put(`${core}/${APP}`, '<ExternalClientApplication/>');
    for (const environment of ['dev', 'uat', 'prod']) put(`src/env/${environment}/${POLICY}`, '<A/>');
    const report = await generate({ config, root });
    expect(states(report)[`${core}/${APP}`]).toBe('changed');
    expect(report.warnings).toHaveLength(1);
    expect(Object.entries(readTree(root)).filter(([path, xml]) => path.endsWith(POLICY) && xml !== '<A/>')).toEqual([]);
    put(`${core}/${POLICY}`, '<A/>');
    expect(states(await generate({ config, root }))[`${core}/${POLICY}`]).toBe('changed');
  });

  it('keeps force-app/main/default without a project file, and with one that names no packages', async () => {
    expect(Object.keys(states(await generate({ config, root })))).toContain(`${MAIN}/${APP}`);
    put('sfdx-project.json', '{}');
    expect(distinct(await generate({ config, root }))).toEqual(['unchanged']);
  });

  it('finds the project above the folder of the config', async () => {
    project([{ path: 'app-source', default: true }]);
    await generate({ config, root: join(root, 'config/eca') });
    expect(existsSync(join(root, `app-source/main/default/${APP}`))).toBe(true);
  });

  it('lays another folder out like the project', async () => {
    project([{ path: 'app-source', default: true }]);
    await generate({ config, root, outputDir: join(root, 'build/uat') });
    expect(existsSync(join(root, `build/uat/app-source/main/default/${APP}`))).toBe(true);
  });
});

describe('a file that says the same', () => {
  it.each([
    ['another indentation', (xml: string) => xml.replaceAll('    ', '  ')],
    [
      'another order and a comment',
      (xml: string) =>
        xml
          .replace(/(\n.*<label>.*)/, '\n<!-- sorted by hand -->')
          .replace('</Ext', '    <label>Ledger Sync</label>\n</Ext'),
    ],
    ['texts on lines of their own', (xml: string) => xml.replace(/>([^<>\n]+)<\//g, '>\n        $1\n    </')],
    ['a byte order mark', (xml: string) => `\u{FEFF}${xml}`],
    [
      'an element without value',
      (xml: string) =>
        xml
          .replace('    <label>', '    <startUrl xsi:nil="true"/>\n    <label>')
          .replace('xmlns=', 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns='),
    ],
  ])('is no drift: %s', async (_, formatted) => {
    await generate({ config, root });
    for (const path of [APP, POLICY]) put(`${MAIN}/${path}`, formatted(text(`${MAIN}/${path}`)));
    const before = readTree(root);
    expect(distinct(await generate({ config, root, check: true }))).toEqual(['unchanged']);
    await generate({ config, root });
    expect(readTree(root)).toEqual(before);
  });

  it('is no drift in the manifest either', async () => {
    await generate({ config, root });
    put('manifest/package.xml', text('manifest/package.xml').replaceAll('    ', '\t'));
    expect(distinct(await generate({ config, root, check: true }))).toEqual(['unchanged']);
    put('manifest/package.xml', text('manifest/package.xml').replace('66.0', '65.0'));
    expect(states(await generate({ config, root, check: true }))['manifest/package.xml']).toBe('changed');
  });

  it.each([
    ['another value', 'Ledger Sync</label>', 'Ledger</label>'],
    ['one element more', '    <label>', '    <description>x</description>\n    <label>'],
    ['one element less', /    <isProtected>.*\n/, ''],
    ['an element twice', /(    <label>.*\n)/, '$1$1'],
  ])('does not hide %s', async (_, from, to) => {
    await generate({ config, root });
    const changed = text(`${MAIN}/${APP}`).replace(from, to);
    expect(changed).not.toBe(text(`${MAIN}/${APP}`));
    put(`${MAIN}/${APP}`, changed);
    expect(states(await generate({ config, root, check: true }))[`${MAIN}/${APP}`]).toBe('changed');
  });
});

describe('what is no longer in the config', () => {
  const stale = (report: GenerateReport, state: string): string[] =>
    report.files.filter((file) => file.state === state).map(({ path }) => path.replace(`${MAIN}/`, ''));

  it('is named until it is removed, also when a run wrote a new manifest in between', async () => {
    await generate({ config: both, root });
    for (let run = 0; run < 3; run += 1) {
      const names = stale(await generate({ config, root, check: run === 0 }), 'stale');
      expect(names).toHaveLength(5);
      expect(names).toContain('externalClientApps/Payroll.eca-meta.xml');
    }
    expect(text('manifest/package.xml')).not.toContain('<members>Payroll');
    const pruned = await generate({ config, root, prune: true });
    expect(stale(pruned, 'removed')).toHaveLength(5);
    expect(Object.keys(readTree(root)).filter((path) => path.includes('Payroll'))).toEqual([]);
    expect(distinct(await generate({ config, root, check: true }))).toEqual(['unchanged']);
    expect(text('manifest/package.xml')).not.toContain('no longer');
  });

  it('is removed only when asked, and not by a check', async () => {
    await generate({ config: both, root });
    expect(stale(await generate({ config, root, check: true, prune: true }), 'stale')).toHaveLength(5);
    expect(existsSync(join(root, MAIN, 'externalClientApps/Payroll.eca-meta.xml'))).toBe(true);
  });

  it('is a part whose name the config changed, too', async () => {
    await generate({ config, root });
    const renamed = resolved({
      apps: { Ledger_Sync: { ...app, names: { ExtlClntAppConfigurablePolicies: 'Ledger_Sync_plcy' } } },
    });
    expect(stale(await generate({ config: renamed, root, prune: true }), 'removed')).toEqual([
      'extlClntAppPolicies/Ledger_Sync_defaultPolicy.ecaPlcy-meta.xml',
    ]);
  });

  it('is never what somebody else wrote', async () => {
    await generate({ config, root });
    const foreign = 'externalClientApps/Payroll.eca-meta.xml';
    put(`${MAIN}/${foreign}`, '<ExternalClientApplication><label>Payroll</label></ExternalClientApplication>');
    const report = await generate({ config, root, prune: true });
    expect(distinct(report)).toEqual(['unchanged']);
    expect(existsSync(join(root, MAIN, foreign))).toBe(true);
  });

  it('is not an app that was only left out of this run', async () => {
    await generate({ config: both, root });
    const report = await generate({ config, allApps: ['Ledger_Sync', 'Payroll'], root, prune: true });
    expect(stale(report, 'removed')).toEqual([]);
  });
});

describe('files beside another pipeline', () => {
  const uat = resolved({
    apps: { Ledger_Sync: { ...app, label: 'Ledger & Sync (UAT)', runAsUser: 'ledger@acme.example.uat' } },
  });
  const beside = { kind: 'replacements', environments: [{ environment: 'uat', config: uat }] } as const;

  it('get a token and a replacement for the run-as user and for what an environment changes', async () => {
    project([{ path: 'force-app', default: true }], { name: 'ledger' });
    const report = await generate({ config, root, beside });
    expect(text(`${MAIN}/${POLICY}`)).toContain('<clientCredentialsFlowUser>__LEDGER_SYNC_RUN_AS_USER__<');
    expect(text(`${MAIN}/${APP}`)).toContain('<label>__LEDGER_SYNC_LABEL__<');
    const written = JSON.parse(text('sfdx-project.json')) as { replacements: object[]; name: string };
    expect(written.name).toBe('ledger');
    expect(written.replacements).toContainEqual({
      filename: `${MAIN}/${POLICY}`,
      stringToReplace: '__LEDGER_SYNC_RUN_AS_USER__',
      replaceWithEnv: 'LEDGER_SYNC_RUN_AS_USER',
    });
    expect(report.replacements?.map(({ variable }) => variable).sort()).toEqual([
      'LEDGER_SYNC_CONFIGURABLE_POLICIES_LABEL',
      'LEDGER_SYNC_GLOBAL_OAUTH_SETTINGS_LABEL',
      'LEDGER_SYNC_LABEL',
      'LEDGER_SYNC_OAUTH_CONFIGURABLE_POLICIES_LABEL',
      'LEDGER_SYNC_OAUTH_SETTINGS_LABEL',
      'LEDGER_SYNC_RUN_AS_USER',
    ]);
    expect(report.replacements?.find(({ variable }) => variable === 'LEDGER_SYNC_LABEL')?.values).toEqual([
      { environment: undefined, value: 'Ledger Sync' },
      { environment: 'uat', value: 'Ledger &amp; Sync (UAT)' },
    ]);
  });

  it('stay as they are when it runs again, with the flag and without', async () => {
    project([{ path: 'force-app', default: true }]);
    await generate({ config, root, beside });
    const before = readTree(root);
    expect(distinct(await generate({ config, root, beside }))).toEqual(['unchanged']);
    expect(distinct(await generate({ config, root, check: true }))).toEqual(['unchanged']);
    await generate({ config: resolved({ apps: { Ledger_Sync: { ...app, scopes: ['cdp_query_api'] } } }), root });
    const changed = Object.entries(readTree(root)).filter(([path, now]) => before[path] !== now);
    expect(changed.map(([path]) => path)).toEqual([expect.stringContaining('.ecaOauth-meta.xml')]);
    expect(text(`${MAIN}/${POLICY}`)).toContain('__LEDGER_SYNC_RUN_AS_USER__');
  });

  it('keep a token of their own, which the project replaces already', async () => {
    await generate({ config, root });
    put(`${MAIN}/${POLICY}`, text(`${MAIN}/${POLICY}`).replace('ledger@acme.example', '%USER%@acme.example'));
    project([{ path: 'force-app', default: true }], {
      replacements: [{ glob: '**/*.xml', stringToReplace: '%USER%', replaceWithEnv: 'U' }],
    });
    const before = readTree(root);
    expect(distinct(await generate({ config, root, beside: { kind: 'replacements', environments: [] } }))).toEqual([
      'unchanged',
    ]);
    expect(readTree(root)).toEqual(before);
  });

  it('name a difference that no replacement of a text can make', async () => {
    project([{ path: 'force-app', default: true }]);
    const other = resolved({
      apps: {
        Ledger_Sync: { ...app, trustedIpRanges: [{ startIpAddress: '203.0.113.1', endIpAddress: '203.0.113.9' }] },
      },
    });
    const report = await generate({
      config,
      root,
      beside: { kind: 'replacements', environments: [{ environment: 'uat', config: other }] },
    });
    expect(report.warnings).toEqual([
      expect.stringContaining('trustedIpRanges of ExtlClntAppOauthSettings Ledger_Sync_oauth'),
    ]);
  });

  it('need a project for replacements', async () => {
    await expect(generate({ config, root, beside })).rejects.toMatchObject({ name: 'UsageError' });
    expect(readTree(root)).toEqual({});
  });

  it('are named in .forceignore, each once, and the rest of it stays', async () => {
    put('.forceignore', '# ours\r\n**/jsconfig.json');
    const report = await generate({ config, root, beside: { kind: 'forceignore' } });
    expect(states(report)['.forceignore']).toBe('changed');
    expect(text('.forceignore')).toMatch(/^# ours\r\n\*\*\/jsconfig.json\r\n# External Client Apps.*\r\n/);
    expect(text('.forceignore')).toContain(`\r\n${MAIN}/${POLICY}\r\n`);
    expect(distinct(await generate({ config, root, beside: { kind: 'forceignore' } }))).toEqual(['unchanged']);
  });
});

describe('readSource', () => {
  const read = async (env: Record<string, string> = {}): Promise<readonly WantedComponent[]> =>
    (await readSource(root, config, env)).components;

  it('reads all package directories', async () => {
    project([{ path: 'core', default: true }, { path: 'policies' }]);
    put(`policies/${POLICY}`, '<A/>');
    await generate({ config, root });
    expect((await read()).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['ExternalClientApplication', 'ExtlClntAppOauthConfigurablePolicies']),
    );
  });

  it('puts in what a deploy by sf would, and says which variable it lacks', async () => {
    project([{ path: 'force-app', default: true }]);
    await generate({ config, root, beside: { kind: 'replacements', environments: [] } });
    await expect(read()).rejects.toMatchObject({
      name: 'SourceInvalidError',
      message: expect.stringContaining('LEDGER_SYNC_RUN_AS_USER') as string,
    });
    const policies = (await read({ LEDGER_SYNC_RUN_AS_USER: 'ledger@acme.example.uat' })).find(
      ({ type }) => type === 'ExtlClntAppOauthConfigurablePolicies',
    );
    expect(policies?.fields.clientCredentialsFlowUser).toBe('ledger@acme.example.uat');
  });

  it('does not choose between alternatives that say different things', async () => {
    project([{ path: 'force-app', default: true }, { path: 'env/dev' }]);
    await generate({ config, root });
    put(`env/dev/${POLICY}`, text(`${MAIN}/${POLICY}`).replaceAll('    ', '\t'));
    expect(await read()).toHaveLength(5);
    put(`env/dev/${POLICY}`, text(`${MAIN}/${POLICY}`).replace('ledger@', 'other@'));
    await expect(read()).rejects.toMatchObject({
      name: 'SourceInvalidError',
      message: expect.stringContaining(`env/dev/${POLICY}`) as string,
    });
  });
});

describe('hazards of folders', () => {
  it('writes a file whose name is as long as the system allows, and says when it is too long', async () => {
    const name = (length: number): string => `L${'o'.repeat(length - 1)}`;
    const longest = 255 - '.ecaOauthPlcy-meta.xml'.length - '_oauth_defaultPolicy'.length;
    const named = (length: number): typeof config => ({
      ...config,
      apps: config.apps.map((each) => ({ ...each, name: name(length) })),
    });
    expect(distinct(await generate({ config: named(longest), root }))).toEqual(['created']);
    const empty = mkdtempSync(join(tmpdir(), 'eca-long-'));
    await expect(generate({ config: named(longest + 1), root: empty })).rejects.toMatchObject({
      name: 'WriteFailedError',
      actions: [expect.stringContaining('shorter name')],
    });
    expect(readTree(empty)).toEqual({});
    expect(existsSync(join(empty, 'force-app'))).toBe(false);
  });
});
