import { readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { repositoryAround } from '../../project/repository.js';
import type { CommandContext } from '../command.js';
import type { Findings } from './findings.js';

/** The lines of a SARIF log. */
export async function sarifLines(
  { problems, mainFile, checkedBy }: Findings,
  { io }: CommandContext,
): Promise<readonly string[]> {
  const { CONFIG_RULE, SOURCE_RULE, toSarif } = await import('../../report/sarif.js');
  const root = (await repositoryAround(io.cwd)) ?? io.cwd;
  const toRepositoryPath = (file: string): string => relative(root, resolve(io.cwd, file)).split(sep).join('/');
  const log = toSarif(problems, {
    rule: checkedBy === undefined ? CONFIG_RULE : SOURCE_RULE,
    version: await ownVersion(),
    toRepositoryPath,
    mainFile,
  });
  return [JSON.stringify(log, undefined, 2)];
}

/** Both the source and the bundle lie one or more folders below the package. */
async function ownVersion(): Promise<string> {
  for (const way of ['../package.json', '../../package.json', '../../../package.json']) {
    const text = await readFile(new URL(way, import.meta.url), 'utf8').catch(() => undefined);
    const { name, version } = (text === undefined ? {} : JSON.parse(text)) as {
      readonly name?: string;
      readonly version?: string;
    };
    if (name === 'eca-as-code' && version !== undefined) return version;
  }
  return '0.0.0';
}
