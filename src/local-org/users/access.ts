import type { ObjectAccess, PermissionSetRecord, ProfileRecord, UserRecord } from '../state/users.js';
import type { World } from '../state/world.js';

/** Finds a user by id (15 or 18 characters). */
export function userById(world: World, id: string): UserRecord | undefined {
  return world.users.find((user) => user.id === id || user.id.slice(0, 15) === id);
}

/** Finds a user by username, without regard to case. */
export function userByName(world: World, username: string): UserRecord | undefined {
  const wanted = username.toLowerCase();
  return world.users.find((user) => user.username === wanted);
}

/** Gives the profile of a user. */
export function profileOf(world: World, user: UserRecord): ProfileRecord | undefined {
  return world.profiles.find((profile) => profile.name === user.profile);
}

/** Lists the permission sets that a user holds, without the one of the profile. */
export function permissionSetsOf(world: World, user: UserRecord): PermissionSetRecord[] {
  return world.assignments
    .filter((assignment) => assignment.userId === user.id)
    .flatMap((assignment) => world.permissionSets.find((set) => set.id === assignment.targetId) ?? []);
}

/** Lists what the profile grants to this user, which is also what its own permission set shows. */
export function profilePermissionsOf(world: World, user: UserRecord): string[] {
  const granted = new Set([...(profileOf(world, user)?.permissions ?? []), ...user.permissions]);
  if (user.apiEnabled === true) granted.add('ApiEnabled');
  if (user.apiEnabled === false) granted.delete('ApiEnabled');
  return [...granted];
}

/** Tells whether a user has a permission in effect: by profile or by a permission set. */
export function hasPermission(world: World, user: UserRecord, permission: string): boolean {
  return (
    profilePermissionsOf(world, user).includes(permission) ||
    permissionSetsOf(world, user).some((set) => set.permissions.includes(permission))
  );
}

/** Tells whether a user has an access to an object. */
export function hasObjectAccess(world: World, user: UserRecord, object: string, access: ObjectAccess): boolean {
  if (hasPermission(world, user, 'ModifyAllData')) return true;
  if (access === 'read' && hasPermission(world, user, 'ViewAllData')) return true;
  if (user.profile === 'Standard User') return true;
  return permissionSetsOf(world, user).some((set) => set.objects[object]?.includes(access) === true);
}

/** Tells whether a user may log in at all. */
export function canLogIn(user: UserRecord): boolean {
  return user.active && !user.frozen;
}
