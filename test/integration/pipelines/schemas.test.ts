import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ACTIONS } from '../../../src/pipelines/actions.js';
import { CI_SYSTEMS } from '../../../src/pipelines/ci-systems.js';
import { pipelineFiles, type PipelineOptions } from '../../../src/pipelines/pipeline-files.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
const SECRETS = ['UAT_AUTH', 'BILLING_USER'];
const OPTIONS: PipelineOptions = {
  ...{ version, branch: 'main', maxDays: 90, pairs: ['UAT_PAIR'] },
  ...{ variables: SECRETS, standIns: [{ name: 'BILLING_USER', value: 'BILLING_USER@validate.invalid' }] },
};

/** Says what a published schema finds in a pipeline. */
function problemsBy(schema: string, value: unknown): unknown {
  const file = join(ROOT, 'test/fixtures/ci-schemas', `${schema}.schema.json`);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const check = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
  return check(value) ? [] : check.errors;
}

const FILES = CI_SYSTEMS.flatMap((system) => pipelineFiles(system, OPTIONS).map((file) => ({ system, ...file })));

/** The workflows of this project itself. */
const OWN = globSync('.github/workflows/*.yml', { cwd: ROOT });

describe('the published schema takes', () => {
  it.each(FILES.map(({ path, ...file }) => [path, file] as const))('%s', (_path, { system, text }) => {
    const schema = { github: 'github-workflow', gitlab: 'gitlab-ci' }[system];
    const pipeline = parse(text) as Readonly<Record<string, unknown>>;
    expect(problemsBy(schema, pipeline)).toEqual([]);
    // It would find a mistake.
    const wrong = { ...pipeline, stages: 3, jobs: { plan: { steps: [{ run: 3 }] } } };
    expect(problemsBy(schema, wrong)).not.toEqual([]);
  });

  it.each(OWN)('the own workflow %s', (path) => {
    expect(problemsBy('github-workflow', parse(readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
  });

  it('action.yml', () => {
    expect(readFileSync(join(ROOT, 'action.yml'), 'utf8')).toContain(`uses: ${ACTIONS.setupNode}\n`);
    expect(problemsBy('github-action', parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')))).toEqual([]);
    expect(
      problemsBy('github-action', { name: 'eca', runs: { using: 'composite', steps: [{ run: 'ls' }] } }),
    ).not.toEqual([]);
  });
});
