import type { Table } from '../soql/table.js';

/** Deploys as objects. */
export const deployTables: readonly Table[] = [
  {
    name: 'DeployRequest',
    columns: [
      'Id',
      'Status',
      'CheckOnly',
      'CreatedById',
      'CreatedDate',
      'StartDate',
      'CompletedDate',
      'NumberComponentErrors',
      'NumberComponentsDeployed',
      'NumberComponentsTotal',
      'LastModifiedDate',
    ],
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
