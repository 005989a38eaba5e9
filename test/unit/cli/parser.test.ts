import { describe, expect, it } from 'vitest';
import { texts } from '../../../src/cli/command.js';
import { helpText, parseArguments } from '../../../src/cli/parser.js';
import { GROUPS, loadCommands } from '../../../src/cli/registry.js';
import type { EcaError } from '../../../src/errors.js';

const COMMANDS = await loadCommands();

async function parse(line: string) {
  const parsed = await parseArguments(line.split(' '), COMMANDS);
  if (typeof parsed === 'string') throw new Error('It printed help.');
  return parsed;
}

async function refused(line: string): Promise<EcaError> {
  const error: unknown = await parseArguments(line === '' ? [] : line.split(' '), COMMANDS).catch((e: unknown) => e);
  expect(error).toMatchObject({ name: 'UsageError', exitCode: 4 });
  return error as EcaError;
}

/** Splits a command line as a shell does: at spaces that are not in quotes. */
function shellWords(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
}

describe('parseArguments', () => {
  it.each(COMMANDS)('understands "eca $name" with nothing but what it demands', async ({ name, positionals }) => {
    const demanded = Object.values(positionals ?? {}).filter(({ demandOption }) => demandOption === true);
    const words = demanded.map(({ choices }) => String(choices?.[0] ?? 'word'));
    const { command, flags } = await parse([name, ...words].join(' '));
    expect(command.name).toBe(name);
    expect(flags).toMatchObject({ json: false, quiet: false, debug: false });
  });

  it('takes -o and -e for --target-org and --environment', async () => {
    expect((await parse('destroy -o acme-uat -e uat')).flags).toMatchObject({
      'target-org': 'acme-uat',
      environment: 'uat',
    });
    // A command that can work in several environments takes a list of them.
    expect((await parse('deploy --target-org=acme-uat --environment=uat -e qa')).flags).toMatchObject({
      'target-org': 'acme-uat',
      environment: ['uat', 'qa'],
    });
  });

  it('collects a repeated --app', async () => {
    const { flags } = await parse('deploy --app Billing_Sync --app Warehouse_Feed -o acme-uat');
    expect(texts(flags, 'app')).toEqual(['Billing_Sync', 'Warehouse_Feed']);
  });

  it('has no list of apps when none is named', async () => {
    expect(texts((await parse('deploy')).flags, 'app')).toBeUndefined();
  });

  it('knows switches, their negation and their defaults', async () => {
    expect((await parse('deploy')).flags).toMatchObject({ verify: true, 'dry-run': false, wait: 33 });
    expect((await parse('deploy --no-verify --dry-run --wait 5 --no-color')).flags).toMatchObject({
      verify: false,
      'dry-run': true,
      wait: 5,
      color: false,
    });
  });

  it('keeps values that look like numbers as texts where texts are wanted', async () => {
    expect((await parse('plan --api-version 66.0 -o 007')).flags).toMatchObject({
      'api-version': '66.0',
      'target-org': '007',
    });
  });

  // yargs makes a list of both, which text() takes for no value, so the command goes to the default org.
  it('does not lose an org that is named twice', async () => {
    const flags = await parse('deploy -o acme-uat -o acme-prod').then(
      (parsed) => parsed.flags,
      (error: unknown) => error,
    );
    if (flags instanceof Error) expect(flags).toMatchObject({ name: 'UsageError' });
    else expect(flags).toMatchObject({ 'target-org': 'acme-prod' });
  });
});

describe('parseArguments of --version after a command', () => {
  // The option is inherited by every command and read by none, so the command runs.
  it.each(['deploy', 'plan', 'generate'])('does not run "eca %s"', async (name) => {
    const parsed = await parseArguments([name, '--version'], COMMANDS).catch((error: unknown) => error);
    expect(parsed).not.toHaveProperty('command');
  });
});

