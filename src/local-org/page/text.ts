import { mappedTexts } from '../../page/mapped-texts.js';
import { markupText } from '../../page/markup.js';

/** Characters of one text that a page shows. */
const LONGEST = 400;
/** Format characters, such as those that turn the direction of writing, are not seen where they stand. */
const HIDDEN = /[\p{Cf}\p{Co}]/gu;

/** Makes every text of a view fit to stand in a page, whoever wrote it. */
export function shownTexts<T>(view: T): T {
  return mappedTexts(view, (text) => markupText(visible(cut(text))));
}

function visible(text: string): string {
  return text.replace(HIDDEN, (found) => `\\u${(found.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

function cut(text: string): string {
  if (text.length <= LONGEST) return text;
  const kept = text.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '');
  return `${kept}… (${text.length - kept.length} more characters)`;
}

/** Lists names on one line, and says how many are left out. */
export function listed(names: readonly string[], most = 12): string {
  if (names.length === 0) return 'none';
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}

/** Time as the page shows it. */
export function timeText(time: string | undefined): string {
  return time === undefined ? '—' : time.replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
}
