/** Quotes a text for SOQL. */
export function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** Quotes texts as the list of an IN clause. */
export function quoteList(texts: readonly string[]): string {
  return `(${texts.map(quote).join(', ')})`;
}

/** Quotes texts for a LIKE, with anything between them: `_` and `%` of the texts stand for themselves. */
export function quoteLike(texts: readonly string[]): string {
  const pieces = texts.map((text) =>
    quote(text)
      .slice(1, -1)
      .replace(/[%_]/g, String.raw`\$&`),
  );
  return `'${pieces.join('%')}'`;
}
