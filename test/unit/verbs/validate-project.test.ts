import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { generate } from '../../../src/verbs/generate.js';
import { validateSource, type ValidateSourceReport } from '../../../src/verbs/validate.js';
import { readTree, resolved } from '../compose/story.js';

const app = { label: 'Ledger Sync', contactEmail: 'ops@acme.example', runAsUser: 'ledger@acme.example' };
const POLICY = 'extlClntAppOauthPolicies/Ledger_Sync_oauth_defaultPolicy.ecaOauthPlcy-meta.xml';
const IN_FORCE_APP = 'force-app/main/default';

let cwd = '';
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
};
const project = (path: string, content: object): void => {
  put(path, JSON.stringify({ packageDirectories: [{ path: 'force-app', default: true }], ...content }));
};
const validate = (sourceDir: string, apiVersion?: string): Promise<ValidateSourceReport> =>
  validateSource({ sourceDir, apiVersion, cwd });
const short = ({ problems }: ValidateSourceReport): string[] =>
  problems.map(({ level, file = '', message }) => `${level} ${file}: ${message}`);
const policy = (): string => readTree(cwd)[`${IN_FORCE_APP}/${POLICY}`] ?? '';

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'eca-field-'));
  await generate({ config: resolved({ apps: { Ledger_Sync: app } }), root: cwd });
  rmSync(join(cwd, 'manifest'), { recursive: true });
});

describe('the API version that source is checked by', () => {
  beforeEach(() => {
    // Only 61.0 to 63.0 have this field here.
    put(
      `${IN_FORCE_APP}/${POLICY}`,
      policy().replace('    <label>', '    <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>\n    <label>'),
    );
  });

  it('is that of the project: source of another API version is checked by that version', async () => {
    expect(short(await validate('force-app'))).toHaveLength(1);
    project('sfdx-project.json', { sourceApiVersion: '62.0' });
    const report = await validate('force-app');
    expect(short(report)).toEqual([]);
    expect(report.checkedBy).toEqual([{ apiVersion: '62.0', from: 'sourceApiVersion of sfdx-project.json' }]);
    expect(short(await validate(IN_FORCE_APP))).toEqual([]);
    expect(short(await validate('.'))).toEqual([]);
  });

  it('is that of the command line before any other', async () => {
    project('sfdx-project.json', { sourceApiVersion: '62.0' });
    expect(short(await validate('force-app', '66.0'))).toHaveLength(1);
  });

  it.each(['manifest/package.xml', 'package.xml', 'force-app/package.xml'])(
    'is that of the manifest %s beside the files when no project names one',
    async (path) => {
      put(path, '<Package><version>63.0</version></Package>');
      expect(await validate('force-app')).toEqual({
        problems: [],
        checkedBy: [{ apiVersion: '63.0', from: `version of ${path}` }],
      });
      project('sfdx-project.json', {});
      expect(short(await validate('force-app'))).toEqual([]);
    },
  );

  it('is that of the nearest project, for each of several', async () => {
    project('sfdx-project.json', { sourceApiVersion: '66.0' });
    project('legacy/sfdx-project.json', { sourceApiVersion: '61.0' });
    put(`legacy/force-app/${POLICY}`, policy());
    const report = await validate('.');
    expect(short(report).filter((text) => text.includes('isNamedUserJwtEnabled'))).toEqual([
      expect.stringContaining(`error ${IN_FORCE_APP}/`),
    ]);
    expect(report.checkedBy.map(({ apiVersion }) => apiVersion).sort()).toEqual(['61.0', '66.0']);
  });

  it.each(['sixty', '66.5', ''])('is a version, and not %j', async (flag) => {
    await expect(validate('force-app', flag)).rejects.toMatchObject({ name: 'UsageError' });
  });

  it('is the nearest one that is known', async () => {
    project('sfdx-project.json', { sourceApiVersion: '59.0' });
    expect((await validate('force-app')).checkedBy).toEqual([
      { apiVersion: '60.0', from: 'the nearest that is known to 59.0, the sourceApiVersion of sfdx-project.json' },
    ]);
  });
});

