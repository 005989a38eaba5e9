import { certain } from '../state/evidence.js';
import type { Context } from '../state/context.js';
import type { UserRecord } from '../state/users.js';
import type { Row, Table } from '../soql/table.js';
import { PERMISSION_NAMES } from './permission-names.js';
import { profileOf, profilePermissionsOf } from './access.js';
import { nameParts } from './names.js';
import { objectPermissions } from './object-permissions.js';
import { STANDARD_PROFILES } from './profiles.js';
import { recordId } from '../state/ids.js';

const PERMISSION_COLUMNS: Table['columns'] = Object.fromEntries(
  PERMISSION_NAMES.map((name) => [`Permissions${name}`, 'boolean'] as const),
);

function permissionCells(granted: readonly string[]): Row {
  return Object.fromEntries(PERMISSION_NAMES.map((name) => [`Permissions${name}`, granted.includes(name)]));
}

const licenceNames = [...new Set(STANDARD_PROFILES.map((profile) => profile.licence))];
const licenceId = (name: string): string => recordId('100', licenceNames.indexOf(name) + 1);

function userRow(context: Context, user: UserRecord): Row {
  const profile = profileOf(context.world, user);
  const { firstName, lastName } = nameParts(user);
  return {
    Id: user.id,
    Username: user.username,
    Name: user.name,
    FirstName: firstName,
    LastName: lastName,
    Email: user.email,
    Alias: user.username.slice(0, 8),
    IsActive: user.active,
    ProfileId: profile?.id ?? null,
    UserType: 'Standard',
  };
}

const SEED_DATE = '2026-01-01T00:00:00.000+0000';

const profilePermissionSet = (profileId: string, id: string, granted: readonly string[]): Row => ({
  Id: id,
  Name: `X${id}`,
  Label: `X${id}`,
  IsOwnedByProfile: true,
  Type: 'Profile',
  ProfileId: profileId,
  LicenseId: null,
  NamespacePrefix: null,
  ...permissionCells(granted),
});

function permissionSetRows(context: Context): Row[] {
  const own = context.world.permissionSets.map((set) => ({
    Id: set.id,
    Name: set.name,
    Label: set.label,
    IsOwnedByProfile: false,
    Type: 'Regular',
    ProfileId: null,
    LicenseId: context.world.permissionSetLicences.find((licence) => licence.name === set.licence)?.id ?? null,
    NamespacePrefix: null,
    ...permissionCells(set.permissions),
  }));
  const ofProfiles = context.world.profiles.map((profile) =>
    profilePermissionSet(profile.id, profile.permissionSetId, profile.permissions),
  );
  return [...own, ...ofProfiles];
}

/** Every profile's own permission set is in the assignments too. [C] */
function assignmentRows(context: Context): Row[] {
  const { world } = context;
  const own = world.assignments.map((assignment) => ({
    Id: assignment.id,
    AssigneeId: assignment.userId,
    PermissionSetId: assignment.targetId,
    PermissionSetGroupId: null,
    IsActive: true,
    SystemModstamp: SEED_DATE,
  }));
  const ofProfiles = world.users.flatMap((user) => {
    const profile = profileOf(world, user);
    if (profile === undefined) return [];
    const granted = profilePermissionsOf(world, user);
    const row: Row = {
      Id: `0Pz${user.id.slice(3)}`,
      AssigneeId: user.id,
      PermissionSetId: profile.permissionSetId,
      PermissionSetGroupId: null,
      IsActive: true,
      SystemModstamp: SEED_DATE,
      // What the profile gives to this very user: a seed can differ from the profile for one user.
      PermissionSet: profilePermissionSet(profile.id, profile.permissionSetId, granted),
    };
    return [row];
  });
  return [...own, ...ofProfiles];
}

