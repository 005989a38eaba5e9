import { groupColumns } from '../soql/groups.js';
import { parse } from '../soql/parse.js';

interface Column {
  readonly columnName: string;
  readonly displayName: string;
  readonly aggregate: boolean;
  readonly apexType: string;
  readonly booleanType: boolean;
  readonly textType: boolean;
  readonly numberType: boolean;
  readonly joinColumns: Column[];
}

function column(name: string, aggregate: boolean, joinColumns: Column[] = []): Column {
  const apexType = /^(Is|Permissions)[A-Z]/.test(name) ? 'Boolean' : aggregate ? 'Integer' : 'String';
  return {
    columnName: name,
    displayName: name,
    aggregate,
    apexType: joinColumns.length > 0 ? '' : apexType,
    booleanType: apexType === 'Boolean',
    textType: apexType === 'String' && joinColumns.length === 0,
    numberType: apexType === 'Integer',
    joinColumns,
  };
}

/** Describes the columns of a query, which the `sf` command line asks for before it prints. */
export function columnsOf(soql: string): Record<string, unknown> {
  const parsed = parse(soql);
  const columns: Column[] = [];
  const names = groupColumns(parsed.fields ?? []);
  (parsed.fields ?? []).forEach((field, index) => {
    if (field.type === 'Field') columns.push(column(field.field, false));
    if (field.type === 'FieldFunctionExpression') columns.push(column(names[index] ?? '', true));
    if (field.type === 'FieldRelationship') {
      let level = columns;
      for (const name of field.relationships) {
        const found = level.find((candidate) => candidate.columnName === name) ?? column(name, false, []);
        if (!level.includes(found)) level.push(found);
        level = found.joinColumns;
      }
      level.push(column(field.field, false));
    }
  });
  return {
    columnMetadata: columns,
    entityName: parsed.sObject ?? '',
    groupBy: parsed.groupBy !== undefined,
    idSelected: true,
  };
}
