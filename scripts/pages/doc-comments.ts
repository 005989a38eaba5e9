/** A property of a table in source text, with what its comment says. */
export interface Documented {
  readonly name: string;
  /** Value as it is written, such as `EXIT.failed`. */
  readonly value: string;
  /** Paragraphs of the comment, each in one line. */
  readonly paragraphs: readonly string[];
}

/** One line, with the names of links as code. */
const spelled = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .trim();

function paragraphsOf(comment: string): readonly string[] {
  const text = comment.replace(/^[ \t]*\*[ \t]?/gm, '').trim();
  return text.split(/\n\s*\n/).map((paragraph) => spelled(paragraph));
}

/**
 * Reads the properties of an exported table out of source text, with their comments.
 *
 * @throws Error when the text holds no such table.
 */
export function documentedTable(source: string, table: string): readonly Documented[] {
  const [, inside] = new RegExp(`export const ${table} = \\{\\n([\\s\\S]*?)\\n\\} as const`).exec(source) ?? [];
  if (inside === undefined) throw new Error(`The source has no table ${table}.`);
  const rows = inside.matchAll(/(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?^ {2}(\w+): ([^\n]+),$/gm);
  return [...rows].map(([, comment = '', name = '', value = '']) => ({
    name,
    value,
    paragraphs: paragraphsOf(comment),
  }));
}

/** Reads the exported classes of errors out of source text: name, and the first paragraph of the comment before each. */
export function errorClasses(source: string): readonly Pick<Documented, 'name' | 'paragraphs'>[] {
  const classes = source.matchAll(
    /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?^(?:export )?class (\w+) extends \w*Error\b/gm,
  );
  return [...classes].map(([, comment = '', name = '']) => ({ name, paragraphs: paragraphsOf(comment) }));
}
