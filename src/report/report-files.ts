import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printableData } from '../foreign-text.js';
import type { SourceFile } from '../project/source-files.js';
import { removeSourceFiles } from '../project/write-source.js';
import { toPage } from './html.js';
import { toJunit } from './junit.js';
import { toMarkdown } from './markdown.js';
import type { Run } from './run.js';
import { shownRun } from './run-texts.js';
import { statementsOf } from './statement.js';
import { PREDICATE_TYPE, type Statement } from './statement-schema.js';

const JUNIT = 'junit.xml';
const SUMMARY = 'summary.md';
const PAGE = 'report.html';
const PROOF = /^proof-.*\.json$/;

/**
 * Gives every report of a run beside `run.json`, all from the same data.
 *
 * @param summaryBytes - Bytes that the summary may have. Default: 900,000.
 */
export function reportFiles(run: Run, summaryBytes?: number): readonly SourceFile[] {
  const shown = shownRun(run);
  return [
    { path: JUNIT, text: toJunit(shown) },
    { path: SUMMARY, text: toMarkdown(shown, summaryBytes) },
    { path: PAGE, text: toPage(shown) },
    ...proofFiles(statementsOf(run)),
  ];
}

function proofFiles(statements: readonly Statement[]): readonly SourceFile[] {
  const taken = new Set<string>();
  return statements.map((statement) => {
    const { environment, app } = statement.predicate;
    const base = `proof-${fileWord(environment)}-${fileWord(app)}`;
    let path = `${base}.json`;
    // What cannot stand in names of files can make two of them the same, on some systems by their case alone.
    for (let number = 2; taken.has(path.toLowerCase()); number += 1) path = `${base}-${number}.json`;
    taken.add(path.toLowerCase());
    return { path, text: `${JSON.stringify(printableData(statement), undefined, 2)}\n` };
  });
}

const fileWord = (text: string): string => text.replace(/[^A-Za-z0-9._@-]/g, '_').slice(0, 80);

/**
 * Removes the reports that a run before left in a folder, so that none of them is taken for one of the run that begins.
 * Proofs are known by what they are, not by their names.
 *
 * @throws WriteFailedError
 */
export async function removeReports(folder: string): Promise<void> {
  // A folder that is not there holds none, and what is no folder is told by whoever writes into it.
  const names = await readdir(folder).catch((): readonly string[] => []);
  const proofs = await Promise.all(names.filter((name) => PROOF.test(name)).map((name) => ownProof(folder, name)));
  await removeSourceFiles(folder, [
    ...[JUNIT, SUMMARY, PAGE].filter((name) => names.includes(name)),
    ...proofs.flatMap((name) => name ?? []),
  ]);
}

async function ownProof(folder: string, name: string): Promise<string | undefined> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => '');
  return text.includes(`"predicateType": "${PREDICATE_TYPE}"`) ? name : undefined;
}
