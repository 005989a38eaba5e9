import type { Context } from '../state/context.js';
import type { PermissionSetRecord, UserRecord } from '../state/users.js';
import { hasPermission, permissionSetsOf } from '../users/access.js';
import { badge, onOff, type Badge } from './badge.js';
import { paged, type Asked, type Paged } from './paging.js';
import { listed } from './text.js';

/** A user as the page shows it. */
export interface UserView {
  readonly username: string;
  readonly name: string;
  readonly profile: string;
  readonly status: Badge;
  readonly api: Badge;
  readonly permissionSets: string;
  readonly limits: string;
}

/** A permission set or a profile as the page shows it. */
export interface SetView {
  readonly name: string;
  readonly kind: string;
  readonly permissions: string;
  readonly objects: string;
}

const PER_PAGE = 50;

/** Lists the users. */
export function userViews({ world }: Context, asked: Asked): Paged<UserView> {
  const textsOf = ({ username, name, profile }: UserRecord) => [username, name, profile];
  const words = ['user', 'users'] as const;
  const page = paged({ name: 'users', words, items: world.users, perPage: PER_PAGE, textsOf }, asked);
  return {
    ...page,
    items: page.items.map((user) => ({
      username: user.username,
      name: user.name,
      profile: user.profile,
      status: statusOf(user),
      api: onOff(hasPermission(world, user, 'ApiEnabled')),
      permissionSets: listed(permissionSetsOf(world, user).map(({ name }) => name)),
      limits: limitsOf(user),
    })),
  };
}

function statusOf({ active, frozen }: UserRecord): Badge {
  if (!active) return badge('bad', 'Inactive');
  return frozen ? badge('warn', 'Active, frozen') : badge('good', 'Active');
}

function limitsOf({ loginIpRanges, loginHours }: UserRecord): string {
  const all = [...loginIpRanges, ...loginHours.map((hours) => `${hours} UTC`)];
  return all.length === 0 ? 'none' : listed(all, 6);
}

/** Lists permission sets, then profiles. */
export function setViews({ world }: Context, asked: Asked): Paged<SetView> {
  const items: readonly SetView[] = [
    ...world.permissionSets.map((set) => ({
      name: set.name,
      kind: set.licence === undefined ? 'Permission Set' : `Permission Set (${set.licence})`,
      permissions: listed(set.permissions),
      objects: objectsOf(set),
    })),
    ...world.profiles.map(({ name, licence, permissions }) => ({
      ...{ name, kind: `Profile (${licence})`, permissions: listed(permissions), objects: '—' },
    })),
  ];
  const words = ['permission set or profile', 'permission sets and profiles'] as const;
  const textsOf = ({ name, permissions }: SetView) => [name, permissions];
  return paged({ name: 'permissions', words, items, perPage: PER_PAGE, textsOf }, asked);
}

function objectsOf({ objects }: PermissionSetRecord): string {
  return listed(Object.entries(objects).map(([object, access]) => `${object} (${access.join(', ')})`));
}
