const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
};

// The complement of the Char production of XML 1.0, section 2.2: control characters, lone surrogates, two non-characters.
const UNSUPPORTED = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** A character that an XML 1.0 document cannot hold, and where it stands. */
export interface UnsupportedCharacter {
  /** Such as `U+0001`. */
  readonly name: string;
  readonly offset: number;
}

/** Finds the first character that an XML 1.0 document cannot hold. */
export function unsupportedCharacter(text: string): UnsupportedCharacter | undefined {
  const found = UNSUPPORTED.exec(text);
  const code = found?.[0].codePointAt(0);
  if (found === null || code === undefined) return undefined;
  return { name: `U+${code.toString(16).toUpperCase().padStart(4, '0')}`, offset: found.index };
}

/**
 * Escapes the text of one element. A carriage return becomes a reference, since a parser would read it as a line feed.
 *
 * @throws RangeError when the text holds a character that XML cannot carry; `checkFields` reports these before.
 */
export function escapeText(text: string): string {
  const character = unsupportedCharacter(text);
  if (character !== undefined) throw new RangeError(`XML cannot hold the character ${character.name}.`);
  return text.replace(/[&<>"'\r]/g, (found) => ESCAPES[found] ?? found);
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Gives the character of a reference such as `amp`, `#13` or `#x1F600`. */
function characterOf(reference: string): string | undefined {
  const digits = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(reference);
  if (digits === null) return Object.hasOwn(NAMED, reference) ? NAMED[reference] : undefined;
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16);
  const character = code <= 0x10ffff ? String.fromCodePoint(code) : '\u{0}';
  return UNSUPPORTED.test(character) ? undefined : character;
}

/**
 * Replaces the references of XML's own five characters and numeric ones by what they stand for. Anything else that looks
 * like a reference stays as it is: entities that a document defines itself are not expanded.
 */
export function unescapeText(text: string): string {
  return text.replace(/&([^;&\s]{1,12});/g, (whole, reference: string) => characterOf(reference) ?? whole);
}
