import { stat } from 'node:fs/promises';

/** Where an operating system keeps the pipes that a shell hands over: `/dev/stdin`, and `/dev/fd/63` of `<(command)`. */
const HANDED_OVER = /^\/(?:dev\/(?:stdin$|fd\/)|proc\/)/;

/**
 * Refuses what is there and is neither a file nor a folder. To open a named pipe that nobody writes to blocks a thread
 * for good, and Node cannot end a process before its threads.
 *
 * @throws Error with the code EFTYPE, for `fileErrorText`.
 */
export async function refuseIrregular(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.isFile() || found.isDirectory()) return;
  throw Object.assign(new Error('it is no regular file'), { code: 'EFTYPE', path });
}

/** Does so for a file that is only read, which may be a pipe that the shell hands over. */
export async function refuseUnreadable(path: string): Promise<void> {
  if (!HANDED_OVER.test(path)) await refuseIrregular(path);
}
