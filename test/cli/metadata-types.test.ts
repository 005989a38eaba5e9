import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { closureOf, keptTypes, namedTypes, type MetadataTypes } from '../../scripts/metadata-types.mjs';

const require = createRequire(import.meta.url);
const { ApiSchemas } = require('@jsforce/jsforce-node/lib/api/metadata/schema.js') as { ApiSchemas: MetadataTypes };
const { castTypeUsingSchema } = require('@jsforce/jsforce-node/lib/soap.js') as {
  castTypeUsingSchema: (value: unknown, schema: unknown, types: MetadataTypes) => unknown;
};
const METADATA = readFileSync(require.resolve('@jsforce/jsforce-node/lib/api/metadata.js'), 'utf8');
const HEAD = 'const schema_1 = require("./metadata/schema");';

describe('the types of the Metadata API in the bundle', () => {
  const names = namedTypes(METADATA, 'metadata.js');
  const kept = keptTypes(closureOf(ApiSchemas, names));

  it('are those of results, as jsforce describes them, and few', () => {
    expect(names).toEqual(expect.arrayContaining(['DeployResult', 'RetrieveResult', 'FileProperties']));
    expect(Object.keys(kept).length).toBeLessThan(50);
    for (const [name, type] of Object.entries(kept)) expect(type).toEqual(ApiSchemas[name]);
  });

  it('cast a result as all of them would', () => {
    const message = { success: 'false', lineNumber: '7', problem: 'x' };
    const failure = { name: 'T', time: '1.5', codeCoverage: undefined };
    const result = {
      done: 'true',
      numberComponentErrors: '2',
      details: { componentFailures: message, runTestResult: { failures: failure, numFailures: '1' } },
    };
    const cast = castTypeUsingSchema(result, kept.DeployResult, kept);
    expect(cast).toEqual(castTypeUsingSchema(result, ApiSchemas.DeployResult, ApiSchemas));
    expect(cast).toMatchObject({ done: true, details: { componentFailures: [{ success: false, lineNumber: 7 }] } });
  });

  it('say which one is left out when somebody asks for it', () => {
    const named = {
      name: 'LeftOutError',
      message:
        'The type CustomObject is left out of eca: it belongs to reading and writing metadata by calls of their own.',
    };
    expect(() => kept.CustomObject).toThrow(expect.objectContaining(named));
    expect(() => 'CustomObject' in kept).toThrow(expect.objectContaining(named));
  });

  it('are no longer known when a module uses them in another way, and the build ends', () => {
    expect(namedTypes(`${HEAD}\nreturn schema_1.ApiSchemas.DeployResult;`, 'a.js')).toEqual(['DeployResult']);
    expect(namedTypes('const other = schema_1.ApiSchemas[type];', 'a.js')).toEqual([]);
    for (const use of ['schema_1.ApiSchemas[type]', 'use(schema_1)', 'const { ApiSchemas } = schema_1'])
      expect(() => namedTypes(`${HEAD}\n${use};`, 'a.js')).toThrow(/^a\.js uses the types .* not known/);
  });

  it('are refused when one is missing or has another form', () => {
    expect(() => closureOf({}, ['DeployResult'])).toThrow('has no type DeployResult any more');
    expect(() => closureOf({ A: { type: 'B', props: {} } }, ['A'])).toThrow('The type A has a form that is not known');
    const types = { A: { type: 'A', props: { b: ['?', 'B'] }, extends: 'C' } };
    const others = { B: { type: 'B', props: {} }, C: { type: 'C', props: {} }, D: { type: 'D', props: {} } };
    expect(Object.keys(closureOf({ ...types, ...others }, ['A'])).sort()).toEqual(['A', 'B', 'C']);
  });
});