/** Users, profiles, permission sets and licences as objects. [C] names and fields */
export const userTables: readonly Table[] = [
  {
    name: 'User',
    evidence: certain('wire-shapes: of records answer, whatever the object', 'object-reference'),
    columns: {
      Id: 'id',
      Username: 'string',
      Name: 'string',
      FirstName: 'string',
      LastName: 'string',
      Email: 'email',
      Alias: 'string',
      IsActive: 'boolean',
      ProfileId: 'reference',
      UserType: 'string',
    },
    relations: { Profile: { table: 'Profile', key: 'ProfileId' } },
    rows: (context) => context.world.users.map((user) => userRow(context, user)),
  },
  {
    name: 'UserLogin',
    evidence: certain('records: are frozen through UserLogin, stay active, and lose their session', 'object-reference'),
    columns: { Id: 'id', UserId: 'reference', IsFrozen: 'boolean', IsPasswordLocked: 'boolean' },
    rows: ({ world }) =>
      world.users.map((user) => ({
        Id: `0Yw${user.id.slice(3)}`,
        UserId: user.id,
        IsFrozen: user.frozen,
        IsPasswordLocked: false,
      })),
  },
  {
    name: 'Profile',
    evidence: certain('wire-shapes: of records answer, whatever the object', 'object-reference'),
    columns: { Id: 'id', Name: 'string', UserLicenseId: 'reference', UserType: 'string', ...PERMISSION_COLUMNS },
    relations: { UserLicense: { table: 'UserLicense', key: 'UserLicenseId' } },
    rows: ({ world }) =>
      world.profiles.map((profile) => ({
        Id: profile.id,
        Name: profile.name,
        UserLicenseId: licenceId(profile.licence),
        UserType: 'Standard',
        ...permissionCells(profile.permissions),
      })),
  },
  {
    name: 'UserLicense',
    evidence: certain('wire-shapes: of records answer, whatever the object', 'object-reference'),
    columns: {
      Id: 'id',
      Name: 'string',
      MasterLabel: 'string',
      TotalLicenses: 'int',
      UsedLicenses: 'int',
      Status: 'string',
    },
    rows: ({ world }) =>
      licenceNames.map((name) => ({
        Id: licenceId(name),
        Name: name,
        MasterLabel: name,
        TotalLicenses: 10,
        UsedLicenses: world.users.filter(
          (user) => world.profiles.find((profile) => profile.name === user.profile)?.licence === name,
        ).length,
        Status: 'Active',
      })),
  },
  {
    name: 'PermissionSet',
    evidence: certain('wire-shapes: of records answer, whatever the object', 'object-reference'),
    columns: {
      Id: 'id',
      Name: 'string',
      Label: 'string',
      IsOwnedByProfile: 'boolean',
      Type: 'string',
      ProfileId: 'reference',
      LicenseId: 'reference',
      NamespacePrefix: 'string',
      ...PERMISSION_COLUMNS,
    },
    relations: { Profile: { table: 'Profile', key: 'ProfileId' } },
    rows: permissionSetRows,
  },
  objectPermissions,
  {
    name: 'PermissionSetAssignment',
    evidence: certain('records: answers %s with %i', 'object-reference'),
    columns: {
      Id: 'id',
      AssigneeId: 'reference',
      PermissionSetId: 'reference',
      PermissionSetGroupId: 'reference',
      IsActive: 'boolean',
      SystemModstamp: 'datetime',
    },
    relations: {
      Assignee: { table: 'User', key: 'AssigneeId' },
      PermissionSet: { table: 'PermissionSet', key: 'PermissionSetId' },
      PermissionSetGroup: { table: 'PermissionSetGroup', key: 'PermissionSetGroupId' },
    },
    rows: assignmentRows,
  },
  // The local org holds no permission set groups; their access shows in the assignments of their permission sets.
  {
    name: 'PermissionSetGroup',
    evidence: certain('wire-shapes: of records answer, whatever the object', 'object-reference'),
    columns: { Id: 'id', DeveloperName: 'string', MasterLabel: 'string', Status: 'string' },
    rows: () => [],
  },
  {
    name: 'PermissionSetLicense',
    evidence: certain('records: need the licence first', 'object-reference'),
    columns: {
      Id: 'id',
      DeveloperName: 'string',
      MasterLabel: 'string',
      TotalLicenses: 'int',
      UsedLicenses: 'int',
      Status: 'string',
    },
    rows: ({ world }) =>
      world.permissionSetLicences.map((licence) => ({
        Id: licence.id,
        DeveloperName: licence.name,
        MasterLabel: licence.label,
        TotalLicenses: licence.total,
        UsedLicenses:
          licence.usedElsewhere + world.licenceAssignments.filter((held) => held.targetId === licence.id).length,
        Status: 'Active',
      })),
  },
  {
    name: 'PermissionSetLicenseAssign',
    evidence: certain('records: need the licence first', 'object-reference'),
    columns: { Id: 'id', AssigneeId: 'reference', PermissionSetLicenseId: 'reference' },
    relations: {
      Assignee: { table: 'User', key: 'AssigneeId' },
      PermissionSetLicense: { table: 'PermissionSetLicense', key: 'PermissionSetLicenseId' },
    },
    rows: ({ world }) =>
      world.licenceAssignments.map((held) => ({
        Id: held.id,
        AssigneeId: held.userId,
        PermissionSetLicenseId: held.targetId,
      })),
  },
  {
    name: 'LoginHistory',
    evidence: certain('oauth: writes the reason into the login history', 'object-reference'),
    columns: {
      Id: 'id',
      UserId: 'reference',
      LoginTime: 'datetime',
      Status: 'string',
      Application: 'string',
      LoginType: 'string',
      SourceIp: 'string',
    },
    rows: ({ world }) =>
      world.logins.map((login) => ({
        Id: login.id,
        UserId: login.userId,
        LoginTime: login.time,
        Status: login.status,
        Application: login.application,
        LoginType: login.loginType,
        SourceIp: login.sourceIp,
      })),
  },
];
