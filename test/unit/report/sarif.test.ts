import { readFileSync } from 'node:fs';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/errors.js';
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
  readonly results: readonly {
    readonly level: string;
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
});
