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
  const offset = word === undefined ? undefined : find(soql, word, clauseOf(message));
  if (offset === undefined) return message;
  const before = soql.slice(0, offset);
  const row = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  const line = soql.split('\n')[row - 1] ?? '';
  return `\n${line}\n${' '.repeat(column - 1)}^\nERROR at Row:${row}:Column:${column}\n${message}`;
}

/** Tells in which clause a word is wrong that may stand in others, too. */
function clauseOf(message: string): string | undefined {
  if (message.startsWith('Ordered field')) return 'order';
  return /^(value of filter|invalid operator)/.test(message) ? 'where' : undefined;
}

/** Finds a word outside of texts, without regard to case; with a clause, first where that begins. */
function find(soql: string, word: string, clause: string | undefined): number | undefined {
  const words = [...soql.matchAll(/'(?:\\.|[^'\\])*'|[\w.]+|\S/g)];
  const start = clause === undefined ? -1 : words.findIndex(([text]) => text.toLowerCase() === clause);
  const isWanted = ([text]: RegExpMatchArray): boolean => text.toLowerCase() === word.toLowerCase();
  return (words.slice(Math.max(0, start)).find(isWanted) ?? words.find(isWanted))?.index;
}
