/**
 * Gives a text file with lines that it does not have yet, below a heading of their own at its end.
 *
 * @param previous - Text of the file. Default: there is none.
 * @returns The same text when nothing is missing.
 */
export function withAddedLines(previous: string | undefined, heading: string, wanted: readonly string[]): string {
  const written = previous ?? '';
  const newLine = written.includes('\r\n') ? '\r\n' : '\n';
  const lines = new Set(written.split(/\r?\n/).map((line) => line.trim()));
  const missing = wanted.filter((line) => !lines.has(line));
  if (missing.length === 0) return written;
  const added = [...(lines.has(heading) ? [] : [heading]), ...missing].map((line) => `${line}${newLine}`).join('');
  const end = written === '' || written.endsWith('\n') ? '' : newLine;
  return `${written}${end}${added}`;
}
