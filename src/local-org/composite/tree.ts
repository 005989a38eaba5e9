import type { Call } from '../calls/route.js';
import type { Answer } from '../wire/answer.js';
import { json, notFound, restError } from '../wire/answer.js';
import { jsonOf } from '../wire/request.js';
import { allOrNone } from './all-or-none.js';
import { errorsOf } from './collections.js';
import type { Plain } from './plain.js';
import { bodyOf, isDone, isPlain, listOf, repeatedIn, textOf } from './plain.js';

/** Records of a tree. [C] */
const MOST_RECORDS = 200;

/** Lists of records below a record, with their object and the field that names the record above. [C] */
const CHILDREN: Readonly<Record<string, { readonly object: string; readonly parent: string }>> = {
  'Account.Contacts': { object: 'Contact', parent: 'AccountId' },
};

/** A record of a tree, and what is below it. */
interface Branch {
  readonly object: string;
  readonly referenceId: string;
  readonly cells: Plain;
  readonly below: readonly { readonly parent: string; readonly branch: Branch }[];
}

/** What one record ended with. [C] the keys */
interface Result {
  readonly referenceId: string;
  readonly id?: string | undefined;
  readonly errors?: readonly Plain[] | undefined;
}

/** Creates records with records below them: all of them, or none. [C] */
export async function createTree(call: Call): Promise<Answer> {
  const records = listOf(jsonOf(call.request)?.['records']);
  if (records === undefined) return restError(400, 'JSON_PARSER_ERROR', 'The request body has no list "records".');
  const branches = records.map((record) => branchOf(call.params[0] ?? '', record));
  const refused = branches.find((branch) => typeof branch === 'string');
  if (refused !== undefined) return restError(400, 'INVALID_INPUT', refused); // [U]
  const roots = branches.filter((branch) => typeof branch !== 'string');
  if (count(roots) > MOST_RECORDS) {
    const message = `record limit reached. cannot submit more than ${MOST_RECORDS} records into this call`; // [P]
    return restError(400, 'EXCEEDED_ID_LIMIT', message);
  }
  const repeated = repeatedIn(referenceIds(roots));
  if (repeated !== undefined) return restError(400, 'INVALID_INPUT', `The referenceId ${repeated} is there twice.`); // [U]
  const failed = (results: readonly Result[]): boolean => results.some(({ errors }) => errors !== undefined);
  const { result, rolledBack } = await allOrNone(call.context, () => createAll(call, roots, {}), failed);
  if (!rolledBack) return json(201, { hasErrors: false, results: result });
  return json(400, { hasErrors: true, results: result.filter(({ errors }) => errors !== undefined) });
}

function count(branches: readonly Branch[]): number {
  return branches.reduce((sum, { below }) => sum + 1 + count(below.map(({ branch }) => branch)), 0);
}

function referenceIds(branches: readonly Branch[]): readonly string[] {
  return branches.flatMap(({ referenceId, below }) => [
    referenceId,
    ...referenceIds(below.map(({ branch }) => branch)),
  ]);
}

/** Reads a record, or says what is wrong with it. */
function branchOf(object: string, record: Plain): Branch | string {
  const { attributes, ...rest } = record;
  const referenceId = isPlain(attributes) ? textOf(attributes['referenceId']) : '';
  if (referenceId === '') return 'Each record of a tree needs attributes with a referenceId.';
  const type = isPlain(attributes) ? textOf(attributes['type']) : '';
  if (type.toLowerCase() !== object.toLowerCase())
    return `The record ${referenceId} stands where its type is ${object}.`;
  const cells: Record<string, unknown> = {};
  const below: { parent: string; branch: Branch }[] = [];
  for (const [name, value] of Object.entries(rest)) {
    const children = isPlain(value) ? listOf(value['records']) : undefined;
    if (children === undefined) {
      cells[name] = value;
      continue;
    }
    const link = CHILDREN[`${object}.${name}`];
    if (link === undefined) return `The local org knows no list "${name}" below ${object}.`;
    for (const child of children) {
      const branch = branchOf(link.object, child);
      if (typeof branch === 'string') return branch;
      below.push({ parent: link.parent, branch });
    }
  }
  return { object, referenceId, cells, below };
}

async function createAll(call: Call, branches: readonly Branch[], link: Plain): Promise<Result[]> {
  const results: Result[] = [];
  for (const { object, referenceId, cells, below } of branches) {
    const url = `/services/data/v${call.version}.0/sobjects/${object}`;
    const answer = (await call.inner({ method: 'POST', url, body: { ...cells, ...link } })) ?? notFound();
    if (!isDone(answer)) {
      results.push({ referenceId, errors: errorsOf(answer) });
      continue;
    }
    const { id } = bodyOf(answer) as { readonly id: string };
    results.push({ referenceId, id });
    for (const { parent, branch } of below) results.push(...(await createAll(call, [branch], { [parent]: id })));
  }
  return results;
}
