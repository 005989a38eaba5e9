import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandContext } from '../../src/cli/command.js';
import { confirmProduction } from '../../src/cli/confirm-production.js';
import type { ResolvedConfig } from '../../src/config/model.js';
import type { consumingOrg } from '../../src/org/consuming-org.js';
import { openGate } from '../../src/fleet/gate.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import { registerSession } from '../../src/org/auth-store.js';
import type { Org } from '../../src/org/org.js';
import { deploy } from '../../src/verbs/deploy.js';
import { rotate } from '../../src/verbs/rotate.js';
import { testWork } from '../work.js';
import { connectTo, countOf, withConsumer } from './project.js';

/** A local org is never production. */
vi.mock('../../src/org/consuming-org.js', async (original) => {
  const real: { consumingOrg: typeof consumingOrg } = await original();
  return {
    consumingOrg: async (org: Org, target: string | undefined, ...rest: [never]) => {
      const found = await real.consumingOrg(org, target, ...rest);
      return target === undefined ? found : { ...found, identity: { ...found.identity, isProduction: true } };
    },
  };
});

const CALLER = '00D000000000088AAA';
const QUESTION = { act: 'Do it in', cause: 'It', refused: 'Nothing was done.' };

/** What the command line asks by: ids that were given, or a terminal with its answer. */
const asking = (given: { ids?: readonly string[]; answer?: string; flags?: object }, asked: string[] = []) =>
  confirmProduction(
    {
      flags: given.flags ?? {},
      isNamed: given.ids === undefined ? undefined : openGate(given.ids).isNamed,
      io: {
        ask:
          given.answer === undefined
            ? undefined
            : (text: string) => Promise.resolve(asked.push(text) > 0 ? given.answer : ''),
      },
    } as unknown as CommandContext,
    QUESTION,
  );

describe('a production org that only calls the app', () => {
  let provider: LocalOrg;
  let calling: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let folder: string;
  let config: ResolvedConfig;
  let unregister: () => Promise<void>;

  beforeEach(async () => {
    provider = new LocalOrg();
    info = await provider.start();
    const users = [{ username: 'admin@sales.acme.example', profile: 'System Administrator' }];
    calling = new LocalOrg({ seed: { org: { id: CALLER, name: 'Acme Sales' }, users } });
    unregister = await registerSession({ ...(await calling.start()), alias: 'acme-sales' });
    org = await connectTo(info);
    folder = mkdtempSync(join(tmpdir(), 'eca-callers-'));
    config = withConsumer(info.instanceUrl, { targetOrg: 'acme-sales' });
  });
  afterEach(async () => {
    await unregister();
    await provider.stop();
    await calling.stop();
  });

  it('is not deployed to unless its id was named, and nothing is deployed anywhere', async () => {
    const confirmed = asking({ ids: [info.orgId] });
    const confirm = (_plan: unknown, production: Parameters<NonNullable<typeof confirmed>>[0]) =>
      confirmed?.(production) ?? Promise.resolve(true);
    await expect(deploy(org, config, testWork({ folder }), { confirm })).rejects.toMatchObject({
      name: 'NotConfirmedError',
      message: expect.stringContaining(`acme-sales (${CALLER})`) as string,
      actions: [`Pass --yes-org-id ${CALLER} too, once you are sure.`],
    });
    expect(countOf(provider, 'deploy') + countOf(calling, 'deploy')).toBe(0);
  });

  it('gets no rotated pair unless its id was named or the terminal said yes', async () => {
    await deploy(org, config, testWork({ folder }));
    const writes = () => [
      countOf(provider, 'stageCredentials', 'rotateCredentials'),
      countOf(calling, 'updateCredential'),
    ];
    const rotated = (given: Parameters<typeof asking>[0], asked?: string[]) =>
      rotate(org, config, testWork({ folder }), { confirm: asking(given, asked) });
    const asked: string[] = [];
    for (const given of [{ ids: [] }, { answer: 'no' }]) {
      await expect(rotated(given, asked)).rejects.toMatchObject({ name: 'NotConfirmedError', exitCode: 4 });
    }
    expect(asked).toEqual([expect.stringContaining('Do it in the production org Acme Sales?')]);
    expect(writes()).toEqual([0, 0]);
    expect(await rotated({ ids: [CALLER.slice(0, 15)] })).toMatchObject([{ places: [{ readBack: true }] }]);
    expect(writes()).toEqual([2, 1]);
  });

  it('is not asked about with --yes, with --json, or where nobody can answer', () => {
    expect(asking({})).toBeUndefined();
    for (const flags of [{ yes: true }, { json: true }]) expect(asking({ answer: 'no', flags })).toBeUndefined();
  });
});
