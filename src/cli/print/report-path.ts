import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const PAGE = 'report.html';

/** Says where the reports of a run lie, as a path from where it was typed; nothing where none was asked for or written. */
export function reportLines(cwd: string, folder: string | undefined): readonly string[] {
  if (folder === undefined || !existsSync(resolve(cwd, folder, PAGE))) return [];
  return [`Written: ${join(relative(cwd, resolve(cwd, folder)), PAGE)} and the reports beside it`];
}
