import { afterEach, describe, expect, it } from 'vitest';
import { readCredentials } from '../../src/credentials/read-pair.js';
import { EcaError } from '../../src/errors.js';
import type { Org } from '../../src/org/org.js';
import { copiesOf, removeCopies } from '../../src/refresh/remove-copies.js';
import { refresh } from '../../src/verbs/refresh.js';
import { rotate } from '../../src/verbs/rotate.js';
import { connectTo } from './project.js';
import { appIn, startWorld, type RefreshWorld } from './refresh-world.js';

let world: RefreshWorld;
afterEach(() => world.stop());

const refused = (message: string): EcaError =>
  new EcaError({ name: 'OrgRequestFailedError', message, actions: ['Ask the org.'], data: { status: 400 } });

/** An org that answers queries of some objects in another way. */
function answering(org: Org, soql: RegExp, answer: () => Promise<readonly unknown[]>): Org {
  return Object.assign(Object.create(org) as Org, {
    query: (text: string) => (soql.test(text) ? answer() : org.query(text)),
  });
}

const APP_LINKS = /OrgScopedExternalApp/;
const EVERY_LINK = /OrgScopedExternalApp|OauthLink/;
const BARE = { Id: '0xI0000000000S4EAI', DeveloperName: 'Billing_Sync', OrgScopedExternalApp: null };

/** Ways in which a query does not tell the links of an app that is there. */
const SILENT: readonly (readonly [string, (org: Org) => Org])[] = [
  ['refuses the query', (org) => answering(org, EVERY_LINK, () => Promise.reject(refused('INVALID_TYPE')))],
  ['lists no apps', (org) => answering(org, APP_LINKS, () => Promise.resolve([]))],
  [
    'gives the app and nothing of its settings',
    (org) =>
      answering(
        answering(org, APP_LINKS, () => Promise.resolve([BARE])),
        /OauthLink/,
        () => Promise.reject(refused('INVALID_TYPE')),
      ),
  ],
];

async function copy(silent: (org: Org) => Org): Promise<Org> {
  world = await startWorld();
  world.refreshed({ apps: 'foreign-link' });
  return silent(await connectTo(world.sandbox.info));
}

const touched = (): readonly string[] =>
  world.sandbox.requests.map(({ operation }) => operation).filter((one) => /consumer|[cC]redentials/.test(one));

describe('a copy of production’s app in an org that', () => {
  it.each(SILENT)('%s is known by its metadata, and neither read nor rotated', async (_title, silent) => {
    const org = await copy(silent);
    const owner = world.production.info.orgId.slice(0, 15);
    for (const act of [readCredentials(org, 'Billing_Sync'), rotate(org, world.config(), world.work())]) {
      await expect(act).rejects.toMatchObject({ name: 'ForeignAppError', data: { owner } });
    }
    expect(touched()).toEqual([]);
  });

  it('tells nothing at all is not touched either, and the way out is told', async () => {
    const org = await copy((own) =>
      Object.assign(
        answering(own, EVERY_LINK, () => Promise.reject(refused('INVALID_TYPE'))),
        {
          retrieve: () => Promise.reject(refused('The Metadata API is not for you')),
        },
      ),
    );
    await expect(readCredentials(org, 'Billing_Sync')).rejects.toMatchObject({
      name: 'ForeignAppError',
      message: expect.stringContaining('The Metadata API is not for you.') as string,
      actions: [expect.stringContaining(world.sandbox.info.username) as string],
    });
    expect(touched()).toEqual([]);
  });
});

it('A copy that another run has made anew meanwhile is not removed', async () => {
  world = await startWorld();
  world.refreshed({ apps: 'foreign-link' });
  const org = await connectTo(world.sandbox.info);
  const copies = await copiesOf(org, ['Billing_Sync'], world.work());
  expect(copies).toHaveLength(5);
  await refresh(world.config(), world.work());
  const anew = appIn(world.sandbox);
  await removeCopies(org, copies, world.work());
  expect(appIn(world.sandbox)).toEqual(anew);
  // What is a copy is removed, and one that is gone is no failure.
  world.refreshed({ apps: 'foreign-link' });
  const again = await connectTo(world.sandbox.info);
  await removeCopies(again, copies, world.work());
  await removeCopies(again, copies, world.work());
  expect(appIn(world.sandbox)).toEqual([]);
});

it('An app of the sandbox’s own is read, however little the org tells by query', async () => {
  world = await startWorld();
  const org = answering(await connectTo(world.sandbox.info), EVERY_LINK, () => Promise.reject(refused('no')));
  expect((await readCredentials(org, 'Billing_Sync')).consumerKey).toMatch(/^3MVG9/);
});
