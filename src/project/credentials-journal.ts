import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap } from '../plain-data.js';
import type { Work } from '../work.js';
import { unreadableEntry } from './journal.js';
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
  /** The run that began it. */
  readonly run?: string | undefined;
}

/** The last rotation of an app that went all the way. */
export interface RotatedEntry {
  readonly kind: 'rotated';
  readonly orgId: string;
  readonly app: string;
  readonly consumerKey: string;
  /** ISO 8601. */
  readonly at: string;
  /** The run that began it. */
  readonly run?: string | undefined;
}

/** Where a pair of an app went, place by place. It holds no secret: a salted digest tells one pair from the next. */
export interface StoredEntry {
  readonly kind: 'stored';
  readonly orgId: string;
  readonly app: string;
  readonly pair: { readonly consumerKey: string; readonly salt: string; readonly digest: string };
  readonly targets: readonly {
    readonly id: string;
    readonly kind: string;
    readonly place: string;
    readonly stored: boolean;
    /** ISO 8601. */
    readonly at: string;
  }[];
}

type Entry = AccessEntry | RotationEntry | RotatedEntry | StoredEntry;
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

/**
 * Reads one entry; undefined when there is none. One that makes no sense counts as none, and is warned of.
 *
 * @param onDamaged - Told instead of the warning, with the path of such an entry below the folder.
 */
export async function readEntry<T extends Entry>(
  { folder, onProgress }: Pick<Work, 'folder' | 'onProgress'>,
  key: Key<T>,
  onDamaged?: (path: string) => Promise<void>,
): Promise<T | undefined> {
  const text = await readPrivateFile(join(folder, '.eca', fileOf(key)));
  if (text === undefined) return undefined;
  const entry = entryOf<T>(text, key);
  if (entry === undefined && onDamaged !== undefined) await onDamaged(`.eca/${fileOf(key)}`);
  else if (entry === undefined) onProgress({ kind: 'warning', message: unreadableEntry(fileOf(key)) });
  return entry;
}

function entryOf<T extends Entry>(text: string, key: Key<T>): T | undefined {
  try {
    const entry: unknown = JSON.parse(text);
    if (!isMap(entry) || entry.kind !== key.kind || entry.orgId !== key.orgId) return undefined;
    if ('app' in key && entry.app !== key.app) return undefined;
    return IS_WHOLE[key.kind](entry) ? (entry as unknown as T) : undefined;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): boolean => typeof value === 'string';
const STEPS: readonly unknown[] = ['stage', 'swap', 'verify', 'store', 'revoke'] satisfies RotationEntry['step'][];

/** Tells of each kind whether all is there that a run which takes it up asks for. */
const IS_WHOLE: Readonly<Record<Entry['kind'], (entry: Readonly<Record<string, unknown>>) => boolean>> = {
  'secret-access': ({ since }) => isText(since),
  rotation: ({ step, oldKey, newKey, since }) =>
    STEPS.includes(step) && isText(oldKey) && isText(since) && (newKey === undefined || isText(newKey)),
  rotated: ({ consumerKey, at }) => isText(consumerKey) && isText(at),
  stored: ({ pair, targets }) =>
    isMap(pair) &&
    [pair.consumerKey, pair.salt, pair.digest].every(isText) &&
    Array.isArray(targets) &&
    targets.every((target) => isMap(target) && isText(target.id) && typeof target.stored === 'boolean'),
};

/** Deletes one entry. */
export async function removeEntry<T extends Entry>(root: string, key: Key<T>): Promise<void> {
  await rm(join(root, '.eca', fileOf(key)), { force: true });
}
