import { printableText } from '../foreign-text.js';
import { mappedTexts } from '../page/mapped-texts.js';
import type { Run } from './run.js';

/**
 * Gives a run whose texts are fit to be shown, whoever they come from: control, bidi and hidden characters visible, the
 * secrets of this run masked, no workflow command of a CI system. Every format escapes them in its own way afterwards.
 */
export function shownRun(run: Run): Run {
  return mappedTexts(run, printableText);
}

/** Puts a text on one line. */
export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

/** Cuts a text that is longer than a page can show, and says how much is missing. */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const kept = text.slice(0, longest).replace(/[\ud800-\udbff]$/, '');
  return `${kept}… (${text.length - kept.length} more characters, in run.json)`;
}
