const MASK = '[secret]';

/**
 * Holds a value that must not be shown: a consumer secret, an access token, a private key.
 *
 * Printing, string conversion, JSON and `util.inspect` show `[secret]`; only {@link Secret.reveal} gives the value.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
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

/**
 * Masks access tokens in a text that a library made: core, for one, names a session that came as a token by that token.
 * Values of our own travel as {@link Secret} and need no such search.
 */
export function withoutTokens(text: string): string {
  return text.replace(/\b00D\w{12,15}![\w.]+/g, MASK).replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, MASK);
}
