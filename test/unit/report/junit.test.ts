import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { toJunit } from '../../../src/report/junit.js';
import type { Run, RunEnvironment } from '../../../src/report/run.js';
import { shownRun } from '../../../src/report/run-texts.js';
import { hostileRun, MARK } from './hostile-run.js';
import { doneIn, PROVEN, twentyOrgs } from './twenty-orgs.js';

const XSD = readFileSync(fileURLToPath(new URL('../../../schema/eca-junit.xsd', import.meta.url)), 'utf8');

async function problemsOf(xml: string): Promise<readonly string[]> {
  const { valid, errors } = await validateXML({
    xml: { fileName: 'junit.xml', contents: xml },
    schema: { fileName: 'eca-junit.xsd', contents: XSD },
  });
  return valid ? [] : errors.map(({ message }) => message);
}

const runOf = (...environments: readonly RunEnvironment[]): Run => ({
  ...twentyOrgs(),
  environments: [...environments],
});

interface CaseElement {
  readonly classname: string;
  readonly name: string;
  readonly failure?: { readonly type: string; readonly message: string; readonly '#text': string };
  readonly error?: { readonly type: string; readonly message: string };
  readonly skipped?: { readonly message: string };
}

function casesOf(xml: string): readonly CaseElement[] {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => ['testsuite', 'testcase'].includes(name),
  });
  const { testsuites } = parser.parse(xml) as {
    testsuites: { testsuite: readonly { testcase: readonly CaseElement[] }[] };
  };
  return testsuites.testsuite.flatMap(({ testcase }) => testcase);
}

describe('junit.xml', () => {
  it('is valid against its XSD, and one that is not is told', async () => {
    expect(await problemsOf(toJunit(shownRun(twentyOrgs())))).toEqual([]);
    expect(await problemsOf(toJunit(runOf()))).toEqual([]);
    expect(await problemsOf('<testsuites><testcase/></testsuites>')).not.toEqual([]);
  });

  it('stays valid and says no more elements whatever an org says', async () => {
    const xml = toJunit(shownRun(hostileRun()));
    expect(await problemsOf(xml)).toEqual([]);
    expect(xml).toContain(MARK);
    expect(xml).not.toMatch(/<(?:script|img|td)/);
  });

  it('counts each check of each app, and what went wrong with its reason', () => {
    const xml = toJunit(twentyOrgs());
    const cases = casesOf(xml);
    expect(xml).toContain(`tests="${cases.length}" failures="3" errors="1"`);
    expect(
      cases.filter(({ failure }) => failure !== undefined).map(({ classname, name }) => `${classname} ${name}`),
    ).toEqual(['sit eca deploy', 'sit read-back', 'sit.Billing_Sync token']);
    expect(cases.find(({ classname }) => classname === 'sit.Billing_Sync')?.failure).toMatchObject({
      type: 'run-as user',
      message: 'invalid_grant: no client credentials user enabled',
      '#text': expect.stringContaining('it sets the run-as user that the config names') as string,
    });
    expect(cases.find(({ classname }) => classname === 'perf')?.error).toMatchObject({ type: 'OrgUnreachableError' });
  });

  it('skips what is unknown or was done before, and counts what never came to an end as an error', () => {
    const check = { name: 'token', ok: false, unknown: true as const, ms: 3, detail: 'this address is refused' };
    const cases = casesOf(
      toJunit(
        runOf(
          doneIn('uat', 0, { proofs: [{ ...PROVEN, unknown: true, checks: [check] }] }),
          doneIn('qa', 1, { status: 'skipped', proofs: [] }),
          { name: 'dev', status: 'waiting', ok: false, proofs: [] },
          { name: 'eu', status: 'running', ok: false, proofs: [] },
        ),
      ),
    );
    expect(cases.find(({ name }) => name === 'token')?.skipped).toEqual({ message: 'this address is refused' });
    expect(cases.find(({ classname, name }) => classname === 'qa' && name === 'eca deploy')?.skipped).toEqual({
      message: 'Done by a run before.',
    });
    expect(cases.find(({ classname }) => classname === 'dev')?.error).toMatchObject({ type: 'not begun' });
    expect(cases.find(({ classname }) => classname === 'eu')?.error).toMatchObject({ type: 'cut off' });
  });
});
