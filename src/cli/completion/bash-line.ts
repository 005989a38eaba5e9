import type { Typed } from './wanted.js';

/** A line of bash, divided as the shell would divide it, up to where somebody types. */
export interface BashLine extends Typed {
  /** The quote that is open at the end, empty when there is none. */
  readonly quote: string;
  /** Whether the last word holds quotes that are closed, or that begin inside of it: what to put there is not certain. */
  readonly isMixed: boolean;
}

/** Divides a line; nothing of it is expanded. The words before and with the name of the program are left out. */
export function readBashLine(line: string): BashLine {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  let raw = '';
  for (const token of line.matchAll(/\\[\s\S]|[\s\S]/g)) {
    const [char] = token;
    const isSpace = quote === '' && /^\s$/.test(char);
    if (isSpace) {
      if (word !== undefined) words.push(word);
      [word, raw] = [undefined, ''];
      continue;
    }
    raw += char;
    const begins = quote === '' && (char === '"' || char === "'");
    if (begins) [quote, word] = [char, word ?? ''];
    else if (char === quote) quote = '';
    else word = (word ?? '') + plain(char, quote);
  }
  const quotes = raw.replaceAll(/\\[\s\S]/g, '').match(/["']/g)?.length ?? 0;
  const isMixed = quote === '' ? quotes > 0 : !raw.startsWith(quote) || quotes > 1;
  return { words: withoutProgram(words), current: word ?? '', quote, isMixed };
}

/** What a character that is escaped means, outside of quotes and within. */
function plain(token: string, quote: string): string {
  if (token.length === 1 || quote === "'") return token;
  const [, char = ''] = token;
  return quote === '' || /["\\$`]/.test(char) ? char : token;
}

/** `NAME=value eca plan` */
function withoutProgram(words: readonly string[]): readonly string[] {
  const program = words.findIndex((word) => !/^\w+=/.test(word));
  return program < 0 ? [] : words.slice(program + 1);
}

/** Spells a word as bash is to read it, inside the quote that is open; undefined where it cannot. */
export function bashWord(value: string, quote: string): string | undefined {
  return quote === '' ? bareWord(value) : quotedWord(value, quote);
}

/** Spells a word outside of quotes. */
const bareWord = (value: string): string => value.replaceAll(/[^\w@%+=:,./\u{80}-\u{10ffff}-]/gu, String.raw`\$&`);

function quotedWord(value: string, quote: string): string | undefined {
  if (quote === "'") return value.replaceAll("'", String.raw`'\''`);
  // In double quotes "!" calls an earlier line up, and nothing there takes that from it.
  if (quote === '"' && value.includes('!')) return undefined;
  return value.replaceAll(/["\\$`]/g, String.raw`\$&`);
}

/** Takes off what stands before the part that bash replaces: it divides words at signs such as `=`, `:` and `@`. */
export function bashTail(spelled: string, begun: string, { quote }: BashLine, breaks: string): string {
  if (quote !== '') return spelled;
  const signs = Array.from(breaks).filter((sign) => !/[\s"'\\]/.test(sign));
  const last = Math.max(-1, ...signs.map((sign) => begun.lastIndexOf(sign)));
  // The sign of a host's name stays in the part that is replaced.
  const end = begun[last] === '@' ? last : last + 1;
  return spelled.slice(bareWord(begun.slice(0, end)).length);
}
