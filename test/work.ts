import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWork, type Work, type WorkOptions } from '../src/work.js';

const parent = mkdtempSync(join(tmpdir(), 'eca-test-work-'));

/**
 * Makes the surroundings of a run as the command line would: a folder of its own, at most 20 seconds from
 * now.
 */
export function testWork(options: WorkOptions = {}): Work {
  return openWork({ folder: mkdtempSync(join(parent, 'run-')), waitMs: 20_000, ...options });
}
