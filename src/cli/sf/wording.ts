import { COMMAND_NAMES } from '../registry.js';

const FIRST_WORDS = [...new Set(COMMAND_NAMES.map((name) => name.split(' ')[0]))].join('|');
const OWN_LINE = new RegExp(`(?<![\\w./-])(?<!sf )eca (?=(?:${FIRST_WORDS}|COMMAND|--help)(?![\\w-]))`, 'g');

/** Names commands as they are typed for `sf`: of a machine that has the plugin nobody knows that it has `eca` too. */
export function inSf(text: string): string {
  return text.replace(OWN_LINE, 'sf eca ');
}
