import type { FieldType, Query, Subquery } from '@jetstreamapp/soql-parser-js';
import { parseQuery } from '@jetstreamapp/soql-parser-js';
import { SoqlError, notEvaluated, unexpected } from './error.js';

/**
 * Parses a query, and refuses every clause that is not evaluated here.
 *
 * @throws SoqlError
 */
export function parse(soql: string): Query {
  let query: Query;
  try {
    query = parseQuery(soql);
  } catch (error) {
    throw syntaxError(error);
  }
  refuseClauses(query);
  return query;
}

/** Says what the parser stumbled over as Salesforce does. [P] */
function syntaxError(error: unknown): SoqlError {
  const said = error instanceof Error ? error.message : '';
  const character = /^unexpected character: ->(.)<-/.exec(said)?.[1];
  if (character !== undefined) {
    return new SoqlError('MALFORMED_QUERY', `no viable alternative at character '${character}'`, character);
  }
  const found = /found:? (?:--> )?'?(.*?)'?(?: <--)?$/.exec(said)?.[1] ?? '';
  if (found === ':') return new SoqlError('MALFORMED_QUERY', 'Bind variables only allowed in Apex code', ':');
  return unexpected(found === '' ? '<EOF>' : found);
}

function refuseClauses(query: Query): void {
  const clauses: readonly (readonly [unknown, string])[] = [
    [query.usingScope, 'USING'],
    [query.withDataCategory, 'WITH'],
    [query.withSecurityEnforced, 'WITH'],
    [query.withAccessLevel, 'WITH'],
    [query.for, 'FOR'],
    [query.update, 'UPDATE'],
  ];
  for (const [clause, word] of clauses) if (clause !== undefined) throw notEvaluated(word);
  if (query.sObject === undefined) throw unexpected('<EOF>');
  if ((query.offset ?? 0) > 2000) {
    throw new SoqlError('NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000', 'OFFSET');
  }
  for (const field of query.fields ?? []) refuseField(field);
}

function refuseField(field: FieldType): void {
  if (field.type === 'FieldTypeof') throw notEvaluated('TYPEOF');
  if (field.type === 'FieldSubquery') throw unknownChild(field.subquery);
}

/** No object of the local org has children. */
function unknownChild({ relationshipName: name }: Subquery): SoqlError {
  const message =
    `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom ` +
    `relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the ` +
    `describe call for the appropriate names.`;
  return new SoqlError('INVALID_TYPE', message, name);
}