describe('parseArguments of what it does not understand', () => {
  it.each([
    ['', /No command was given/, 'See `eca --help`.'],
    ['deplyo', /deplyo|deploy/, 'See `eca --help`.'],
    ['local-org', /"local-org" needs a command after it/, 'See `eca local-org --help`.'],
    ['local-org begin', /begin/, 'See `eca local-org --help`.'],
    ['deploy --dry', /dry/, 'See `eca deploy --help`.'],
    ['plan --no-verify', /verify/, 'See `eca plan --help`.'],
    [
      'deploy extra',
      /^"extra" is no command|^eca deploy takes flags only, and no further word\.$/,
      'See `eca deploy --help`.',
    ],
    ['plan --al', /^eca plan has no --al\. Did you mean --all\?$/, 'See `eca plan --help`.'],
    ['plan --bogus --worse', /^eca plan has no --bogus\. eca plan has no --worse\.$/, 'See `eca plan --help`.'],
    ['credentials age --bogus', /^eca credentials age has no --bogus\.$/, 'See `eca credentials age --help`.'],
    ['credentials age --max-days soon', /^--max-days takes a number\.$/, 'See `eca credentials --help`.'],
    ['query', /^eca query needs <soql>\.$/, 'See `eca query --help`.'],
    [
      'local-org stop one two',
      /^eca local-org stop takes at most 1 word beside its flags\.$/,
      'See `eca local-org stop --help`.',
    ],
    [
      'schema --of nothing',
      /^--of takes "config" or "run" or "proof", and got "nothing"\.$/,
      'See `eca schema --help`.',
    ],
    ['deploy -o', /^-o needs a value\.$/, 'See `eca deploy --help`.'],
    ['deploy --app', /^--app needs a value\.$/, 'See `eca deploy --help`.'],
    ['deploy --app --json', /^--app needs a value\.$/, 'See `eca deploy --help`.'],
    ['verify --auth-method magic', /client_secret_post.*client_secret_basic/s, 'See `eca verify --help`.'],
    ['-o acme-uat --bogus', /./, 'See `eca --help`.'],
  ])('refuses "eca %s" and says where to look', async (line, message, action) => {
    const error = await refused(line);
    expect(error.message).toMatch(message);
    expect(error.actions).toEqual([action]);
  });

  it('suggests the command that was meant', async () => {
    expect((await refused('deplyo')).message).toBe('"deplyo" is no command. Did you mean "deploy"?');
    expect((await refused('--json foo')).message).toBe('"foo" is no command.');
    expect((await refused('credentials shwo')).message).toBe(
      '"credentials shwo" is no command. Did you mean "credentials show"?',
    );
  });

  it('does not repeat the value of a flag that it does not know', async () => {
    expect((await refused('deploy --client-secret=canary')).message).not.toContain('canary');
  });
});

describe('the help', () => {
  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    'of "eca %s" has its summary, its flags and an example',
    async (name, command) => {
      const help = await helpText(name.split(' '), COMMANDS);
      expect(help.replace(/\s+/g, ' ')).toContain(`eca ${name}`);
      expect(help.replace(/\s+/g, ' ')).toContain(command.summary);
      expect(help).toContain('Examples:');
      expect(command.examples.filter(([line]) => line.includes(`eca ${name}`))).not.toEqual([]);
      for (const [line] of command.examples) {
        // A long one goes on behind a backslash, as a shell takes it.
        expect(help.replace(/ \\\n +/g, ' ')).toContain(`  ${line}\n`);
      }
      for (const flag of [...Object.keys(command.flags ?? {}), ...command.shared, 'json', 'quiet', 'debug']) {
        expect(help).toContain(`--${flag}`);
      }
    },
  );

  it.each(COMMANDS.flatMap(({ examples }) => examples.map(([line]) => line)))(
    'has an example that works: %s',
    async (line) => {
      const typed = line.slice(line.indexOf('eca ') + 'eca '.length).replace(/\)"$/, '');
      const words = shellWords(typed.replace(/ >>? \S+$/, ''));
      await expect(parseArguments(words, COMMANDS)).resolves.toMatchObject({
        command: { name: expect.any(String) as string },
      });
    },
  );

  it('of the tool lists every command and every group, and the exit codes', async () => {
    const help = await helpText([], COMMANDS);
    for (const { name, summary } of COMMANDS.filter(({ name }) => !name.includes(' '))) {
      expect(help).toContain(`eca ${name}`);
      expect(help.replace(/\s+/g, ' ')).toContain(summary);
    }
    for (const group of Object.keys(GROUPS)) expect(help).toContain(`eca ${group}`);
    for (const code of ['0 done', '1 failed', '2 differences', '4 wrong input', '69 still running']) {
      expect(help.replace(/\s+/g, ' ')).toContain(code);
    }
  });

  it('of a group lists its commands', async () => {
    const help = await helpText(['local-org'], COMMANDS);
    expect(help).toContain('eca local-org start');
  });

  it('comes with -h as with --help, and stays within its width', async () => {
    const help = await helpText(['deploy'], COMMANDS);
    expect(await parseArguments(['deploy', '-h'], COMMANDS)).toBe(help);
    for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('uses every flag for one thing only within a command', () => {
    for (const { name, flags, shared } of COMMANDS) {
      const both = Object.keys(flags ?? {}).filter((flag) => shared.some((each) => each === flag));
      expect([name, both]).toEqual([name, []]);
    }
  });
});
