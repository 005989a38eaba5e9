import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a hand-written source set, by path, such as `externalClientApps/Billing_Sync.eca-meta.xml`. */
export type SourceSet = Readonly<Record<string, string>>;

/** Reads a source set of test/fixtures/local-org. */
export function sourceSet(name: string): SourceSet {
  const folder = join(import.meta.dirname, '../../fixtures/local-org', name);
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.xml'));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** Replaces text in the one file whose name ends like this; fails when the text is not there. */
export function edited(set: SourceSet, suffix: string, from: string, to: string): SourceSet {
  const path = Object.keys(set).find((candidate) => candidate.endsWith(`${suffix}-meta.xml`));
  const before = set[path ?? ''];
  if (path === undefined || before?.includes(from) !== true) throw new Error(`No "${from}" in ${suffix}.`);
  return { ...set, [path]: before.replace(from, () => to) };
}

/** Takes the files away whose names end like one of these. */
export function without(set: SourceSet, ...suffixes: readonly string[]): SourceSet {
  return Object.fromEntries(
    Object.entries(set).filter(([path]) => !suffixes.some((suffix) => path.endsWith(`${suffix}-meta.xml`))),
  );
}
