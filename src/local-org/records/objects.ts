import { certain } from '../state/evidence.js';
import type { DataRecord } from '../state/world.js';
import { recordId } from '../state/ids.js';
import type { ColumnType, Table } from '../soql/table.js';
import { hasObjectAccess, hasPermission } from '../users/access.js';

/** A field of a plain object. */
export interface DataField {
  readonly name: string;
  readonly label: string;
  readonly type: Exclude<ColumnType, 'date' | 'complexvalue'>;
  readonly required?: boolean;
  /** Only the org writes it. */
  readonly readOnly?: boolean;
  /** Records can be found by it; no two have the same value. */
  readonly externalId?: boolean;
}

/** A plain object that holds records. */
export interface DataObject {
  readonly name: string;
  readonly label: string;
  readonly keyPrefix: string;
  readonly fields: readonly DataField[];
}

const field = (name: string, type: DataField['type'] = 'string', more: Partial<DataField> = {}): DataField => ({
  name,
  label: name.replace(/([a-z])([A-Z])/g, '$1 $2'),
  type,
  ...more,
});

const system = [
  field('Id', 'id', { readOnly: true }),
  field('CreatedById', 'reference', { readOnly: true }),
  field('CreatedDate', 'datetime', { readOnly: true }),
  field('LastModifiedDate', 'datetime', { readOnly: true }),
];

/** A field of one's own, as an admin would make one: plain objects have none of Salesforce's that is an external id. */
const externalId = field('External_Id__c', 'string', { label: 'External Id', externalId: true });

/** Plain objects of the local org. */
export const DATA_OBJECTS: readonly DataObject[] = [
  {
    name: 'Account',
    label: 'Account',
    keyPrefix: '001',
    fields: [
      ...system,
      field('Name', 'string', { required: true }),
      field('AccountNumber'),
      field('Industry'),
      field('Phone', 'phone'),
      field('Website', 'url'),
      field('AnnualRevenue', 'double'),
      field('OwnerId', 'reference'),
      externalId,
    ],
  },
  {
    name: 'Contact',
    label: 'Contact',
    keyPrefix: '003',
    fields: [
      ...system,
      field('LastName', 'string', { required: true }),
      field('FirstName'),
      field('Email', 'email'),
      field('AccountId', 'reference'),
      field('OwnerId', 'reference'),
      externalId,
    ],
  },
];

/** Finds a plain object by name, without regard to case. */
export function dataObject(name: string): DataObject | undefined {
  return DATA_OBJECTS.find((object) => object.name.toLowerCase() === name.toLowerCase());
}

/** Accounts that every local org holds. */
export function seedAccounts(ownerId: string): DataRecord[] {
  return ['Northwind Traders', 'Contoso Energy', 'Globex Shipping'].map((name, index) => ({
    Id: recordId('001', index + 1),
    Name: name,
    AccountNumber: `A-${1001 + index}`,
    Industry: ['Retail', 'Energy', 'Transportation'][index] ?? null,
    Phone: null,
    Website: null,
    AnnualRevenue: null,
    External_Id__c: null,
    OwnerId: ownerId,
    CreatedById: ownerId,
    CreatedDate: '2026-01-01T00:00:00.000+0000',
    LastModifiedDate: '2026-01-01T00:00:00.000+0000',
  }));
}

/** Plain objects as tables; without read access an object does not exist for the asker. [C] */
export const recordTables: readonly Table[] = DATA_OBJECTS.map((object) => ({
  name: object.name,
  evidence: certain('records: are created, read, changed and deleted', 'object-reference'),
  columns: Object.fromEntries(object.fields.map((column) => [column.name, column.type])),
  relations: {
    Owner: { table: 'User', key: 'OwnerId' },
    CreatedBy: { table: 'User', key: 'CreatedById' },
    ...(object.name === 'Contact' ? { Account: { table: 'Account', key: 'AccountId' } } : {}),
  },
  allowed: ({ world }, { user }) =>
    hasObjectAccess(world, user, object.name, 'read') || hasPermission(world, user, 'ViewAllData'),
  rows: ({ world }) => world.records[object.name] ?? [],
}));
