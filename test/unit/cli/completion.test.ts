import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Options } from 'yargs';
import { COMMON_FLAGS, SHARED_FLAGS } from '../../../src/cli/command.js';
import { answerTo, type LiveNames } from '../../../src/cli/completion/answer.js';
import { completionData, VALUES_OF_FLAGS, VALUES_OF_WORDS } from '../../../src/cli/completion/data.js';
import { configNames, orgNames } from '../../../src/cli/completion/live-names.js';
import { loadCommands } from '../../../src/cli/registry.js';

const COMMANDS = await loadCommands();
const DATA = completionData(COMMANDS);
const ODD = `my $(id) 'q" env`;
const BREAKS = ' \t\n"\'><=;|&(:@';
const LIVE: LiveNames = {
  environment: (config) => [{ value: 'uat' }, { value: ODD }, { value: 'two\nlines' }, { value: config ?? 'found' }],
  app: () => [{ value: 'Billing_Sync' }],
  org: () => [{ value: 'acme-uat', about: 'admin@acme.example.uat' }, { value: 'admin@acme.example.uat' }],
};
const ask = (shell: string, ...words: readonly string[]): readonly string[] =>
  answerTo(DATA, { shell, words }, LIVE).trimEnd().split('\n');
const values = (...words: readonly string[]): readonly string[] =>
  ask('zsh', ...words).map((line) => line.replace(/\t.*/, ''));
const bash = (line: string): readonly string[] => ask('bash', line, BREAKS).slice(1);
const powershell = (...words: readonly string[]): unknown =>
  JSON.parse(ask('powershell', Buffer.from(words.join('\0')).toString('base64')).join(''));

describe('completion', () => {
  it('has decided what the value of every flag and word is', () => {
    const flags = COMMANDS.flatMap((command): [string, Options][] => [
      ...command.shared.map((name): [string, Options] => [name, SHARED_FLAGS[name]]),
      ...Object.entries({ ...command.flags, ...COMMON_FLAGS }),
    ]);
    const texts = flags.filter(([, { type, choices }]) => type === 'string' && choices === undefined);
    expect([...new Set(texts.map(([name]) => name))].filter((name) => !VALUES_OF_FLAGS.has(name))).toEqual([]);
    const words = COMMANDS.flatMap(({ name, positionals = {} }) =>
      Object.entries(positionals).flatMap(([word, { choices }]) => (choices === undefined ? `${name} ${word}` : [])),
    );
    expect(words.filter((word) => !VALUES_OF_WORDS.has(word))).toEqual([]);
    expect([...VALUES_OF_WORDS.keys()].filter((word) => !words.includes(word))).toEqual([]);
    expect([...VALUES_OF_FLAGS.keys()].filter((name) => !texts.some(([flag]) => flag === name))).toEqual([]);
  });

  it('knows commands, and those below them', () => {
    const all = [...new Set(COMMANDS.map(({ name }) => name.split(' ')[0] ?? ''))];
    expect(values('')).toEqual(['words', ...all]);
    expect(ask('zsh', 'local-org', 'st')).toContainEqual(expect.stringMatching(/^start\tStart /));
    expect(values('credentials', '')).toEqual(['words', 'show', 'store', 'rotate', 'revoke', 'age']);
    expect(values('--debug', 'deploy', '')).toContain('resume');
  });

  it('knows the flags of a command, those that were given only where they are repeatable', () => {
    const flags = values('plan', '--json', '-e', 'uat', '--');
    expect(flags).toContain('--environment');
    expect(flags).not.toContain('--json');
    expect(flags).not.toContain('--yes');
    expect(values('deploy', '--no')).toContain('--no-verify');
    expect(values('plan', '')).toContain('--exit-code');
    expect(values('-')).toContain('--debug');
  });

  it('knows values that are fixed, looked up, or files', () => {
    expect(values('completion', '')).toEqual(['words', 'bash', 'zsh', 'fish', 'powershell']);
    expect(values('validate', '--format', '')).toEqual(['words', 'text', 'sarif']);
    expect(values('plan', '--api-version', '')).toContain('66.0');
    expect(values('init', '--for=')).toContain('mulesoft');
    expect(values('plan', '-e', '')).toEqual(['words', 'uat', ODD, 'found']);
    expect(values('plan', '--config', 'other.yaml', '-e', '')).toContain('other.yaml');
    expect(values('plan', '--app', '')).toEqual(['words', 'Billing_Sync']);
    expect(ask('zsh', 'plan', '-o', '')).toContain('acme-uat\tadmin@acme.example.uat');
    expect(values('token', '--output', '')).toEqual(['files']);
    expect(values('plan', '--wait', '')).toEqual(['words']);
    expect(values('report', 'jobs', '')).toEqual(['files']);
    expect(values('deploy', '--resume', '--re')).toContain('--report-dir');
  });

  it('gives bash words that it can put there as they are', () => {
    expect(bash('eca plan -e m')).toEqual([String.raw`my\ \$\(id\)\ \'q\"\ env`]);
    expect(bash('eca plan -e "m')).toEqual([String.raw`my \$(id) 'q\" env`]);
    expect(bash("eca plan -e 'my $")).toEqual([String.raw`my $(id) '\''q" env`]);
    expect(bash(String.raw`eca plan -e my\ \$`)).toEqual([String.raw`my\ \$\(id\)\ \'q\"\ env`]);
    expect(bash('A=1 eca plan --environment=u')).toEqual(['uat']);
    expect(bash('eca plan -o admin@ac')).toEqual(['@acme.example.uat']);
    expect(bash(`eca plan -e u'a`)).toEqual([]);
  });

  it('gives fish a flag with its value, and PowerShell quoted words in ASCII', () => {
    expect(ask('fish', 'plan', '--environment=u')).toContain('--environment=uat');
    expect(powershell('plan', '-e', 'U')).toEqual([{ text: 'uat', list: 'uat', tip: 'uat' }]);
    expect(powershell('plan', '-e', 'my')).toEqual([{ text: `'my $(id) ''q" env'`, list: ODD, tip: ODD }]);
  });
});

