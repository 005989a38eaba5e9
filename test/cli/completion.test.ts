import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasPrograms } from '../integration/stand-in.js';
import { ECA, emptyFolder, runEca, testEnvironment } from './run-eca.js';

/** A name that would run a program in a shell that took it for more than a name. */
const ODD = `my $(touch pwned) 'q" env`;

const CONFIG = {
  apps: { Billing_Sync: {} },
  environments: { uat: {}, [ODD]: {}, ['over\nlines']: {} },
};

/** Asks the script that was written to `$1` in the shell itself. */
const ASKING = {
  bash: `. "$1"; COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:@'; COMP_LINE="$2" COMP_POINT=\${#2} COMP_CWORD=0
    _eca; for word in "\${COMPREPLY[@]}"; do eval "printf '%s\\n' $word"; done`,
  fish: `source $argv[1]; complete -C $argv[2] | string replace -r '\\t.*' ''; true`,
  zsh: `rm -f answer; zmodload zsh/zpty; zpty -b sh zsh -f -i
    ask() { zpty -w sh "$1"; }
    ask "PS1= TERM=dumb; source \${(q)1}"
    ask 'zstyle ":completion:*" list-colors ""; compadd() { [[ "$@" == *"-a values"* ]] && print -rl -- "<<" "\${values[@]}" ">>" > answer; }; print READY'
    zpty -r sh text '*READY*READY*'
    zpty -w -n sh "$2"$'\\t'; for each in {1..100}; do [[ -s answer ]] && grep -q '>>' answer && break; sleep 0.05; done
    zpty -d sh; sed '/^<<$/d;/^>>$/d' answer`,
} as const;

describe.each(['bash', 'zsh', 'fish'] as const)('completion of %s', (shell) => {
  const cwd = emptyFolder();
  const home = mkdtempSync(join(tmpdir(), 'eca-home-'));
  let script = '';
  beforeAll(async () => {
    writeFileSync(join(cwd, 'eca.config.json'), JSON.stringify(CONFIG));
    mkdirSync(join(home, '.sfdx'));
    writeFileSync(join(home, '.sfdx/alias.json'), '{"orgs":{"acme-uat":"admin@acme.example.uat"}}');
    mkdirSync(join(cwd, 'bin'));
    writeFileSync(join(cwd, 'bin/eca'), `#!/bin/sh\nexec '${process.execPath}' '${ECA}' "$@"\n`);
    chmodSync(join(cwd, 'bin/eca'), 0o755);
    script = join(cwd, `eca.${shell}`);
    writeFileSync(script, (await runEca(['completion', shell])).stdout);
  });

  const asked = (line: string): readonly string[] => {
    const PATH = [join(cwd, 'bin'), process.env.PATH ?? ''].join(delimiter);
    const env = testEnvironment({ HOME: home, PATH, LC_ALL: 'C.UTF-8' });
    const words = shell === 'fish' ? ['-N', '-c', ASKING.fish] : ['-c', ASKING[shell], shell];
    return execFileSync(shell, [...words, script, line], { cwd, env, encoding: 'utf8', timeout: 20_000 })
      .split('\n')
      .filter((each) => each !== '');
  };

  it.skipIf(!hasPrograms(shell))('gives names of environments and orgs, and runs none of them', () => {
    expect(asked('eca plan -e ')).toEqual(expect.arrayContaining(['uat', ODD]));
    expect(asked('eca plan -e ').join('\n')).not.toContain('over');
    expect(asked('eca plan -o acme-')).toEqual(['acme-uat']);
    expect(asked('eca local-org sta')).toContain('start');
    expect(existsSync(join(cwd, 'pwned'))).toBe(false);
  });
});

describe('eca completion', () => {
  it('names the four shells where another is asked for', async () => {
    const { code, stderr } = await runEca(['completion', 'tcsh']);
    expect(code).toBe(4);
    expect(stderr).toContain('"bash" or "zsh" or "fish" or "powershell", and got "tcsh"');
  });

  it('answers nothing, and says nothing, where the line is none of its own', async () => {
    for (const words of [[], ['tcsh', 'x'], ['bash'], ['powershell', '!']]) {
      expect(await runEca(['__complete', ...words])).toMatchObject({ code: 0, stderr: '' });
    }
  });
});
