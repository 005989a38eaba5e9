import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives the whole run one temporary folder, which every process of it inherits, and removes it at the end. Tests leave their
 * own folders where they are; left in the machine's, some thousands a run, they slow down everything that looks there.
 *
 * `ECA_KEEP_TEMPORARY` keeps it and prints where it is.
 */
export default function temporaryFolder(): () => void {
  const before = process.env.TMPDIR;
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'eca-tests-'));
  // Some tests run a program as another user.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  return () => {
    if (before === undefined) Reflect.deleteProperty(process.env, 'TMPDIR');
    else process.env.TMPDIR = before;
    if (process.env.ECA_KEEP_TEMPORARY === undefined) rmSync(folder, { recursive: true, force: true });
    else console.log(`The folders of the tests are in ${folder}.`);
  };
}
