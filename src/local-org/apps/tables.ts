import { certain } from '../state/evidence.js';
import type { Table } from '../soql/table.js';
import { entityAccesses } from './entity-access.js';

/** What permission sets give access to, as objects. [C] names and fields */
export const appTables: readonly Table[] = [
  {
    name: 'SetupEntityAccess',
    evidence: certain(
      'entity-access: has a row for each permission set and profile that the policy approves',
      'object-reference',
    ),
    columns: {
      Id: 'id',
      ParentId: 'reference',
      SetupEntityId: 'reference',
      SetupEntityType: 'string',
      SystemModstamp: 'datetime',
    },
    relations: { Parent: { table: 'PermissionSet', key: 'ParentId' } },
    rows: ({ world }) =>
      entityAccesses(world).map((row) => ({
        Id: row.id,
        ParentId: row.parentId,
        SetupEntityId: row.entityId,
        SetupEntityType: row.entityType,
        SystemModstamp: '2026-01-01T00:00:00.000Z',
      })),
  },
];
