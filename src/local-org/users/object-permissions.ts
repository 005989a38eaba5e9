import { certain } from '../state/evidence.js';
import type { Table } from '../soql/table.js';
import { derivedId } from '../state/ids.js';

/** What permission sets give access to, object by object. [C] name and fields; [U] that profiles have no rows of their own here */
export const objectPermissions: Table = {
  name: 'ObjectPermissions',
  evidence: certain(
    'entity-access: has a row for each object that a permission set gives access to',
    'object-reference',
  ),
  columns: {
    Id: 'id',
    ParentId: 'reference',
    SobjectType: 'string',
    PermissionsRead: 'boolean',
    PermissionsCreate: 'boolean',
    PermissionsEdit: 'boolean',
    PermissionsDelete: 'boolean',
  },
  relations: { Parent: { table: 'PermissionSet', key: 'ParentId' } },
  rows: ({ world }) =>
    world.permissionSets.flatMap((set) =>
      Object.entries(set.objects).map(([object, access]) => ({
        Id: derivedId('110', `${set.id}/${object}`),
        ParentId: set.id,
        SobjectType: object,
        PermissionsRead: access.includes('read'),
        PermissionsCreate: access.includes('create'),
        PermissionsEdit: access.includes('edit'),
        PermissionsDelete: access.includes('delete'),
      })),
    ),
};
