import { relative, resolve, sep } from 'node:path';
import { repositoryAround } from '../../project/repository.js';
import type { CommandContext } from '../command.js';
import { ownVersion } from '../../project/own-version.js';
import type { ProblemList } from './problem-list.js';

/** The lines of a SARIF log. */
export async function sarifLines(
  { problems, mainFile, checkedBy }: ProblemList,
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
