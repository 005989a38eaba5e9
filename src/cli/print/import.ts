import { counted } from '../../problem.js';
import { shellWord } from '../../project/shell-quote.js';
import type { ImportReport } from '../../verbs/import.js';
import { text, type CommandContext } from '../command.js';
import { diffLines } from './diff.js';
import type { Style } from '../style.js';

/** The flag by which a next command names an org of the reader's choice. */
const ANY_ORG = '-o ORG';

/** How the next commands are typed where the import was. */
export interface NextCommands {
  /** The words that start this tool. */
  readonly call: string;
  /** The flag that names what was imported: its environment, else its org. */
  readonly org: string;
  /** The flag that names the config, with a space before; empty where it is found without. */
  readonly config: string;
}

/** Finds out how the next commands name the org and the config. */
export function nextCommands({ io, flags }: Pick<CommandContext, 'io' | 'flags'>): NextCommands {
  const environment = text(flags, 'environment');
  const targetOrg = text(flags, 'target-org');
  const [flag, name] = environment === undefined ? ['-o', targetOrg] : ['-e', environment];
  const path = text(flags, 'output') ?? text(flags, 'config');
  return {
    call: io.call ?? 'eca',
    org: name === undefined ? ANY_ORG : `${flag} ${shellWord(name)}`,
    config: path === undefined ? '' : ` --config ${shellWord(path)}`,
  };
}

/**
 * The lines of an import: what the config says now, as a diff where it was there, what else to know, and the next command
 * as it is typed here.
 */
export async function importLines(
  report: ImportReport,
  texts: ImportReport['texts'],
  style: Style,
  { call, org, config: configFlag }: NextCommands,
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
          `Next: ${call} plan ${org}${configFlag} compares it with ${org === ANY_ORG ? 'an org' : 'the org'}; ${call} validate${configFlag} checks it.`,
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
