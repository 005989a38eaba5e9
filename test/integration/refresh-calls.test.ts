import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { LocalOrg, RefreshOptions } from '../../src/local-org/index.js';
import { prepareRefresh } from '../../src/verbs/prepare-refresh.js';
import { refresh } from '../../src/verbs/refresh.js';
import { startWorld, type RefreshWorld } from './refresh-world.js';

let world: RefreshWorld;
afterEach(() => world.stop());

const again = async (): Promise<void> => {
  await refresh(world.config(), world.work(), { unfreeze: true });
};

/** Rows of the table in the runbook: what the refresh left, and what is done then. */
const ROWS: readonly (readonly [title: string, options: RefreshOptions, act: () => Promise<unknown>])[] = [
  ['not activated', { activated: false }, () => again().catch(() => undefined)],
  ['kept: nothing to do', { apps: 'kept' }, again],
  ['stale', { apps: 'stale' }, again],
  ['absent', { apps: 'absent' }, again],
  ['half-broken', { apps: 'half-broken' }, again],
  ['frozen run-as user, absent', { apps: 'absent', accessGroup: ['admin@acme.example.uat'] }, again],
  ['a copy of production’s app', { apps: 'foreign-link' }, again],
  ['`--dry-run` of a copy', { apps: 'foreign-link' }, () => refresh(world.config(), world.work(), { dryRun: true })],
  ['`--prepare`', { apps: 'kept' }, () => prepareRefresh(world.config(), world.work())],
];

/** Calls that count against an org's daily API requests, as far as known: not logins, tokens and the list of versions. */
const countOf = ({ requests }: LocalOrg): number =>
  requests.filter(({ path }) => /^\/services\/(?:data\/v|Soap\/)/.test(path)).length;

/** What the runbook says: calls to the sandbox and to production, by title. */
function told(): ReadonlyMap<string, readonly number[]> {
  const rows = readFileSync('docs/runbook.md', 'utf8').matchAll(/^\| ([^|]+?) +\| +(\d+) +\| +(\d+) +\|$/gm);
  return new Map([...rows].map(([, title = '', ...counts]) => [title, counts.map(Number)]));
}

describe('API calls of a refresh with one app', () => {
  it.each(ROWS)('are about as many as the runbook says: %s', async (title, options, act) => {
    world = await startWorld();
    world.refreshed(options);
    if (options.apps === 'kept' && title !== '`--prepare`') await again();
    const before = [countOf(world.sandbox), countOf(world.production)];
    await act();
    const counts = [countOf(world.sandbox), countOf(world.production)].map(
      (count, index) => count - (before[index] ?? 0),
    );
    const expected = told().get(title) ?? [];
    expect(expected).toHaveLength(2);
    for (const [index, count] of counts.entries()) {
      const said = expected[index] ?? 0;
      expect(
        [count <= said * 1.5 + 2, count >= said / 1.5 - 2],
        `${title}: ${count}, and the runbook says ${said}`,
      ).toEqual([true, true]);
    }
  });
});
