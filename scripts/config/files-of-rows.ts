import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { DEFAULT_ROTATE_DAYS, pipelineFiles } from '../../src/pipelines/pipeline-files.js';
import { behavioursPage } from '../local-org/behaviours-page.js';
import { configInterfaces } from './interfaces.js';
import { withMapping } from './mapping-table.js';
import { withTables } from './tables.js';

/** Files that are made from the rows of the config, as they should be: path to text. */
export async function filesOfRows(): Promise<Readonly<Record<string, string>>> {
  const page = await readFile('docs/config.md', 'utf8');
  const moving = await readFile('docs/move-a-connected-app.md', 'utf8');
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { readonly version: string };
  const texts = {
    'src/config/model.ts': configInterfaces(),
    'docs/config.md': withTables(page),
    'docs/move-a-connected-app.md': withMapping(moving),
    'docs/local-org-behaviours.md': behavioursPage(),
  };
  const files = Object.entries(texts).map(async ([path, text]) => {
    const options = await resolveConfig(path, { editorconfig: true });
    return [path, await format(text, { ...options, filepath: path })] as const;
  });
  return { ...Object.fromEntries(await Promise.all(files)), ...gitlabTemplate(version) };
}

/** The template for GitLab that is in the package: what `eca init --ci gitlab` writes for a config that names no variables. */
function gitlabTemplate(version: string): Readonly<Record<string, string>> {
  const options = { version, branch: 'main', maxDays: DEFAULT_ROTATE_DAYS, variables: [], placeholders: [] };
  const files = pipelineFiles('gitlab', options).filter(({ path }) => path.startsWith('.gitlab/'));
  return Object.fromEntries(files.map(({ path, text }) => [path.replace('.gitlab/', 'templates/gitlab/'), text]));
}
