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
