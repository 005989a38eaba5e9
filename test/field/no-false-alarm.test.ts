import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { validateSource } from '../../src/verbs/validate.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FIXTURES = 'test/fixtures/metadata';
const SETS = readdirSync(join(ROOT, FIXTURES))
  .map((name) => `${FIXTURES}/${name}/expected`)
  .filter((folder) => existsSync(join(ROOT, folder)));

describe('files that deploy', () => {
  it.each([...SETS, 'force-app'])('%s gives no error and no warning', async (folder) => {
    const { problems } = await validateSource({ sourceDir: folder, cwd: ROOT });
    expect(problems.filter(({ level }) => level !== 'note')).toEqual([]);
  });

  it('are all of the sets that stories generate', () => {
    expect(SETS.length).toBeGreaterThan(8);
  });
});
