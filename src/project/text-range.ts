/** Where a value stands in a text. */
export interface TextRange {
  readonly start: number;
  /** Behind the last character of the value itself. */
  readonly end: number;
}

/** Gives where a node of a YAML or JSON document stands. */
export function rangeOf(node: unknown): TextRange | undefined {
  const range = (node as { readonly range?: readonly [number, number, number] | null } | null | undefined)?.range;
  return range === null || range === undefined ? undefined : { start: range[0], end: range[1] };
}

/** Gives where the line begins that an offset is in. */
export function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Gives where the line ends that an offset is in, its end of line included. */
export function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** Gives the spaces before an offset, when nothing else stands before it in its line; undefined in the first line, too. */
export function indentAt(text: string, offset: number): string | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*$/.test(line) && text.lastIndexOf('\n', offset - 1) >= 0 ? line : undefined;
}

/** Gives the end of line that a text uses. */
export function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
