import { DATA_TABLES } from './records-data.js';
import { ORG_TABLES } from './records-org.js';
import { TOOLING_TABLES } from './records-tooling.js';
import { USER_TABLES } from './records-users.js';
import type { Table } from './soql-tables.js';

/** Every object that can be queried. */
export const TABLES: readonly Table[] = [...ORG_TABLES, ...USER_TABLES, ...DATA_TABLES, ...TOOLING_TABLES];
