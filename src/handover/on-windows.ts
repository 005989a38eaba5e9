import { execFile } from 'node:child_process';

/** Whether the system has groups of processes, which are ended as one. */
export const hasGroups = process.platform !== 'win32';

/** Ends a process of Windows with all that it started; it has no gentle way for programs without a window. */
export function endTree(pid: number): void {
  // What has ended meanwhile is an error of taskkill, and no trouble.
  execFile('taskkill', ['/pid', String(pid), '/t', '/f'], () => undefined);
}

const BY_CMD = 'a .cmd or .bat file is started by cmd.exe: write [cmd.exe, /d, /c, NAME, ARG…]';

/** Says why a program could not be started. */
export function whyNotStarted(error: unknown, isWindows = !hasGroups): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return isWindows ? `it was not found; ${BY_CMD}` : 'it was not found';
  // Node starts no scripts of cmd.exe without a shell.
  if (code === 'EINVAL' && isWindows) return `Windows does not start it; ${BY_CMD}`;
  return error instanceof Error ? error.message : String(error);
}
