import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import { listIn } from './unexpected.js';

type Kind = 'text' | 'boolean' | 'number';

/** Columns that are no text, of those that this tool selects. */
const BOOLEANS = /^(?:Is[A-Z]\w*|Permissions[A-Z]\w*|CheckOnly)$/;
const NUMBERS = /^(?:TotalLicenses|UsedLicenses)$/;

/** Columns and relationships that can be empty; the types of their readers say so. */
const NULLABLE = new Set([
  'Assignee',
  'LicenseId',
  'NamespacePrefix',
  'ExternalClientApplicationId',
  'OauthLink',
  'OrgScopedExternalApp',
  'OrganizationType',
  'Parent',
  'PermissionSet',
  'Profile',
  'ProfileId',
  'TrialExpirationDate',
  'UserLicense',
]);

/**
 * Reads the rows out of the answer to a query, with every column that its SELECT names in the kind that it has.
 *
 * @throws UnexpectedAnswerError with object, column and what came.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller's SELECT names the fields of T
export function rowsIn<T>(soql: string, answer: unknown): readonly T[] {
  const { columns, object } = selected(soql);
  const rows = listIn<T>(`The query of ${object}`, answer, 'records');
  for (const row of rows) for (const column of columns) checkColumn(object, row, column);
  return rows;
}

/** The columns of a SELECT without functions and subqueries, which is all that this tool asks. */
function selected(soql: string): { readonly columns: readonly string[]; readonly object: string } {
  const [, list = '', object = 'records'] = /^\s*SELECT\s+([\w.,\s]+?)\s+FROM\s+(\w+)/i.exec(soql) ?? [];
  return { columns: list.split(',').flatMap((column) => column.trim() || []), object };
}

/** Walks along the relationships of a column to its value. */
function checkColumn(object: string, row: unknown, column: string): void {
  const path = column.split('.');
  let value: unknown = row;
  for (const [depth, name] of path.entries()) {
    value = (value as Readonly<Record<string, unknown>>)[name];
    if (value === null && NULLABLE.has(name)) return;
    const isField = depth === path.length - 1;
    if (isField ? !isOfKind(value, kindOf(name)) : !isRecord(value)) {
      throw wrongColumn(`${object}.${path.slice(0, depth + 1).join('.')}`, isField ? kindOf(name) : 'a record', value);
    }
  }
}

function kindOf(name: string): Kind {
  if (BOOLEANS.test(name)) return 'boolean';
  return NUMBERS.test(name) ? 'number' : 'text';
}

function isOfKind(value: unknown, kind: Kind): boolean {
  return typeof value === (kind === 'text' ? 'string' : kind);
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongColumn(column: string, kind: string, value: unknown): EcaError {
  const came = value === undefined ? 'nothing' : foreignText(JSON.stringify(value), 200);
  return new EcaError({
    name: 'UnexpectedAnswerError',
    message: `The org answered a query with a row whose ${column} is not ${kind}, but ${came}.`,
    actions: ['Check that the URL is that of the org, and look for a proxy in between.'],
  });
}
