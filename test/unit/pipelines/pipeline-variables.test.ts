import { describe, expect, it } from 'vitest';
import { resolve } from '../../../src/config/resolve.js';
import { pipelineFiles } from '../../../src/pipelines/pipeline-files.js';
import { pipelineVariables } from '../../../src/pipelines/pipeline-variables.js';

const WRITTEN = {
  apiVersion: '66.0',
  apps: {
    Billing_Sync: {
      label: '${env:LABEL}',
      contactEmail: '${env:MAIL}',
      runAsUser: 'billing${env:SUFFIX}',
      callbackUrls: ['${env:CALLBACK}', 'https://${env:HOST}/callback'],
      scopes: ['${env:SCOPE}'],
      tokenFormat: '${env:FORMAT}',
      trustedIpRanges: [{ startIpAddress: '${env:FIRST}', endIpAddress: '${env:LAST}' }],
      credentials: { key: '${env:PAIR_KEY}', secret: '${env:PAIR_SECRET}' },
      description: 'Says $${env:NOTHING}.',
    },
  },
  sink: { command: ['store'], read: ['printenv', 'BILLING_{environment}'] },
  environments: {
    uat: { targetOrg: 'acme-uat', auth: { sfdxAuthUrl: 'UAT_URL' } },
    qa: { targetOrg: 'acme-qa', auth: { sfdxAuthUrl: 'QA_URL' } },
  },
};
const NAMES = 'LABEL MAIL SUFFIX CALLBACK HOST SCOPE FORMAT FIRST LAST PAIR_KEY PAIR_SECRET'.split(' ');

describe('the variables that a config names', () => {
  const { variables, pairs, standIns } = pipelineVariables(WRITTEN);

  it('are logins and values; what only a proof reads stands apart', () => {
    expect(variables).toEqual(['UAT_URL', 'QA_URL', ...NAMES]);
    expect(pairs).toEqual(['BILLING_uat', 'BILLING_qa']);
  });

  it('have stand-ins by which the config breaks no rule where there are no secrets, as for a fork', () => {
    expect(standIns.map(({ name }) => name)).toEqual(NAMES);
    const env = Object.fromEntries(standIns.map(({ name, value }) => [name, value]));
    const { problems, warnings } = resolve(WRITTEN, { env });
    expect(problems).toEqual([]);
    // What is said of trusted ranges is true whatever they are.
    expect(warnings.map(({ kind }) => kind)).toEqual(['ip-ranges-do-not-protect']);
    // Without them it does, and one kind of text alone would not do.
    expect(resolve(WRITTEN, { env: {} }).problems).not.toEqual([]);
    const mails = Object.fromEntries(NAMES.map((name) => [name, `${name}@validate.invalid`]));
    expect(resolve(WRITTEN, { env: mails }).problems).not.toEqual([]);
  });

  it('reach only the jobs that need them: stand-ins the check, pairs the proof at night', () => {
    const files = pipelineFiles('github', { version: '0.1.0', maxDays: 90, variables, pairs, standIns });
    const holding = (text: string) => files.filter((file) => file.text.includes(text)).map(({ path }) => path);
    expect(holding('secrets.BILLING_uat')).toEqual(['.github/workflows/eca-nightly.yml']);
    expect(holding('CALLBACK: "https://validate.invalid/CALLBACK"')).toEqual(['.github/workflows/eca-plan.yml']);
    expect(holding('secrets.UAT_URL')).toHaveLength(files.length);
  });
});

describe('a pipeline', () => {
  const options = { version: '0.1.0', maxDays: 60, variables: [], standIns: [] };
  const textOf = (system: 'github' | 'gitlab', name: string, branch?: string): string =>
    pipelineFiles(system, { ...options, branch }).find(({ path }) => path.endsWith(name))?.text ?? '';

  it('deploys the branch that is named, else that which GitLab itself calls the default', () => {
    expect(textOf('github', 'eca-deploy.yml')).toContain('branches: ["main"]');
    expect(textOf('github', 'eca-deploy.yml', 'on')).toContain('branches: ["on"]');
    expect(textOf('gitlab', 'eca.yml')).toContain('$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH');
    expect(textOf('gitlab', 'eca.yml', 'release/1')).toContain('$CI_COMMIT_BRANCH == "release/1"');
  });

  it('rotates after the days that were said', () => {
    expect(textOf('github', 'eca-rotate.yml')).toContain('MAX_DAYS: 60');
    expect(textOf('gitlab', 'eca-environments.yml')).toContain("MAX_DAYS: '60'");
  });

  it('pins every action to a commit, and replaces what an attempt before has uploaded', () => {
    for (const { path, text } of pipelineFiles('github', options)) {
      const actions = [...text.matchAll(/uses: (.+)/g)].map(([, action = '']) => action);
      expect(
        actions.filter((action) => !/^[\w/-]+@[0-9a-f]{40} # v[\d.]+$/.test(action)),
        path,
      ).toEqual([]);
      const uploads = actions.filter((action) => action.includes('upload-artifact')).length;
      expect(text.match(/overwrite: true/g) ?? [], path).toHaveLength(uploads);
    }
  });

  it('asks for more than reading in one job alone, and gives a fork on GitLab no task', () => {
    const rights = pipelineFiles('github', options).flatMap(({ text }) => text.match(/permissions: .+/g) ?? []);
    expect([...new Set(rights)].toSorted()).toEqual([
      'permissions: { contents: read }',
      'permissions: { contents: read, pull-requests: write }',
    ]);
    expect(rights.filter((each) => each.includes('write'))).toHaveLength(1);
    // In the own project of a fork its path is that of the project, too: the target of the merge request decides.
    expect(textOf('gitlab', 'eca.yml')).toContain('SOURCE_PROJECT_PATH == $CI_MERGE_REQUEST_PROJECT_PATH');
  });
});
