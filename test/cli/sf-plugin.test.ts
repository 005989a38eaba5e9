import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { renderHelp, renderSfManifest } from '../../src/cli/help.js';
import { GROUPS, loadCommands } from '../../src/cli/registry.js';
import { forSf, sfCommandData } from '../../src/cli/sf/command.js';
import { inSf } from '../../src/cli/sf/wording.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const COMMANDS = forSf(await loadCommands());
const HELP = await renderHelp();
const packageJson = read('package.json') as {
  readonly version: string;
  readonly oclif: { readonly topics: Readonly<Record<string, { readonly description: string }>> };
};

/** The flags that a help of `eca` lists, each with its letter. */
function flagsOfHelp(text: string): readonly string[] {
  return [...text.matchAll(/^ {2}(?:-(\w), | {4})--([\w-]+)(?=\s)/gm)]
    .filter(([, , name]) => name !== 'help' && name !== 'version')
    .map(([, char, name]) => `${name ?? ''} ${char ?? ''}`)
    .sort();
}

describe('the plugin of sf', () => {
  it('has a manifest that says what the commands say', async () => {
    const manifest = JSON.parse(JSON.stringify(await renderSfManifest(packageJson.version))) as unknown;
    expect(read('oclif.manifest.json')).toEqual(manifest);
  });

  it('calls the groups of commands what eca calls them', () => {
    const { eca, ...groups } = packageJson.oclif.topics;
    expect(HELP['']).toContain(eca?.description);
    const expected = Object.entries(GROUPS).map(([name, description]) => [`eca:${name}`, { description }]);
    expect(groups).toEqual(Object.fromEntries(expected));
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s has the flags of its help',
    (name, command) => {
      const { flags, args, examples } = sfCommandData(command);
      const known = Object.values(flags).map((flag) => `${flag.name} ${flag.char ?? ''}`);
      expect(known.sort()).toEqual(flagsOfHelp(HELP[name] ?? ''));
      expect(Object.keys(args)).toEqual(Object.keys(command.positionals ?? {}));
      for (const { command: line } of examples) expect(line).toContain('sf eca ');
    },
  );

  it('says commands as they are typed for sf, once', () => {
    expect(inSf('Run `eca plan -e uat`, or eca deploy.')).toBe('Run `sf eca plan -e uat`, or sf eca deploy.');
    expect(inSf('sf eca plan')).toBe('sf eca plan');
    expect(inSf('npx -p eca-as-code eca-x, /opt/eca plan, my.eca token, eca.config.yaml')).toBe(
      'npx -p eca-as-code eca-x, /opt/eca plan, my.eca token, eca.config.yaml',
    );
  });

  it('and its library can be required', () => {
    const script =
      "const { deploy, EcaError } = require('eca-as-code'); const { LocalOrg } = require('eca-as-code/local-org');" +
      'console.log(typeof deploy, EcaError.name, LocalOrg.name);';
    const output = execFileSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8' });
    expect(output).toBe('function EcaError LocalOrg\n');
  });
});
