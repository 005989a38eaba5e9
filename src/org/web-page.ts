import { foreignText } from '../foreign-text.js';

/** Longest text of a page that a message takes over. */
const LONGEST = 200;

/** Gives what a reader of a web page would read, its title first; `undefined` when a text is no page. */
export function pageText(text: string): string | undefined {
  if (!/^\s*(?:<!--[^]*?-->\s*)?<(?:!doctype\s+html|html)\b/i.test(text)) return undefined;
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1] ?? '';
  const body = text
    .replace(/^[^]*<body[^>]*>/i, '')
    .replace(/<(script|style|title|head)\b[^]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ');
  const parts = [title, body].map((part) => part.replace(/\s+/g, ' ').trim()).filter((part) => part !== '');
  return foreignText(parts.join(': '), LONGEST);
}
