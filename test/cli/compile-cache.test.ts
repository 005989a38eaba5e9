import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyFolder, runEca } from './run-eca.js';

describe('the cache of compiled code', () => {
  let temporary: string;
  let cache: string;
  const validate = () => runEca(['validate', '--config', 'eca.config.yaml'], { env: { TMPDIR: temporary } });
  beforeEach(() => {
    temporary = emptyFolder();
    cache = join(temporary, `eca-compiled-${process.getuid?.() ?? 'own'}`);
  });

  it('lies in a folder that only its owner may use', async () => {
    expect(await validate()).toMatchObject({ code: 0 });
    expect(statSync(cache).mode & 0o777).toBe(0o700);
    expect(readdirSync(cache)).not.toEqual([]);
  });

  it('is not taken from a folder that others may write to', async () => {
    mkdirSync(cache);
    chmodSync(cache, 0o777);
    expect(await validate()).toMatchObject({ code: 0 });
    expect(readdirSync(cache)).toEqual([]);
  });

  it('is not taken from behind a link', async () => {
    const elsewhere = emptyFolder();
    symlinkSync(elsewhere, cache);
    expect(await validate()).toMatchObject({ code: 0 });
    expect(existsSync(elsewhere) && readdirSync(elsewhere)).toEqual([]);
  });
});
