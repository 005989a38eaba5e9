import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { LocalOrg, type LocalOrgOptions, type Snapshot } from '../../src/local-org/index.js';
import { OWNER } from '../integration/existing-app.js';
import { foreignSource } from './foreign-source.js';

/** The app of every cell: it exists, made by somebody else, and differs from what the config asks for in two places. */
const APP = 'Billing_Sync';
/** An app that no command may touch. */
const BYSTANDER = 'Payroll_Export';
const RUN_AS = 'billing.sync@acme.example';

/** The config of every cell, as a file has it. */
export const CONFIG = {
  apiVersion: '66.0',
  apps: {
    [APP]: {
      label: 'Billing Sync',
      contactEmail: 'somebody@acme.example',
      runAsUser: RUN_AS,
      assign: ['Billing_API', 'Billing_Access'],
    },
  },
};

/** Starts the org of a cell: the app of somebody else, a bystander, and a run-as user without permission sets. */
export async function startOrg(options: LocalOrgOptions = {}): Promise<LocalOrg> {
  const localOrg = new LocalOrg({
    seed: {
      users: [
        { username: 'admin@acme.example', profile: 'System Administrator' },
        { username: RUN_AS, licence: 'Salesforce Integration', permissionSetLicenses: ['SalesforceAPIIntegrationPsl'] },
      ],
      permissionSets: [
        { name: 'Billing_API', permissions: ['ApiEnabled'], objects: { Account: ['read'] } },
        { name: 'Billing_Access', permissions: ['ApiEnabled'] },
      ],
      permissionSetLicenses: [{ name: 'SalesforceAPIIntegrationPsl', label: 'Salesforce API Integration', total: 5 }],
      settings: { enableClientSecretInRestApiAccess: true },
      source: foreignSource([APP, BYSTANDER]),
    },
    ...options,
  });
  await localOrg.start();
  return localOrg;
}

type Components = Snapshot['components'];

function partsOf(components: Components, app: string): Components {
  return components.filter(({ fullName, fields }) => fullName === app || fields[OWNER] === app);
}

/** What must be true at any time, however a command ended: nothing double, nothing lost, nobody else's app touched. */
export function expectSound(localOrg: LocalOrg, before: Snapshot): void {
  const after = localOrg.snapshot();
  const parts = partsOf(after.components, APP);
  const types = parts.map(({ type }) => type);
  expect(new Set(types).size).toBe(types.length);
  expect(partsOf(after.components, BYSTANDER)).toEqual(partsOf(before.components, BYSTANDER));
  const kept = Object.fromEntries(partsOf(before.components, APP).map((part) => [part.fullName, part.fields]));
  for (const { fullName, fields } of parts) {
    const unnamed = Object.entries(kept[fullName] ?? {}).filter(([field]) => !NAMED.includes(field));
    expect(fields).toMatchObject(Object.fromEntries(unnamed));
  }
  expect(new Set(after.assignments[RUN_AS])).toEqual(new Set(after.assignments[RUN_AS] ?? []));
}

/** Fields that the config names and the app of somebody else had otherwise. */
const NAMED = ['label', 'clientCredentialsFlowUser', 'consumerKey'];

/** The state that every deploy ends in, sooner or later. */
export function expectDeployed(localOrg: LocalOrg): void {
  const { components, assignments } = localOrg.snapshot();
  const parts = partsOf(components, APP);
  expect(parts).toHaveLength(5);
  expect(parts.find(({ fullName }) => fullName === APP)?.fields.label).toBe('Billing Sync');
  expect(parts.find(({ type }) => type.endsWith('OauthConfigurablePolicies'))?.fields.clientCredentialsFlowUser).toBe(
    RUN_AS,
  );
  expect([...(assignments[RUN_AS] ?? [])].sort()).toEqual(['Billing_API', 'Billing_Access']);
}

/** The state that every deletion ends in. */
export function expectGone(localOrg: LocalOrg): void {
  expect(partsOf(localOrg.snapshot().components, APP)).toEqual([]);
}

/** A folder for the config and its journal. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'eca-harness-'));
}

/** Journals of open work that a command left, each of which must be whole. What was stored where stays on record. */
export function journalsIn(folder: string): readonly unknown[] {
  const own = readdirSync(folder).includes('.eca') ? readdirSync(join(folder, '.eca')) : [];
  expect(own.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  return own
    .filter((name) => name.endsWith('.json') && !/^(?:stored|refreshed)\./.test(name))
    .map((name) => JSON.parse(readFileSync(join(folder, '.eca', name), 'utf8')) as unknown);
}
