import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../../src/doctor/preflight.js';
import { LocalOrg } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { deploy } from '../../src/verbs/deploy.js';
import { plan } from '../../src/verbs/plan.js';
import { verify } from '../../src/verbs/verify.js';
import { testWork } from '../work.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';

const config = resolved(BILLING_SYNC);
const COMMANDS: Readonly<Record<string, (org: Org) => Promise<unknown>>> = {
  deploy: (org) => deploy(org, config, testWork()),
  plan: (org) => plan(org, config, testWork()),
  verify: (org) => verify(org, config, testWork()),
  doctor: (org) => examine(org, config, testWork(), { withAdvice: true }),
};

/** Numbers of the page by request, for one command; requests that it does not make are left out. */
function told(command: string): Readonly<Record<string, number>> {
  const lines = readFileSync('docs/performance.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const rows = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  const column = rows[0]?.indexOf(command) ?? -1;
  const counts = rows.slice(2).map((row) => [row[1] ?? '', Number(row[column])] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

let localOrg: LocalOrg;
beforeAll(async () => {
  localOrg = new LocalOrg();
  await localOrg.start();
});
afterAll(() => localOrg.stop());

/** Requests since a moment, by what the page calls them. */
function counted(since: number): Readonly<Record<string, number>> {
  const names = localOrg.requests.slice(since).map(({ operation, path }) => {
    const object = /FROM (\w+)/.exec(decodeURIComponent(path))?.[1];
    if (object === undefined) return operation;
    return operation === 'toolingQuery' ? `Tooling query of ${object}` : `query of ${object}`;
  });
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

describe('docs/performance.md tells the requests of', () => {
  it.each(Object.keys(COMMANDS))('%s', async (command) => {
    const since = localOrg.requests.length;
    const org = await connectTo(localOrg.info);
    await COMMANDS[command]?.(org);
    expect(counted(since)).toEqual(told(command));
  });
});
