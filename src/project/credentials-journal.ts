import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFolder, readPrivateFile, writePrivateFile } from './private-file.js';

/** The org-wide switch that a run turned on, and that has to go back. */
export interface AccessEntry {
  readonly kind: 'secret-access';
  readonly orgId: string;
  /** When it was turned on, ISO 8601. */
  readonly since: string;
}

/** Where a rotation stands. It holds keys, never secrets: the org can give those again. */
export interface RotationEntry {
  readonly kind: 'rotation';
  readonly orgId: string;
  readonly app: string;
  /** The next thing to do. */
  readonly step: 'stage' | 'swap' | 'verify' | 'store' | 'revoke';
  readonly oldKey: string;
  /** Absent until the new pair is staged. */
  readonly newKey?: string | undefined;
  /** When the rotation began, ISO 8601. */
  readonly since: string;
}

/** The last rotation of an app that went all the way. */
export interface RotatedEntry {
  readonly kind: 'rotated';
  readonly orgId: string;
  readonly app: string;
  readonly consumerKey: string;
  /** ISO 8601. */
  readonly at: string;
}

type Entry = AccessEntry | RotationEntry | RotatedEntry;
type Key<T extends Entry> = T extends { readonly app: string }
  ? Pick<T, 'kind' | 'orgId'> & { readonly app: string }
  : Pick<T, 'kind' | 'orgId'>;

const fileOf = (key: { readonly kind: string; readonly orgId: string; readonly app?: string | undefined }): string =>
  `${[key.kind, key.orgId, key.app?.replace(/\W/g, '_')].filter((part) => part !== undefined).join('.')}.json`;

/** Writes one entry, before the step that it announces. */
export async function writeEntry(root: string, entry: Entry): Promise<void> {
  const folder = await privateFolder(root);
  await writePrivateFile(join(folder, fileOf(entry)), `${JSON.stringify(entry, null, 2)}\n`);
}

/** Reads one entry; undefined when there is none, or one that makes no sense. */
export async function readEntry<T extends Entry>(root: string, key: Key<T>): Promise<T | undefined> {
  const text = await readPrivateFile(join(root, '.eca', fileOf(key)));
  if (text === undefined) return undefined;
  try {
    const entry = JSON.parse(text) as T;
    return entry.kind === key.kind && entry.orgId === key.orgId ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** Deletes one entry. */
export async function removeEntry<T extends Entry>(root: string, key: Key<T>): Promise<void> {
  await rm(join(root, '.eca', fileOf(key)), { force: true });
}
