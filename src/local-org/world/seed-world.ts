import { createHash } from 'node:crypto';
import { STATE_FORMAT } from '../state/file.js';
import { id18, recordId } from '../state/ids.js';
import type { OrgRecord, World } from '../state/world.js';
import type { PermissionSetLicenceRecord, ProfileRecord, UserRecord } from '../state/users.js';
import { componentKey } from '../state/components.js';
import { seedAccounts } from '../records/objects.js';
import type { Seed, SeedPermissionSet, SeedProfile, SeedUser } from './seed.js';
import { PROFILE_OF_LICENCE, STANDARD_PROFILES } from '../users/profiles.js';

const SEED_DATE = '2026-01-01T00:00:00.000Z';

/** Builds the org that a seed describes, without the components of its source folder. */
export function worldOf(seed: Seed, assume: Readonly<Record<string, string>>): World {
  const seedUsers = seed.users ?? [{ username: 'admin@acme.example', profile: 'System Administrator' }];
  const profiles = profilesOf(seedUsers, seed.profiles ?? []);
  const users = seedUsers.map((user, index) => userOf(user, index));
  const permissionSetLicences = licencesOf(seed);
  const world: World = {
    format: STATE_FORMAT,
    org: orgOf(seed),
    users,
    profiles,
    permissionSets: [],
    permissionSetLicences,
    assignments: [],
    licenceAssignments: [],
    settings: settingsOf(seed),
    components: {},
    apps: {},
    sessions: {},
    refreshTokens: {},
    authCodes: {},
    logins: [],
    records: { Account: seedAccounts(users[0]?.id ?? ''), Contact: [] },
    jobs: {},
    principals: {},
    propagation: {
      settingsSeconds: seed.propagation?.settingsSeconds ?? 0,
      secretsSeconds: seed.propagation?.secretsSeconds ?? 0,
    },
    assume: { ...seed.assume, ...assume },
    deployCount: 0,
    validationCount: 0,
    lastId: 1000,
  };
  for (const set of seed.permissionSets ?? []) addPermissionSet(world, set);
  seedUsers.forEach((user, index) => {
    assign(world, user, users[index]?.id ?? '');
  });
  return world;
}

/** Switches that a seed names. */
export function settingsOf(seed: Seed): Record<string, boolean> {
  return Object.fromEntries(Object.entries(seed.settings ?? {}).map(([name, value]) => [name, value === true]));
}

function orgOf(seed: Seed): OrgRecord {
  const isSandbox = seed.org?.isSandbox ?? seed.org?.sandboxName !== undefined;
  return {
    id: orgId(seed),
    name: seed.org?.name ?? 'Acme',
    isSandbox,
    sandboxName: seed.org?.sandboxName ?? '',
    instanceName: isSandbox ? 'CS999' : 'NA999',
    organizationType: 'Developer Edition',
  };
}

function orgId(seed: Seed): string {
  const written = seed.org?.id;
  if (written !== undefined) return written.length === 15 ? id18(written) : written;
  const digest = createHash('sha256')
    .update(`${seed.org?.name ?? ''}/${seed.org?.sandboxName ?? ''}`)
    .digest('hex');
  return id18(`00D0000000${digest.slice(0, 5).toUpperCase()}`);
}

function profilesOf(users: readonly SeedUser[], named: readonly SeedProfile[]): ProfileRecord[] {
  const ofUsers = users.map(({ profile, licence }): SeedProfile => ({ name: profile ?? '', licence }));
  const custom = [...named, ...ofUsers]
    .filter(({ name }) => name !== '' && !STANDARD_PROFILES.some((profile) => profile.name === name))
    .map(({ name, licence = 'Salesforce', permissions = [] }) => ({ name, licence, permissions }));
  const unique = custom.filter((profile, index) => custom.findIndex((other) => other.name === profile.name) === index);
  return [...STANDARD_PROFILES, ...unique].map((profile, index) => ({
    ...profile,
    id: recordId('00e', index + 1),
    permissionSetId: recordId('0PS', index + 1),
  }));
}

function userOf(user: SeedUser, index: number): UserRecord {
  const username = user.username.toLowerCase();
  const name = (username.split('@')[0] ?? username)
    .split(/[._-]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return {
    id: recordId('005', index + 1),
    username,
    email: user.email ?? username,
    name: user.name ?? name.join(' '),
    profile: user.profile ?? PROFILE_OF_LICENCE[user.licence ?? 'Salesforce'] ?? 'Standard User',
    active: user.active ?? true,
    frozen: user.frozen ?? false,
    apiEnabled: user.apiEnabled,
    permissions: user.permissions ?? [],
    loginIpRanges: user.loginIpRanges ?? [],
    loginHours: user.loginHours ?? [],
  };
}

const STANDARD_LICENCE = {
  name: 'SalesforceAPIIntegrationPsl',
  label: 'Salesforce API Integration',
  total: 5,
  used: 0,
};

function licencesOf(seed: Seed): PermissionSetLicenceRecord[] {
  const written = seed.permissionSetLicenses ?? [];
  const all = written.some((licence) => licence.name === STANDARD_LICENCE.name)
    ? written
    : [STANDARD_LICENCE, ...written];
  return all.map((licence, index) => ({
    id: recordId('0PL', index + 1),
    name: licence.name,
    label: licence.label ?? licence.name,
    total: licence.total ?? 10,
    usedElsewhere: licence.used ?? 0,
  }));
}

function addPermissionSet(world: World, set: SeedPermissionSet): void {
  const id = recordId('0PS', (world.lastId += 1));
  const label = set.label ?? set.name.replace(/_/g, ' ');
  const permissions = set.permissions ?? [];
  world.permissionSets.push({
    id,
    name: set.name,
    label,
    permissions,
    objects: set.objects ?? {},
    licence: set.license,
  });
  const author = world.users[0]?.id ?? '';
  const on = (value: boolean): string => String(value);
  const license: Readonly<Record<string, string>> = set.license === undefined ? {} : { license: set.license };
  world.components[componentKey('PermissionSet', set.name)] = {
    type: 'PermissionSet',
    fullName: set.name,
    id,
    fields: {
      label,
      hasActivationRequired: 'false',
      ...license,
      userPermissions: permissions.map((name) => ({ enabled: 'true', name })),
      objectPermissions: Object.entries(set.objects ?? {}).map(([object, access]) => ({
        allowCreate: on(access.includes('create')),
        allowDelete: on(access.includes('delete')),
        allowEdit: on(access.includes('edit')),
        allowRead: on(access.includes('read')),
        modifyAllRecords: 'false',
        object,
        viewAllRecords: 'false',
      })),
    },
    createdDate: SEED_DATE,
    createdById: author,
    lastModifiedDate: SEED_DATE,
    lastModifiedById: author,
  };
}

function assign(world: World, user: SeedUser, userId: string): void {
  for (const name of user.permissionSetLicenses ?? []) {
    const targetId = world.permissionSetLicences.find((licence) => licence.name === name)?.id ?? '';
    world.licenceAssignments.push({ id: recordId('2LA', (world.lastId += 1)), userId, targetId });
  }
  for (const name of user.permissionSets ?? []) {
    const targetId = world.permissionSets.find((set) => set.name === name)?.id ?? '';
    world.assignments.push({ id: recordId('0Pa', (world.lastId += 1)), userId, targetId });
  }
}
