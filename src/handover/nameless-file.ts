import { randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Gives an open file without a name that holds a text, as standard input for a program.
 *
 * Node connects children by sockets, and a program that opens `/dev/stdin` by its path (as the command lines of clouds
 * are told to) cannot open a socket. The file loses its name before anything is written, so nothing is left of it when a
 * process dies.
 */
export async function namelessFile(folder: string, text: string): Promise<FileHandle> {
  const path = join(folder, `.input.${process.pid}.${randomUUID()}.tmp`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await rm(path, { force: true });
    // At an explicit position, so that the reader begins at the start.
    await file.write(text, 0);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