describe('a project file that cannot be read', () => {
  it.each([
    ['{"packageDirectories": [', /sfdx-project.json:1:\d+ is not well-formed JSON/],
    ['[]', /is no JSON object/],
    ['{"sourceApiVersion": "v66"}', /names the API version "v66"/],
    ['{"packageDirectories": [{"path": "../other"}]}', /not below the project/],
    ['{"packageDirectories": [{}]}', /without a path/],
    ['{"replacements": [{"glob": "**"}]}', /without a file or without what is replaced/],
    ['{"replacements": [{"glob": "**", "regexToReplace": "("}]}', /regexToReplace is none/],
  ])('is an error that says what is wrong: %s', async (text, message) => {
    put('sfdx-project.json', text);
    await expect(validate('force-app')).rejects.toMatchObject({
      name: 'SourceInvalidError',
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('tokens that the project replaces', () => {
  const replace = (entry: object): void => {
    project('sfdx-project.json', { replacements: [entry] });
    put(`${IN_FORCE_APP}/${POLICY}`, policy().replace('ledger@acme.example', '__RUN_AS_USER__'));
  };

  it.each([
    { glob: 'force-app/**/*.ecaOauthPlcy-meta.xml', stringToReplace: '__RUN_AS_USER__', replaceWithEnv: 'RUN_AS_USER' },
    { filename: `${IN_FORCE_APP}/${POLICY}`, stringToReplace: '__RUN_AS_USER__', replaceWithFile: 'user.txt' },
    { glob: '**/*.xml', regexToReplace: '__[A-Z_]+__', replaceWithEnv: 'ANY' },
    {
      glob: '**/*Policies/**',
      stringToReplace: '__RUN_AS_USER__',
      replaceWithEnv: 'UAT_USER',
      replaceWhenEnv: [{ env: 'TARGET', value: 'uat' }],
    },
  ])('are no usernames to be judged: %j', async (entry) => {
    replace(entry);
    expect(short(await validate('force-app'))).toEqual([
      `note ${IN_FORCE_APP}/${POLICY}: The value of clientCredentialsFlowUser is not checked: sfdx-project.json has it replaced at a deploy by what the ${'replaceWithFile' in entry ? 'file user.txt' : `variable ${entry.replaceWithEnv}`} holds.`,
    ]);
  });

  it('never show the value of a variable, which a hostile project could choose', async () => {
    process.env['FIELD_TEST_SECRET'] = 'canary-5f2c';
    replace({ glob: '**/*.xml', stringToReplace: '__RUN_AS_USER__', replaceWithEnv: 'FIELD_TEST_SECRET' });
    expect(JSON.stringify(await validate('force-app'))).not.toContain('canary-5f2c');
    delete process.env['FIELD_TEST_SECRET'];
  });

  it('are judged in files that the entry does not name', async () => {
    replace({ filename: 'other.xml', stringToReplace: '__RUN_AS_USER__', replaceWithEnv: 'RUN_AS_USER' });
    expect(short(await validate('force-app'))).toEqual([expect.stringContaining('is not a username')]);
  });
});

describe('hazards of folders', () => {
  it('follows a link to a folder or file elsewhere, as sf does, and a link in a circle only once', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'eca-elsewhere-'));
    writeFileSync(join(elsewhere, 'Other.eca-meta.xml'), '<ExternalClientApplication/>');
    symlinkSync(elsewhere, join(cwd, 'force-app/linked'));
    symlinkSync(cwd, join(cwd, 'force-app/back'));
    symlinkSync(elsewhere, join(elsewhere, 'itself'));
    symlinkSync(join(elsewhere, 'Other.eca-meta.xml'), join(cwd, 'force-app/Link.eca-meta.xml'));
    const files = (await validate('force-app')).problems.map(({ file }) => file);
    expect([...new Set(files)]).toEqual(['force-app/Link.eca-meta.xml', 'force-app/linked/Other.eca-meta.xml']);
  });

  it('names a link to nothing and a file that nobody may read, and checks the rest', async () => {
    symlinkSync(join(cwd, 'nothing'), join(cwd, 'force-app/Broken.eca-meta.xml'));
    put('force-app/main/default/externalClientApps/Bad.eca-meta.xml', '<ExternalClientApplication/>');
    if (process.getuid?.() !== 0) {
      put('force-app/Locked.eca-meta.xml', '<ExternalClientApplication/>');
      chmodSync(join(cwd, 'force-app/Locked.eca-meta.xml'), 0);
    }
    const told = short(await validate('force-app'));
    expect(told[0]).toMatch(
      /^error force-app\/Broken.eca-meta.xml: The file cannot be read: it is not there \(ENOENT\)/,
    );
    expect(told.join('\n')).toContain('externalClientApps/Bad.eca-meta.xml');
  });

  it('takes a byte order mark and Windows line ends for what they are', async () => {
    put(`${IN_FORCE_APP}/${POLICY}`, `\u{FEFF}${policy().replaceAll('\n', '\r\n')}`);
    expect(short(await validate('force-app'))).toEqual([]);
  });

  it('says that an empty folder and an empty file hold nothing', async () => {
    mkdirSync(join(cwd, 'empty/externalClientApps'), { recursive: true });
    await expect(validate('empty')).rejects.toMatchObject({ name: 'SourceInvalidError' });
    put('empty/externalClientApps/Ledger_Sync.eca-meta.xml', '');
    expect(short(await validate('empty'))).toHaveLength(1);
  });
});

describe('.forceignore', () => {
  const SWITCH = '<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>';

  it('leaves files out as sf does, and each is said once', async () => {
    put(`${IN_FORCE_APP}/${POLICY}`, policy().replace(SWITCH, '<isNoField>true</isNoField>'));
    expect(short(await validate('force-app')).join('\n')).toMatch(/has no field isNoField/);
    put('.forceignore', `# not ours\n**/extlClntAppOauthPolicies/**\n`);
    expect(short(await validate('force-app')).join('\n')).toMatch(/has no field isNoField/);
    project('sfdx-project.json', {});
    for (const folder of ['force-app', IN_FORCE_APP, '.']) {
      const found = short(await validate(folder)).filter((problem) => problem.includes('.forceignore'));
      expect(found).toEqual([
        expect.stringMatching(/^note .*ecaOauthPlcy-meta\.xml: \.forceignore has a deploy leave/),
      ]);
    }
    expect((await validate('force-app')).problems.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is the nearest one, and takes back what it takes back', async () => {
    project('sfdx-project.json', {});
    put('.forceignore', '*.ecaOauthPlcy-meta.xml\n!Ledger_Sync*\n');
    expect(short(await validate('force-app'))).toEqual([]);
    put('force-app/.forceignore', 'main/');
    expect(new Set((await validate('force-app')).problems.map(({ level }) => level))).toEqual(new Set(['note']));
    expect((await validate('force-app')).problems).toHaveLength(5);
  });
});
