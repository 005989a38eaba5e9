import { isAbsolute, relative, sep } from 'node:path';

/** Tells whether a path is a folder or lies below it. On Windows what lies on another drive does not. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
