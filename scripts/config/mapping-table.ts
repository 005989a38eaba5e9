import { MAPPING } from '../../src/compose/connected-app/mapping.js';
import type { MappingRow } from '../../src/compose/connected-app/row.js';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function line({ from, to, how, instead, hidden }: MappingRow): string {
  const places = to.map((place) => `\`${place}\``).join(', ');
  const left = hidden === true ? 'not taken over' : 'no place';
  const words = to.length === 0 ? (instead ?? '') : [how ?? '', instead === undefined ? '' : `Else: ${instead}`];
  const notes = typeof words === 'string' ? words : words.filter((text) => text !== '').join('. ');
  return `| \`${from}\` | ${places === '' ? left : places} | ${cell(notes)} |`;
}

/** Puts the table of the mapping of Connected Apps into its page. Not formatted yet. */
export function withMapping(page: string): string {
  const table = ['| Connected App | External Client App | how, or what to do instead |', '| --- | --- | --- |'];
  const text = [...table, ...MAPPING.map(line)].join('\n');
  return page.replace(/(<!-- mapping -->\n)[\s\S]*?(<!-- end -->)/, (_, open: string, end: string) => {
    return `${open}\n${text}\n\n${end}`;
  });
}
