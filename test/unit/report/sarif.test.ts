import { readFileSync } from 'node:fs';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { resolve } from '../../../src/config/resolve.js';
import { APP_RULES, CONFIG_RULES } from '../../../src/config/rules.js';
import type { Problem } from '../../../src/errors.js';
import { reviewSource } from '../../../src/metadata/review.js';
import { PROBLEM_KINDS } from '../../../src/problem-kinds.js';
import { SOURCE_RULE, toSarif } from '../../../src/report/sarif.js';

const schema = JSON.parse(
  readFileSync(new URL('../../fixtures/sarif/sarif-2.1.0-rtm.5.json', import.meta.url), 'utf8'),
) as object;
const ajv = new Ajv.default({ strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const isValid = ajv.compile(schema);

const PROBLEMS: readonly Problem[] = [
  {
    level: 'error',
    file: 'force app/übersicht/Ledger#1.eca-meta.xml',
    line: 3,
    column: 5,
    path: 'ExternalClientApplication.label',
    message: 'It is wrong.',
    action: 'Correct it.',
  },
  { level: 'warning', file: 'eca.config.ts', path: 'apps', message: 'It misleads.', action: 'Change it.' },
  { level: 'note', path: '--app', message: 'It was not judged.', action: 'Nothing.' },
];
const options = {
  rule: SOURCE_RULE,
  version: '0.1.0',
  toRepositoryPath: (file: string): string => `projects/ledger/${file}`,
  mainFile: 'eca.config.yaml',
};

interface Run {
  readonly tool: {
    readonly driver: {
      readonly rules: readonly { readonly id: string; readonly shortDescription: { readonly text: string } }[];
    };
  };
  readonly results: readonly {
    readonly level: string;
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly locations: readonly { readonly physicalLocation: object }[];
  }[];
}
const runOf = (problems: readonly Problem[]): Run => {
  const log = toSarif(problems, options);
  expect(isValid(log), JSON.stringify(isValid.errors)).toBe(true);
  return (log as unknown as { readonly runs: readonly [Run] }).runs[0];
};

describe('toSarif', () => {
  it('is valid by the published schema, with problems and without', () => {
    expect(runOf(PROBLEMS).results.map(({ level }) => level)).toEqual(['error', 'warning', 'note']);
    expect(runOf([]).results).toEqual([]);
  });

  it('would notice a log that is not valid', () => {
    expect(isValid({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });

  it('names each file by its path in the repository, as a reference that every reader takes', () => {
    const places = runOf(PROBLEMS).results.map(({ locations }) => locations[0]?.physicalLocation);
    expect(places).toEqual([
      {
        artifactLocation: {
          uri: 'projects/ledger/force%20app/%C3%BCbersicht/Ledger%231.eca-meta.xml',
          uriBaseId: '%SRCROOT%',
        },
        region: { startLine: 3, startColumn: 5 },
      },
      { artifactLocation: { uri: 'projects/ledger/eca.config.ts', uriBaseId: '%SRCROOT%' } },
      { artifactLocation: { uri: 'projects/ledger/eca.config.yaml', uriBaseId: '%SRCROOT%' } },
    ]);
  });

  it('has one rule for each kind of problem that was found, and that of the run for the rest', () => {
    const [first, second, third] = PROBLEMS;
    if (first === undefined || second === undefined || third === undefined) throw new Error('There are three.');
    const kinds: readonly Problem[] = [
      { ...first, kind: 'unknown-field' },
      { ...second, kind: 'field-value' },
      { ...first, kind: 'unknown-field' },
      third,
    ];
    const { results, tool } = runOf(kinds);
    const rules = tool.driver.rules.map(({ id }) => id);
    expect(rules).toEqual(['unknown-field', 'field-value', 'metadata-source']);
    expect(results.map(({ ruleId }) => ruleId)).toEqual([
      'unknown-field',
      'field-value',
      'unknown-field',
      'metadata-source',
    ]);
    expect(results.map(({ ruleIndex }) => rules[ruleIndex])).toEqual(results.map(({ ruleId }) => ruleId));
    for (const { shortDescription } of tool.driver.rules) expect(shortDescription.text).not.toBe('');
  });
});

describe('the kinds of problems', () => {
  it('are given by every problem of a config and of source', () => {
    const config = {
      apiVersion: '6',
      apps: {
        A: { label: 1, contactEmail: 'x', runAsUser: '${env:NOBODY_SET_THIS}', tokenFormat: 'JWT', scops: ['api'] },
      },
    };
    const { problems, warnings } = resolve(config, { env: {}, apps: ['B'] });
    expect(problems.length).toBeGreaterThan(5);
    expect([...problems, ...warnings].filter(({ kind }) => kind === undefined)).toEqual([]);
    const text = '<ExtlClntAppGlobalOauthSettings><isNoField>1</isNoField></ExtlClntAppGlobalOauthSettings>';
    const found = reviewSource([{ path: 'x/A.ecaGlobalOauth-meta.xml', text }], '66.0');
    expect(found.length).toBeGreaterThan(2);
    expect(found.filter(({ kind }) => kind === undefined)).toEqual([]);
  });

  it('stay: a log that mutes one must go on to mute it', () => {
    expect(Object.keys(PROBLEM_KINDS).filter((kind) => !/^[a-z]+(?:-[a-z]+)*$/.test(kind))).toEqual([]);
    const named = [...APP_RULES, ...CONFIG_RULES].map(({ name }) => name);
    expect(named.filter((name) => !Object.hasOwn(PROBLEM_KINDS, name))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
  });
});
