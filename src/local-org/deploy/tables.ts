import { certain } from '../state/evidence.js';
import type { Table } from '../soql/table.js';

/** Deploys as objects. */
export const deployTables: readonly Table[] = [
  {
    name: 'DeployRequest',
    evidence: certain('recorded: query of the Tooling API', 'recorded'),
    columns: {
      Id: 'id',
      Status: 'string',
      CheckOnly: 'boolean',
      CreatedById: 'reference',
      CreatedDate: 'datetime',
      StartDate: 'datetime',
      CompletedDate: 'datetime',
      NumberComponentErrors: 'int',
      NumberComponentsDeployed: 'int',
      NumberComponentsTotal: 'int',
      LastModifiedDate: 'datetime',
    },
    tooling: 'both',
    rows: ({ world }) =>
      Object.values(world.jobs).map((job) => ({
        Id: job.id,
        Status: job.status,
        CheckOnly: job.options.checkOnly,
        CreatedById: job.userId,
        CreatedDate: job.createdDate,
        StartDate: job.startDate ?? null,
        CompletedDate: job.completedDate ?? null,
        NumberComponentErrors: job.messages.filter((message) => !message.success).length,
        NumberComponentsDeployed: job.messages.filter((message) => message.success).length,
        NumberComponentsTotal: job.messages.length,
        LastModifiedDate: job.completedDate ?? job.startDate ?? job.createdDate,
      })),
  },
];
