import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import semver from 'semver';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}
const manifestIn = (folder: string): Manifest => JSON.parse(read(join(folder, 'package.json'))) as Manifest;
const own = manifestIn('.');

/** Folders of the packages whose code is in the bundle, and of those that are installed beside it. */
function packages(): readonly string[] {
  const { inputs } = JSON.parse(read('dist/meta.json')) as { readonly inputs: Readonly<Record<string, unknown>> };
  const bundled = Object.keys(inputs).flatMap(
    (path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  );
  const installed = Object.keys(own.dependencies ?? {}).map((name) => `node_modules/${name}`);
  return [...new Set([...bundled, ...installed])].sort();
}

describe('the Node.js that the package asks for', () => {
  const asked = own.engines?.node ?? '';

  it('is enough for every package whose code it contains', () => {
    const all = packages();
    expect(all).toContain('node_modules/@salesforce/core');
    const taken = [String(semver.minVersion(asked)), '22.99.0', '24.0.0', '26.0.0'];
    for (const version of taken) expect(semver.satisfies(version, asked)).toBe(true);
    const tooNew = all
      .map(manifestIn)
      .filter(({ engines }) => !taken.every((version) => semver.satisfies(version, engines?.node ?? '*')))
      .map(({ name, version, engines }) => `${name} ${version} asks for ${engines?.node ?? ''}`);
    expect(tooNew).toEqual([]);
  });

  it('is the same in the manifest, the binary, the bundle and the oldest job of CI', () => {
    const oldest = semver.minVersion(asked);
    const [major, minor] = [oldest?.major, oldest?.minor];
    expect(read('bin/eca.mjs')).toContain(`REQUIRED = [${String(major)}, ${String(minor)}]`);
    expect(read('scripts/build.mjs')).toContain(`target: 'node${String(major)}.${String(minor)}'`);
    expect(read('.github/workflows/ci.yml')).toContain(String(oldest));
  });
});
