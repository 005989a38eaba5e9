import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { DEFAULT_ROTATE_DAYS } from '../../src/pipelines/ci-systems.js';
import { pipelineFiles } from '../../src/pipelines/pipeline-files.js';
import { errorsPage } from '../pages/errors-page.js';
import { skill } from '../pages/skill.js';
import { troubleshootingPage } from '../pages/troubleshooting-page.js';
import { commandReference } from './command-reference.js';
import { behavioursPage } from '../local-org/behaviours-page.js';
import { configInterfaces } from './interfaces.js';
import { withMapping } from './mapping-table.js';
import { screenPicture } from './run-picture.js';
import { withTables } from './tables.js';

/** Files that are made from the rows of the config, the tables of errors and diagnoses, and the commands, as they should be: path to text. */
export async function filesOfRows(): Promise<Readonly<Record<string, string>>> {
  const page = await readFile('docs/config.md', 'utf8');
  const moving = await readFile('docs/move-a-connected-app.md', 'utf8');
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { readonly version: string };
  const texts = {
    'src/config/model.ts': configInterfaces(),
    'docs/config.md': withTables(page),
    'docs/commands.md': await commandReference(),
    'docs/move-a-connected-app.md': withMapping(moving),
    'docs/errors.md': errorsPage(),
    'docs/troubleshooting.md': troubleshootingPage(),
    'skills/eca/SKILL.md': skill(),
    'docs/local-org-behaviours.md': behavioursPage(),
  };
  const files = Object.entries(texts).map(async ([path, text]) => {
    const options = await resolveConfig(path, { editorconfig: true });
    return [path, await format(text, { ...options, filepath: path })] as const;
  });
  // The screen of a run that a test compares with the tool as it is.
  const screen = `$ eca plan -e uat\n${await readFile('test/fixtures/screens/plan-120.txt', 'utf8')}`;
  const pictures = { 'docs/plan.svg': screenPicture('What eca plan prints of an app that is new to the org', screen) };
  return { ...Object.fromEntries(await Promise.all(files)), ...gitlabTemplate(version), ...pictures };
}

/** The template for GitLab that is in the package: what `eca init --ci gitlab` writes for a config that names no variables. */
function gitlabTemplate(version: string): Readonly<Record<string, string>> {
  const options = { version, maxDays: DEFAULT_ROTATE_DAYS, variables: [], standIns: [] };
  const files = pipelineFiles('gitlab', options).filter(({ path }) => path.startsWith('.gitlab/'));
  return Object.fromEntries(files.map(({ path, text }) => [path.replace('.gitlab/', 'templates/gitlab/'), text]));
}
