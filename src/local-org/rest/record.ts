import type { Answer } from '../wire/answer.js';
import { json, notFound, restError } from '../wire/answer.js';
import type { Call } from '../calls/route.js';
import { dataObject } from '../records/objects.js';
import { idByExternalId, missingRecord } from '../records/records.js';
import { shownValue } from '../soql/select.js';
import type { Row, Table } from '../soql/table.js';
import { id15 } from '../state/ids.js';
import { visibleTable } from './query.js';

/** Answers a record of any object that the caller may query: where `attributes.url` of a query leads. [C] */
export function readRecord(call: Call): Answer {
  return read(call, false);
}

/** Answers a record of the Tooling API. [C] */
export function readToolingRecord(call: Call): Answer {
  return read(call, true);
}

/** Answers the record that has a value in an external id. [C] */
export function readByExternalId(call: Call): Answer {
  const id = idByExternalId(call);
  return typeof id === 'string' ? read({ ...call, params: [call.params[0] ?? '', id] }, false) : id;
}

function read(call: Call, tooling: boolean): Answer {
  const table = visibleTable(call, call.params[0] ?? '', tooling);
  if (table === undefined) return notFound();
  const row = rowById(call, table, call.params[1] ?? '');
  if (row === undefined) return missingRecord(call, dataObject(table.name)?.keyPrefix);
  const wanted = call.request.query.get('fields')?.split(',');
  return shown(call, { table, row, tooling, wanted });
}

/** Finds a row by its id of 15 or 18 characters. */
export function rowById({ context }: Call, table: Table, id: string): Row | undefined {
  return table.rows(context).find((row) => typeof row['Id'] === 'string' && id15(row['Id']) === id15(id));
}

interface Shown {
  readonly table: Table;
  readonly row: Row;
  readonly tooling: boolean;
  /** Fields that are asked for; all without. */
  readonly wanted: readonly string[] | undefined;
}

function shown(call: Call, { table, row, tooling, wanted }: Shown): Answer {
  const columns = Object.keys(table.columns);
  const names = wanted?.map((name) => name.trim()) ?? columns;
  const unknown = names.find((name) => !columns.some((column) => column.toLowerCase() === name.toLowerCase()));
  if (unknown !== undefined) {
    return restError(400, 'INVALID_FIELD', `No such column '${unknown}' on sobject of type ${table.name}`);
  }
  return json(200, recordBody(call, table, row, { names, tooling }));
}

/** Gives a row as a record with its address. */
export function recordBody(
  call: Call,
  table: Table,
  row: Row,
  { names, tooling }: { readonly names: readonly string[]; readonly tooling: boolean },
): Record<string, unknown> {
  const wanted = names.map((name) => name.toLowerCase());
  const cells = Object.keys(table.columns)
    .filter((column) => wanted.includes(column.toLowerCase()))
    .map((column) => [column, shownValue(row[column])]);
  const api = tooling ? 'tooling/sobjects' : 'sobjects';
  const id = typeof row['Id'] === 'string' ? row['Id'] : '';
  const url = `/services/data/v${call.version}.0/${api}/${table.name}/${id}`;
  return { attributes: { type: table.name, url }, ...(Object.fromEntries(cells) as Record<string, unknown>) };
}
