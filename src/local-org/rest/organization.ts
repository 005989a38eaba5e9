import { certain } from '../state/evidence.js';
import type { Table } from '../soql/table.js';

/** The org itself as an object. */
export const organizationTables: readonly Table[] = [
  {
    name: 'Organization',
    evidence: certain('wire-shapes: of records answer, whatever the object', 'object-reference'),
    columns: {
      Id: 'id',
      Name: 'string',
      InstanceName: 'string',
      IsSandbox: 'boolean',
      TrialExpirationDate: 'datetime',
      NamespacePrefix: 'string',
      OrganizationType: 'string',
    },
    rows: ({ world: { org } }) => [
      {
        Id: org.id,
        Name: org.name,
        InstanceName: org.instanceName,
        IsSandbox: org.isSandbox,
        TrialExpirationDate: null,
        NamespacePrefix: null,
        OrganizationType: org.organizationType,
      },
    ],
  },
];
