import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOf } from '../../src/cli/how-to-call.js';
import { main } from '../../src/cli/main.js';
import { CONFIG_COMMANDS, ORG_COMMANDS, pasteable } from '../../src/cli/next-command.js';
import { loadCommands } from '../../src/cli/registry.js';
import { LocalOrg } from '../../src/local-org/index.js';
import { registerSession } from '../../src/org/auth-store.js';
import { emptyFolder } from './run-eca.js';
import { BILLING_SYNC } from '../integration/project.js';

const at = (flags: Readonly<Record<string, unknown>>, call?: string): Parameters<typeof pasteable>[1] => ({
  flags,
  io: { call },
});

describe('a command that a text names', () => {
  it.each([
    ['Run `eca deploy`.', { environment: 'uat' }, 'Run `eca deploy -e uat`.'],
    ['`eca verify --app A --wait 30`', { environment: ['uat'] }, '`eca verify --app A --wait 30 -e uat`'],
    ['`eca deploy resume 0Af…`', { 'target-org': 'acme-uat' }, '`eca deploy resume 0Af… -o acme-uat`'],
    ['`eca plan`', { environment: 'uat', config: 'a b/eca.yaml' }, "`eca plan -e uat --config 'a b/eca.yaml'`"],
    ['`eca validate`', { environment: 'uat', config: 'x.yaml' }, '`eca validate --config x.yaml`'],
  ])('%s with %j becomes %s', (said, flags, told) => {
    expect(pasteable(said, at(flags))).toBe(told);
    expect(pasteable(told, at(flags))).toBe(told);
  });

  it('stays as it is where it names its org, where several environments run, and where no flag was typed', () => {
    const own = 'Run `eca verify -o acme-uat --app A` or `eca doctor --all`.';
    expect(pasteable(own, at({ environment: 'qa' }))).toBe(own);
    expect(pasteable('`eca deploy`', at({ environment: ['uat', 'qa'] }))).toBe('`eca deploy`');
    expect(pasteable('`eca deploy`', at({}))).toBe('`eca deploy`');
    expect(pasteable('`eca local-org list`', at({ environment: 'uat', config: 'x' }))).toBe('`eca local-org list`');
  });

  it('begins as the run did', () => {
    expect(pasteable('`eca init`', at({}, 'npx eca'))).toBe('`npx eca init`');
    expect(callOf({}, emptyFolder())).toBe('eca');
    expect(callOf({ npm_command: 'exec' }, emptyFolder())).toBe('npx eca-as-code');
    expect(callOf({ npm_command: 'exec' }, import.meta.dirname)).toBe('npx eca');
    expect(callOf({ npm_config_user_agent: 'pnpm/10' }, import.meta.dirname)).toBe('npx eca');
  });
});

describe('the lists of commands', () => {
  it('are those that take -o, and those that take --config', async () => {
    const commands = (await loadCommands()).map(({ name, shared, flags = {} }) => ({
      name,
      takes: (flag: string): boolean => shared.some((one) => one === flag) || flag in flags,
    }));
    const begins = ['import', 'init'];
    const org = commands.filter(({ name, takes }) => takes('target-org') && !begins.includes(name));
    expect(ORG_COMMANDS.toSorted()).toEqual(org.map(({ name }) => name).sort());
    const config = commands.filter(({ name, takes }) => takes('config') && !ORG_COMMANDS.includes(name));
    expect(CONFIG_COMMANDS.toSorted()).toEqual(config.map(({ name }) => name).sort());
  });
});

describe('in a folder with a config of two environments', () => {
  const cwd = emptyFolder();
  const org = new LocalOrg();
  let forget: () => Promise<void>;
  beforeAll(async () => {
    const environments = { uat: { targetOrg: 'paste-uat' }, qa: { targetOrg: 'paste-qa' } };
    writeFileSync(join(cwd, 'acme.json'), JSON.stringify({ ...BILLING_SYNC, environments }));
    forget = await registerSession({ ...(await org.start()), alias: 'paste-uat' });
  });
  afterAll(async () => {
    await forget();
    await org.stop();
  });

  async function type(...argv: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
    let said = '';
    const output = { isTTY: false, write: (text: string) => void (said += text) };
    const signal = new AbortController().signal;
    const io = { cwd, env: {}, stdout: output, stderr: output, signal, listen: () => undefined, call: 'npx eca' };
    return { code: await main(argv, io), said };
  }

  it('names the environments where none was named', async () => {
    for (const command of ['plan', 'token']) {
      const { code, said } = await type(command, '--config', 'acme.json');
      expect({ code, said }).toMatchObject({ code: 4 });
      expect(said).toContain(
        'Try: Name an environment of the config: -e uat, -e qa; or an org that sf knows: -o ALIAS.',
      );
    }
  });

  it.each([{ more: [] }, { more: ['--json'] }, { more: ['-e', 'qa'] }])(
    'the command that verify of an app that is not there advises, with $more, does the work',
    async ({ more }) => {
      const { said } = await type('verify', '-e', 'uat', '--config', 'acme.json', ...more);
      const [, advised = ''] = /`npx eca (deploy[^`]*)`/.exec(said) ?? [];
      expect(advised).toMatch(/-e uat --config acme\.json$/);
      expect((await type(...advised.split(' '), '--dry-run', '--yes')).code).toBe(0);
    },
  );
});
