import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The package as it would be published. */
export interface Packed {
  /** Path of the tarball. */
  readonly tarball: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WAIT_MS = 60_000;

/** Packs the package once for all test files of a run, which share the temporary folder; who comes later waits. */
export async function packed(): Promise<Packed> {
  const folder = join(tmpdir(), 'packed');
  const told = join(folder, 'packed.json');
  try {
    mkdirSync(folder);
  } catch {
    return waitFor(told);
  }
  const argv = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const output = JSON.parse(execFileSync('npm', argv, { cwd: ROOT, encoding: 'utf8' })) as Readonly<
    Record<string, Omit<Packed, 'tarball'> & { readonly filename: string }>
  >;
  const [first] = Object.values(output);
  if (first === undefined) throw new Error('npm packed nothing.');
  const { filename, size, unpackedSize, files } = first;
  const result = { tarball: join(folder, filename), size, unpackedSize, files };
  writeFileSync(told, JSON.stringify(result));
  return result;
}

async function waitFor(told: string): Promise<Packed> {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    const text = existsSync(told) ? readFileSync(told, 'utf8') : '';
    if (text.endsWith('}')) return JSON.parse(text) as Packed;
    if (Date.now() > until) throw new Error(`Another test file did not pack the package: ${told} is missing.`);
    await sleep(100);
  }
}