describe('names that are looked up', () => {
  it('come from the config above, from what it extends, and of one that is not whole', () => {
    const folder = mkdtempSync(join(tmpdir(), 'eca-names-'));
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'base.json'), '{"environments":{"uat":{},"qa":{}},"apps":{"Ledger":{}}}');
    writeFileSync(
      join(folder, 'eca.config.yaml'),
      'extends: base.json\nenvironments:\n  qa: null\n  dev: {}\napps: {A: {\n',
    );
    const names = configNames('environments', join(folder, 'sub')).map(({ value }) => value);
    expect(names).toEqual(['uat', 'dev']);
    expect(configNames('apps', folder, 'base.json')).toEqual([{ value: 'Ledger' }]);
    expect(configNames('apps', folder, 'gone.yaml')).toEqual([]);
    writeFileSync(join(folder, 'program.ts'), 'throw new Error("ran");');
    expect(configNames('apps', folder, 'program.ts')).toEqual([]);
  });

  it('of orgs come from the folder of sf', () => {
    const home = mkdtempSync(join(tmpdir(), 'eca-home-'));
    expect(orgNames(home)).toEqual([]);
    mkdirSync(join(home, '.sfdx'));
    writeFileSync(join(home, '.sfdx/alias.json'), '{"orgs":{"acme-uat":"a@acme.example"}}');
    writeFileSync(join(home, '.sfdx/a@acme.example.json'), '{}');
    writeFileSync(join(home, '.sfdx/key.json'), '{}');
    expect(orgNames(home)).toEqual([{ value: 'acme-uat', about: 'a@acme.example' }, { value: 'a@acme.example' }]);
    writeFileSync(join(home, '.sfdx/alias.json'), '{"orgs":');
    expect(orgNames(home)).toEqual([{ value: 'a@acme.example' }]);
  });
});
