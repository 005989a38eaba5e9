/** Quotes a text for SOQL. */
export function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** Quotes texts as the list of an IN clause. */
export function quoteList(texts: readonly string[]): string {
  return `(${texts.map(quote).join(', ')})`;
}
