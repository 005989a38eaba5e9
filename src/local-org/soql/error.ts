/** Codes of refused queries. */
type SoqlCode =
  'MALFORMED_QUERY' | 'INVALID_FIELD' | 'INVALID_TYPE' | 'INVALID_QUERY_FILTER_OPERATOR' | 'NUMBER_OUTSIDE_VALID_RANGE';

/** Raised for a query that the org refuses. */
export class SoqlError extends Error {
  override readonly name = 'SoqlError';
  readonly code: SoqlCode;
  /** The word of the query that is wrong. */
  readonly word: string | undefined;

  constructor(code: SoqlCode, message: string, word?: string) {
    super(message);
    this.code = code;
    this.word = word;
  }
}

/** Makes the error for a word that stands where it must not. */
export function unexpected(word: string): SoqlError {
  return new SoqlError('MALFORMED_QUERY', `unexpected token: '${word}'`, word);
}

/** Makes the error for a word that real orgs take, and the local org does not evaluate. */
export function notEvaluated(word: string): SoqlError {
  return new SoqlError('MALFORMED_QUERY', `unexpected token: '${word}' (the local org does not evaluate it)`, word);
}

/** Gives the message of a refusal; it begins with the place in the query. [C] for unknown objects and fields, [U] else */
export function explain(soql: string, { message, word }: SoqlError): string {
  const offset = word === undefined ? undefined : find(soql, word);
  if (offset === undefined) return message;
  const before = soql.slice(0, offset);
  const row = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  const line = soql.split('\n')[row - 1] ?? '';
  return `\n${line}\n${' '.repeat(column - 1)}^\nERROR at Row:${row}:Column:${column}\n${message}`;
}

/** Finds a word outside of texts, without regard to case. */
function find(soql: string, word: string): number | undefined {
  const wanted = word.toLowerCase();
  for (const match of soql.matchAll(/'(?:\\.|[^'\\])*'|[\w.]+|\S/g)) {
    if (match[0].toLowerCase() === wanted) return match.index;
  }
  return undefined;
}
