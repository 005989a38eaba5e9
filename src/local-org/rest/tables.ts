import { DATA_TABLES } from '../records/objects.js';
import { ORG_TABLES } from '../metadata/tables.js';
import { TOOLING_TABLES } from '../users/tooling-tables.js';
import { USER_TABLES } from '../users/tables.js';
import type { Table } from '../soql/table.js';

/** Every object that can be queried. */
export const TABLES: readonly Table[] = [...ORG_TABLES, ...USER_TABLES, ...DATA_TABLES, ...TOOLING_TABLES];
