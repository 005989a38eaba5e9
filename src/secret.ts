const MASK = '[secret]';

/** Values of every {@link Secret} of this process, so that they can be found in what others say. */
const revealed = new Set<string>();
/** A process that lives long must not keep every token that it ever had. */
const MOST_KNOWN = 10_000;
/** A shorter value is found in any text, and masking it would hide the text instead. */
const SHORTEST = 6;

/**
 * Holds a value that must not be shown: a consumer secret, an access token, a private key.
 *
 * Printing, string conversion, JSON and `util.inspect` show `[secret]`; only {@link Secret.reveal} gives the value.
 * {@link masked} finds it in what an org or a program says.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    remember(value);
  }

  /** Gives the value. Call it only where the value leaves for the place that the user named. */
  reveal(): string {
    return this.#value;
  }

  /** Tells whether two secrets hold the same value. */
  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK;
  }
}

/** Makes known that a value is secret where it cannot travel as a {@link Secret}, as in the hands of a library. */
export function remember(value: string): void {
  // A private key is echoed by its lines, if at all.
  for (const part of [value, ...value.split(/\r?\n|\\n/)]) {
    const text = part.trim();
    if (text.length < SHORTEST || text.startsWith('-----')) continue;
    revealed.delete(text);
    revealed.add(text);
  }
  while (revealed.size > MOST_KNOWN) {
    const [oldest] = revealed;
    if (oldest !== undefined) revealed.delete(oldest);
  }
}

/**
 * Masks every secret that this process knows, as it is and as it travels: percent-encoded, in a form, in JSON, in XML
 * and within base64. Access tokens are masked by their look, too.
 */
export function masked(text: string): string {
  let result = text;
  for (const value of [...revealed].sort((a, b) => b.length - a.length)) {
    for (const form of formsOf(value)) if (result.includes(form)) result = result.replaceAll(form, MASK);
  }
  return withoutTokens(withoutBroken(result));
}

/** What may stand between the letters of a value that somebody wrapped or spread: line breaks, blanks, what has no width. */
const BETWEEN = /[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]|\\[nrt]/g;
/** Longest text that is looked at a second time. */
const LONGEST_LOOK = 200_000;

/** Masks a value that is there with something between its letters, as base64 wraps and hostile text does. */
function withoutBroken(text: string): string {
  if (text.length > LONGEST_LOOK) return text;
  const bare = text.replace(BETWEEN, '');
  if (bare.length === text.length) return text;
  return [...revealed]
    .flatMap((value) => formsOf(value))
    .filter((form) => bare.includes(form))
    .reduce((result, form) => result.replace(spread(form), MASK), text);
}

/** Finds the letters of a text in their order, whatever of {@link BETWEEN} stands between them. */
function spread(form: string): RegExp {
  const letters = Array.from(form, (letter) => letter.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&'));
  return new RegExp(letters.join(`(?:${BETWEEN.source})*`), 'g');
}

const FORMS = new Map<string, readonly string[]>();

/** Every way in which a value may come back, the longest first. */
function formsOf(value: string): readonly string[] {
  const known = FORMS.get(value);
  if (known !== undefined) return known;
  if (FORMS.size > MOST_KNOWN) FORMS.clear();
  // Text that is not well-formed has no percent-encoding.
  const encoded = encodeURIComponent(value.toWellFormed());
  const form = new URLSearchParams({ v: value }).toString().slice(2);
  const forms = [value, encoded, form, form.replaceAll('+', '%20')].flatMap((one) => [
    one,
    one.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()),
  ]);
  const json = JSON.stringify(value).slice(1, -1);
  const hex = Buffer.from(value).toString('hex');
  forms.push(json, json.replaceAll('/', '\\/'), hex, hex.toUpperCase(), ...xmlOf(value), ...base64Of(value));
  const all = [...new Set(forms)].filter(({ length }) => length >= SHORTEST).sort((a, b) => b.length - a.length);
  FORMS.set(value, all);
  return all;
}

/** XML writers differ in which quotes they escape, and how. */
function xmlOf(value: string): string[] {
  const text = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = text.replaceAll('"', '&quot;');
  return [text, quoted, quoted.replaceAll("'", '&apos;'), quoted.replaceAll("'", '&#39;')];
}

/** Base64 of a value that begins at any place of a longer text: what comes before and after decides its first and last letters. */
function base64Of(value: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.from(`${'x'.repeat(before)}${value}`);
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor((bytes.length * 8) / 6);
    return [bytes.toString('base64'), bytes.toString('base64url')].map((text) => text.slice(first, last));
  });
}

/**
 * Masks access tokens in a text that a library made: core, for one, names a session that came as a token by that token.
 * Values of our own travel as {@link Secret} and are found by {@link masked}.
 */
export function withoutTokens(text: string): string {
  return text.replace(/\b00D\w{12,15}(?:!|%21)[\w.]+/gi, MASK).replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, MASK);
}
