import type { Table } from '../soql/table.js';
import { certain } from '../state/evidence.js';
import { textOf } from '../state/fields.js';
import { appObjectTables } from './app-tables.js';

/** Apps as objects. */
export const metadataTables: readonly Table[] = [
  {
    name: 'ConnectedApplication',
    evidence: certain('connected-apps: are there when the seed holds them, for queries and for a retrieve', 'recorded'),
    columns: {
      Id: 'id',
      Name: 'string',
      CreatedDate: 'datetime',
      CreatedById: 'reference',
      LastModifiedDate: 'datetime',
      LastModifiedById: 'reference',
      StartUrl: 'url',
      SystemModstamp: 'datetime',
    },
    relations: {
      CreatedBy: { table: 'User', key: 'CreatedById' },
      LastModifiedBy: { table: 'User', key: 'LastModifiedById' },
    },
    rows: ({ world }) =>
      Object.values(world.components)
        .filter(({ type }) => type === 'ConnectedApp')
        .map((app) => ({
          Id: app.id,
          Name: textOf(app.fields, 'label'),
          CreatedDate: app.createdDate,
          CreatedById: app.createdById,
          LastModifiedDate: app.lastModifiedDate,
          LastModifiedById: app.lastModifiedById,
          StartUrl: textOf(app.fields, 'startUrl') || null,
          SystemModstamp: app.lastModifiedDate,
        })),
  },
  ...appObjectTables,
];
