import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { emptyFolder } from '../../cli/run-eca.js';
import { runHere } from '../../cli/run-here.js';

const FIXTURE = fileURLToPath(new URL('../../fixtures/local-org/billing-sync', import.meta.url));
const OTHER = `  Other_App:
    label: Other App
    contactEmail: platform@acme.example
    runAsUser: other.app@acme.example
`;

interface Imported {
  readonly name?: string;
  readonly message?: string;
  readonly actions?: readonly string[];
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const cwd = emptyFolder();
  cpSync(FIXTURE, join(cwd, 'src'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return cwd;
}

async function importInto(cwd: string, ...more: readonly string[]): Promise<Imported> {
  return JSON.parse((await runHere(['import', '--source-dir', 'src', '--json', ...more], { cwd })).stdout) as Imported;
}

const read = (cwd: string, name: string): string => readFileSync(join(cwd, name), 'utf8');

it('writes a new app into the config, never into the file that it extends', async () => {
  const files = { 'eca.config.yaml': 'extends: shared.yaml\n', 'shared.yaml': `# shared\napps:\n${OTHER}` };
  const cwd = folderWith(files);
  expect((await importInto(cwd)).name).toBeUndefined();
  expect(read(cwd, 'eca.config.yaml')).toMatch(/^extends: shared\.yaml\napps:\n {2}Billing_Sync:\n/);
  expect(read(cwd, 'shared.yaml')).toBe(files['shared.yaml']);
  const checked = await runHere(['validate', '--json'], { cwd });
  expect(checked.code).toBe(0);
});

it('refuses to change an app that stands in the file below, names it, and changes it there when told to', async () => {
  const app = OTHER.replaceAll('Other_App', 'Billing_Sync').replace('Other App', 'Old label');
  const files = { 'eca.config.yaml': 'extends: shared.yaml\n', 'shared.yaml': `# shared\napps:\n${app}` };
  const cwd = folderWith(files);
  expect(await importInto(cwd, '--update')).toMatchObject({
    name: 'UsageError',
    message: '"Billing_Sync" stands in shared.yaml, which eca.config.yaml extends. Nothing was written.',
    actions: [
      'Import into that file: --output shared.yaml.',
      expect.stringMatching(/^Or change apps\.Billing_Sync\.\w+ in it by hand\.$/) as string,
    ],
  });
  expect(read(cwd, 'eca.config.yaml')).toBe(files['eca.config.yaml']);
  expect((await importInto(cwd, '--update', '--output', 'shared.yaml')).name).toBeUndefined();
  expect(read(cwd, 'shared.yaml')).toMatch(/^# shared\n[^]*label: Billing Sync\n/);
});
