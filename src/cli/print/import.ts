import { counted } from '../../problem.js';
import type { ConfigFormat } from '../../project/config-text.js';
import { shellWord } from '../../shell-quote.js';
import type { ImportReport } from '../../verbs/import.js';
import { diffLines } from './diff.js';
import type { Style } from '../style.js';

/** The flag by which a next command names an org of the reader's choice. */
const ANY_ORG = '-o ORG';

/** Gives the flag by which the next command names what was imported: the environment, else the org. */
export function orgFlag(environment: string | undefined, targetOrg: string | undefined): string {
  const [flag, name] = environment === undefined ? ['-o', targetOrg] : ['-e', environment];
  if (name === undefined) return ANY_ORG;
  return `${flag} ${shellWord(name)}`;
}

/** Gives the flag by which a next command finds a config that it does not find by itself, with a blank before it. */
export const configFlag = (displayPath: string): string => ` --config ${shellWord(displayPath)}`;

/** What the lines of an import need to know beside the report. */
export interface ImportSurroundings {
  /** Words that start this tool here. */
  readonly call: string;
  /** Flag of the next commands that names the org. */
  readonly org: string;
  /** Flag of the next commands that names the config, with a blank before it; empty where they find it by themselves. */
  readonly config: string;
  readonly format: ConfigFormat;
}

/** The lines of an import: what the config says now, as a diff where it was there, what else to know, and the next command. */
export async function importLines(
  report: ImportReport,
  texts: ImportReport['texts'],
  style: Style,
  around: ImportSurroundings,
): Promise<readonly string[]> {
  const { config, notes, toPaste, waiting, written } = report;
  const isNew = texts.before === '';
  const changed = isNew || texts.before === texts.after ? [] : await diffLines({ ...texts, path: config }, style);
  return [
    ...changed,
    ...notes.map((note) => `${style.warn('Note:')} ${note}`),
    ...pasteLines(report, around.format, isNew, style),
    summaryOf(report, style),
    ...(waiting.length > 0 && toPaste.length === 0
      ? [
          `${counted(waiting.length, 'change')} of apps that ${config} has already ${waiting.length === 1 ? 'was' : 'were'} not made; --update makes them.`,
        ]
      : []),
    ...(written
      ? [
          `Next: ${around.call} plan ${around.org}${around.config} compares it with ${around.org === ANY_ORG ? 'an org' : 'the org'}; ${around.call} validate${around.config} checks it.`,
        ]
      : []),
  ];
}

function pasteLines(
  { config, toPaste }: ImportReport,
  format: ConfigFormat,
  isNew: boolean,
  style: Style,
): readonly string[] {
  if (toPaste.length === 0) return [];
  const why =
    format !== 'script'
      ? `${config} cannot be changed in place without touching more than what is imported, so nothing was written. Write this by hand:`
      : isNew
        ? `Files in TypeScript and JavaScript are yours to write. Put this into ${config}:`
        : `Files in TypeScript and JavaScript are yours to write, so ${config} stays as it is. Write this by hand:`;
  return [style.warn(why), ...toPaste.flatMap((each) => each.split(' ⏎ '))];
}

function summaryOf({ apps, config, changes, toPaste, waiting, written }: ImportReport, style: Style): string {
  const names = apps.join(', ');
  if (written) return style.good(`${config} written: ${names}.`);
  if (toPaste.length > 0) {
    const others = changes.length - toPaste.length;
    const other = others === 1 ? 'the other change' : `the other ${others} changes`;
    const rest = others > 0 ? ` Then import again, which makes ${other}.` : '';
    return `${counted(toPaste.length, 'change')} to make by hand in ${config}: ${names}.${rest}`;
  }
  return changes.length + waiting.length === 0
    ? `${config} says all of it already: ${names}.`
    : `${config} is unchanged.`;
}
