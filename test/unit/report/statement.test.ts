import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { BROAD_PERMISSIONS } from '../../../src/proof/broad-permissions.js';
import { reportFiles } from '../../../src/report/report-files.js';
import { DOES_NOT_PROVE, statementsOf } from '../../../src/report/statement.js';
import { statementJsonSchema } from '../../../src/report/statement-schema.js';
import { doneIn, PROVEN, twentyOrgs } from './twenty-orgs.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DOCS = readFileSync(`${ROOT}docs/reports.md`, 'utf8');
const SCHEMA = statementJsonSchema();
const isStatement = new Ajv2020().compile(SCHEMA);

/** Every field of a schema as a path, `predicate.checks[].name`. */
function fieldsOf(schema: unknown, path = ''): readonly string[] {
  const { properties, items } = schema as { properties?: Record<string, unknown>; items?: unknown };
  if (items !== undefined) return fieldsOf(items, `${path}[]`);
  if (properties === undefined) return [path];
  return Object.entries(properties).flatMap(([name, inner]) => fieldsOf(inner, path === '' ? name : `${path}.${name}`));
}

/** Every field that a statement has. */
function pathsIn(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => pathsIn(each, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  if (path.endsWith('.claims')) return [path];
  return Object.entries(value).flatMap(([name, inner]) =>
    inner === undefined ? [] : pathsIn(inner, path === '' ? name : `${path}.${name}`),
  );
}

const listed = [...DOCS.matchAll(/^\| `([\w.[\]]+)` +\|/gm)].map(([, field]) => field ?? '');

describe('a proof statement', () => {
  const statements = statementsOf(twentyOrgs());

  it('has a published schema, which is the list of fields in the docs', () => {
    const published: unknown = JSON.parse(readFileSync(`${ROOT}schema/eca-proof.schema.json`, 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(SCHEMA)));
    const known = fieldsOf(SCHEMA);
    expect(
      listed.filter((field) => field.startsWith('_type') || /^(?:subject|predicate)/.test(field)).toSorted(),
    ).toEqual(known.toSorted());
  });

  it('is one of in-toto, about one app in one org, with nothing that is not listed', () => {
    expect(statements).toHaveLength(19);
    for (const statement of statements) {
      const written: unknown = JSON.parse(JSON.stringify(statement));
      expect(isStatement.errors ?? isStatement(written)).toBe(true);
      expect(pathsIn(written).filter((path) => !listed.includes(path))).toEqual([]);
      expect(statement._type).toBe('https://in-toto.io/Statement/v1');
      expect(statement.subject[0]?.digest.sha256).toMatch(/^[\da-f]{64}$/);
    }
    const [uat, sit] = statements;
    expect(uat).toMatchObject({
      subject: [{ name: '00D5g0000000010EAA/Billing_Sync' }],
      predicate: {
        verdict: 'passed',
        org: { id: '00D5g0000000010EAA', isSandbox: true },
        deploy: { id: '0Af5g00000AAAA10' },
        readBack: { inSync: true },
        runAs: { broadPermissions: [] },
        doesNotProve: DOES_NOT_PROVE,
        proved: { started: '2026-11-25T20:00:00.000Z', ended: '2026-11-25T20:00:41.200Z' },
      },
    });
    expect(sit).toMatchObject({
      predicate: { verdict: 'failed', readBack: { inSync: false }, checks: [{ name: 'token', result: 'failed' }] },
    });
    expect(sit?.predicate).not.toHaveProperty('token.format');
  });

  it('names the deploys to other orgs that call the app', () => {
    const calling = { org: 'acme-hub', id: '0Af5g00000BBBB01', status: 'Succeeded', components: 3, ms: 4100 };
    const environment = doneIn('uat', 0, { proofs: [PROVEN], consumers: [calling] });
    const [statement] = statementsOf({ ...twentyOrgs(), environments: [environment] });
    expect(statement?.predicate.consumers).toEqual([calling]);
    const written: unknown = JSON.parse(JSON.stringify(statement));
    expect(isStatement.errors ?? isStatement(written)).toBe(true);
    expect(pathsIn(written).filter((path) => !listed.includes(path))).toEqual([]);
  });

  it('is unknown where this machine alone was refused, and tells the run that it was joined from', () => {
    const check = { name: 'token', ok: false, unknown: true as const, ms: 3, detail: 'refused' };
    const of = {
      file: 'a/run.json',
      tool: { name: 'eca-as-code' as const, version: '0.0.9' },
      verb: 'verify',
      started: '2026-11-24T00:00:00.000Z',
    };
    const environment = doneIn('uat', 0, { proofs: [{ ...PROVEN, unknown: true, checks: [check] }], of });
    const [statement] = statementsOf({ ...twentyOrgs(), environments: [environment] });
    expect(statement?.predicate).toMatchObject({
      verdict: 'unknown',
      checks: [{ result: 'unknown' }],
      verb: 'verify',
      tool: { version: '0.0.9' },
    });
  });

  it('lies in a file of its own, whatever environments and apps are called', () => {
    const names = ['uat', 'UAT', 'a/../b', 'a_.._b', '..', 'ü'.repeat(300)];
    const files = reportFiles({ ...twentyOrgs(), environments: names.map((name) => doneIn(name, 0)) });
    const paths = files.map(({ path }) => path);
    expect(paths.slice(0, 5)).toEqual([
      'junit.xml',
      'summary.md',
      'report.html',
      'proof-uat-Billing_Sync.json',
      'proof-UAT-Billing_Sync-2.json',
    ]);
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(3 + names.length);
    for (const path of paths) expect(path).toMatch(/^[\w.@-]{1,200}$/);
  });

  it('and the docs name the broad permissions that are asked for, and what is not proven', () => {
    for (const name of BROAD_PERMISSIONS) expect(DOCS).toContain(`\`${name}\``);
    for (const sentence of DOES_NOT_PROVE) expect(DOCS.replace(/\s+/g, ' ')).toContain(sentence);
  });
});
