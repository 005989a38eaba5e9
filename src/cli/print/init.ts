import { counted } from '../../problem.js';
import type { InitFile, InitReport } from '../../verbs/init.js';
import type { Style } from '../style.js';
import { diffLines } from './diff.js';

/** What the lines of a begun project are made with. */
interface InitPrinting {
  /** Words that start this tool here. */
  readonly call: string;
  /** Flags that lead to the org to deploy to. Default: none is known. */
  readonly target: string | undefined;
  readonly style: Style;
}

/** The lines of a project that begins: its files, what was there already and differs, and what to do next. */
export async function initLines(
  files: readonly InitFile[],
  kept: InitReport['kept'],
  { call, target, style }: InitPrinting,
): Promise<readonly string[]> {
  const written = files.filter(({ state }) => state === 'created' || state === 'changed');
  const diffs = await Promise.all(kept.map((file) => keptLines(file, style)));
  const nothing = kept.length === 0 ? 'Nothing was written: all of it is there.' : 'Nothing was written.';
  return [
    ...written.map(({ path, state }) => `  ${state === 'created' ? style.good('+') : style.warn('~')} ${path}`),
    ...diffs.flat(),
    written.length === 0 ? nothing : style.good(`${counted(written.length, 'file')} written.`),
    ...nextLines(call, target, style),
  ];
}

async function keptLines(
  { path, before, after }: InitReport['kept'][number],
  style: Style,
): Promise<readonly string[]> {
  return [
    `${style.warn(path)} is there already and was left as it is. This would have been written:`,
    ...(await diffLines({ before, after, path }, style)),
  ];
}

function nextLines(call: string, target: string | undefined, style: Style): readonly string[] {
  const tried = target ?? '-o local-org';
  const local = `  ${style.bold(`${call} local-org start`)}`;
  const isLocal = tried.endsWith(' local-org');
  const deploy = `  ${style.bold(`${call} deploy ${isLocal ? tried : '-o local-org'}`)}`;
  return [
    'Next, with a stand-in org on this machine; deploy from another terminal:',
    local,
    deploy,
    ...(isLocal ? [] : ['Or in the org, which changes nothing yet:', `  ${style.bold(`${call} plan ${tried}`)}`]),
  ];
}
