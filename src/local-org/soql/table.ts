import type { Session } from '../state/apps.js';
import type { Context } from '../state/context.js';
import type { Evidence } from '../state/evidence.js';
import type { UserRecord } from '../state/users.js';
import type { CellValue } from './values.js';

/** A row: cells by column, and rows of other objects by relationship name. */
export interface Row {
  readonly [name: string]: CellValue | Row | readonly Row[] | undefined;
}

/** Who asks. */
export interface Asker {
  readonly user: UserRecord;
  readonly session: Session;
}

/** Types of columns, as a describe names them. */
export type ColumnType =
  | 'id'
  | 'reference'
  | 'string'
  | 'email'
  | 'phone'
  | 'url'
  | 'boolean'
  | 'int'
  | 'double'
  | 'date'
  | 'datetime'
  | 'complexvalue';

/** Longest texts, by the type of a column. [C] */
export const TEXT_LENGTHS: Partial<Record<ColumnType, number>> = {
  id: 18,
  reference: 18,
  string: 255,
  email: 80,
  phone: 40,
  url: 255,
};

/** An object that can be queried. */
export interface Table {
  readonly name: string;
  readonly evidence: Evidence;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Relationship names with the object they lead to and the column that holds its id. */
  readonly relations?: Readonly<Record<string, { readonly table: string; readonly key: string }>> | undefined;
  /** First API version that has the object. */
  readonly since?: number | undefined;
  /** Only the Tooling API has it. */
  readonly tooling?: 'only' | 'both' | undefined;
  /** Who may see the object. Default: everybody. */
  readonly allowed?: ((context: Context, asker: Asker) => boolean) | undefined;
  readonly rows: (context: Context) => readonly Row[];
}
