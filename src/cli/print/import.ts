import { counted } from '../../problem.js';
import { shellWord } from '../../project/shell-quote.js';
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

/**
 * The lines of an import: what the config says now, as a diff where it was there, what else to know, and the next command
 * with the flags of its org and of its config.
 */
export async function importLines(
  report: ImportReport,
  texts: ImportReport['texts'],
  style: Style,
  flags: { readonly org: string; readonly config: string },
): Promise<readonly string[]> {
  const { config, notes, toPaste, waiting, written } = report;
  const isNew = texts.before === '';
  const changed = isNew || texts.before === texts.after ? [] : await diffLines({ ...texts, path: config }, style);
  return [
    ...changed,
    ...notes.map((note) => `${style.warn('Note:')} ${note}`),
    ...pasteLines(report, style),
    summaryOf(report, style),
    ...(waiting.length > 0 && toPaste.length === 0
      ? [
          `${counted(waiting.length, 'change')} of apps that ${config} has already ${waiting.length === 1 ? 'was' : 'were'} not made; --update makes them.`,
        ]
      : []),
    ...(written
      ? [
          `Next: eca plan ${flags.org}${flags.config} compares it with ${flags.org === ANY_ORG ? 'an org' : 'the org'}; eca validate${flags.config} checks it.`,
        ]
      : []),
  ];
}

function pasteLines({ config, toPaste }: ImportReport, style: Style): readonly string[] {
  if (toPaste.length === 0) return [];
  return [
    style.warn(
      `${config} cannot be changed in place without touching more than what is imported. Nothing was written:`,
    ),
    ...toPaste.flatMap((each) => each.split(' ⏎ ')),
  ];
}

function summaryOf({ apps, config, changes, toPaste, waiting, written }: ImportReport, style: Style): string {
  const names = apps.join(', ');
  if (written) return style.good(`${config} written: ${names}.`);
  if (toPaste.length > 0) return `${counted(toPaste.length, 'change')} to make by hand in ${config}: ${names}.`;
  return changes.length + waiting.length === 0
    ? `${config} says all of it already: ${names}.`
    : `${config} is unchanged.`;
}
