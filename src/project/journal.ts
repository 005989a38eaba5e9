import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isMap } from '../plain-data.js';
import type { Work } from '../work.js';
import { isProcessAlive, processStart } from './process-alive.js';
import { privateFolder, readPrivateFile, writePrivateFile } from './private-file.js';

/** What a run is about to do or waits for. Written before the step begins, so that a killed run leaves its last word. */
export interface JournalEntry {
  readonly orgId: string;
  readonly work: 'deploy' | 'destroy';
  readonly apps: readonly string[];
  /** ISO 8601, by the clock of this machine. */
  readonly startedAt: string;
  readonly step: 'assign' | 'check' | 'deploy';
  /** Id of the deploy that runs in the org, once it is known. */
  readonly deployId?: string | undefined;
  /** Deploys that the org knew before this run sent its own: one that is not among them can be the lost one. */
  readonly earlierDeploys?: readonly string[] | undefined;
  /** Who writes. */
  readonly process: {
    readonly pid: number;
    readonly host: string;
    /** When that process began, where the system tells: its id is used again. */
    readonly start?: string | undefined;
  };
}

/** The journal of one run. It holds no secrets. */
export interface Journal {
  /** Writes down what comes next, over what was written before. */
  write(entry: Partial<Pick<JournalEntry, 'deployId' | 'earlierDeploys'>> & Pick<JournalEntry, 'step'>): Promise<void>;
  /** Forgets the run: nothing of it is open. */
  end(): Promise<void>;
}

/** A run that did not end, as its journal tells. */
export interface UnfinishedRun extends JournalEntry {
  /** True while its process lives on this machine. */
  readonly isAlive: boolean;
  /** Forgets it. */
  readonly forget: () => Promise<void>;
}

/**
 * Opens the journal of a run, below `.eca` of the config's folder. Nothing is written before the first step.
 *
 * @param onFailure - Told once when the journal cannot be written; the run goes on without it.
 */
export function openJournal(
  root: string,
  run: Pick<JournalEntry, 'orgId' | 'work' | 'apps' | 'startedAt'>,
  onFailure: (message: string) => void,
): Journal {
  const name = `journal-${run.orgId}-${randomUUID()}.json`;
  const writer = { pid: process.pid, host: hostname(), start: processStart(process.pid) };
  let state: 'unwritten' | 'written' | 'broken' = 'unwritten';
  return {
    write: async (change) => {
      if (state === 'broken') return;
      const entry: JournalEntry = { ...run, ...change, process: writer };
      try {
        await writePrivateFile(join(await privateFolder(root), name), `${JSON.stringify(entry, null, 2)}\n`);
        state = 'written';
      } catch (error) {
        state = 'broken';
        onFailure(error instanceof Error ? error.message : String(error));
      }
    },
    end: async () => {
      const gone = rm(join(root, '.eca', name), { force: true });
      // Where nothing could be written, nothing need be there to delete.
      await (state === 'written' ? gone : gone.catch(() => undefined));
    },
  };
}

/** Says of a file in `.eca` that it makes no sense, such as one that a full disk cut off. */
export function unreadableEntry(name: string): string {
  return `.eca/${name} cannot be understood, so what the run that wrote it left open is not known. See what the org has, then delete the file.`;
}

/** Reads the runs on an org that did not end, oldest first. A file that makes no sense is left alone, and warned of. */
export async function readUnfinished(
  { folder: root, onProgress }: Pick<Work, 'folder' | 'onProgress'>,
  orgId: string,
): Promise<readonly UnfinishedRun[]> {
  const folder = join(root, '.eca');
  // Where nothing can be read, nothing was written either.
  const names = await readdir(folder).catch(() => []);
  const own = names.filter((name) => name.startsWith(`journal-${orgId}-`) && name.endsWith('.json'));
  const runs = await Promise.all(
    own.map((name) =>
      readRun(join(folder, name), orgId, () => {
        onProgress({ kind: 'warning', message: unreadableEntry(name) });
      }),
    ),
  );
  return runs.flatMap((run) => run ?? []).sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

/** Tells whether a run on another org than this one did not end. */
export async function hasUnfinishedElsewhere({ folder: root }: Pick<Work, 'folder'>, orgId: string): Promise<boolean> {
  const names = await readdir(join(root, '.eca')).catch(() => []);
  return names.some((name) => /^journal-\w+-.*\.json$/.test(name) && !name.startsWith(`journal-${orgId}-`));
}

async function readRun(path: string, orgId: string, onUnreadable: () => void): Promise<UnfinishedRun | undefined> {
  const text = await readPrivateFile(path);
  if (text === undefined) return undefined;
  const entry = entryOf(text, orgId);
  if (entry === undefined) {
    onUnreadable();
    return undefined;
  }
  const { pid, host, start } = entry.process;
  return {
    ...entry,
    isAlive: host === hostname() && pid !== process.pid && isProcessAlive(pid, start),
    forget: () => rm(path, { force: true }),
  };
}

function entryOf(text: string, orgId: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) && value.orgId === orgId && isEntry(value) ? (value as unknown as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): boolean => typeof value === 'string';
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/** Tells whether all is there that a run which takes it up speaks of. */
function isEntry({
  work,
  apps,
  startedAt,
  step,
  deployId,
  earlierDeploys,
  process: writer,
}: Record<string, unknown>): boolean {
  return (
    (work === 'deploy' || work === 'destroy') &&
    (step === 'assign' || step === 'check' || step === 'deploy') &&
    areTexts(apps) &&
    isText(startedAt) &&
    (deployId === undefined || isText(deployId)) &&
    (earlierDeploys === undefined || areTexts(earlierDeploys)) &&
    isMap(writer) &&
    typeof writer.pid === 'number' &&
    isText(writer.host)
  );
}
