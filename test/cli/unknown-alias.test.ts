import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyFolder, runEca } from './run-eca.js';

const CONFIG = `apps:
  Billing_Sync:
    label: Billing Sync
    contactEmail: platform@acme.example
    runAsUser: billing.sync@acme.example
environments:
  uat:
    targetOrg: acme-uta
`;

function project(config = CONFIG): string {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'eca.config.yaml'), config);
  return cwd;
}

it.each(['plan', 'doctor', 'deploy', 'verify', 'destroy'])(
  '%s shows the line of the config that names an org which nobody knows',
  async (command) => {
    const [cwd, HOME] = [project(), emptyFolder()];
    const { code, stderr } = await runEca([command, '-e', 'uat'], { cwd, env: { HOME } });
    expect(code).toBe(4);
    expect(stderr).toContain('No org is known as "acme-uta".');
    expect(stderr).toContain('eca.config.yaml:8:5 environments.uat.targetOrg');
    expect(stderr).toContain('Correct "acme-uta"');
  },
);

it('shows the line of the file that the config extends', async () => {
  const [apps = '', environments = ''] = CONFIG.split(/(?=environments:)/);
  const cwd = project(`extends: shared.yaml\n${apps}`);
  writeFileSync(join(cwd, 'shared.yaml'), environments);
  const { stderr } = await runEca(['plan', '-e', 'uat'], { cwd, env: { HOME: emptyFolder() } });
  expect(stderr).toContain('shared.yaml:3:5 environments.uat.targetOrg');
});

it('names no place in the config for an alias of the command line', async () => {
  const { stderr } = await runEca(['plan', '-o', 'nowhere'], { cwd: project(), env: { HOME: emptyFolder() } });
  expect(stderr).toContain('No org is known as "nowhere".');
  expect(stderr).not.toContain('eca.config.yaml');
});

it.each(['', 'my org', 'me@acme.com', 'a=b', '-o', 'a\nb', 'a\u001b[2J'])(
  'token takes no %j for an alias that sf is to know, before anything is asked',
  async (alias) => {
    const { code, stderr } = await runEca(['token', `--sf-alias=${alias}`], { cwd: emptyFolder() });
    expect(code).toBe(4);
    expect(stderr).toContain('cannot be an alias of sf');
    expect(stderr).not.toContain('\u001b');
  },
);
