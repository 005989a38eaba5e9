import { appTables } from '../apps/tables.js';
import { deployTables } from '../deploy/tables.js';
import { metadataTables } from '../metadata/tables.js';
import { recordTables } from '../records/objects.js';
import { sandboxTables } from '../sandboxes/tables.js';
import type { Table } from '../soql/table.js';
import { userTables } from '../users/tables.js';
import { toolingUserTables } from '../users/tooling-tables.js';
import { organizationTables } from './organization.js';

/** Every object that can be queried, from every room that has some. */
export const TABLES: readonly Table[] = [
  ...organizationTables,
  ...metadataTables,
  ...appTables,
  ...deployTables,
  ...userTables,
  ...recordTables,
  ...toolingUserTables,
  ...sandboxTables,
];
