import { createHash, randomBytes } from 'node:crypto';

const CHECK_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const TOKEN_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.';

/** Adds the three check characters that make a 15 character Salesforce id safe without case. */
export function id18(id15: string): string {
  const suffix = [0, 5, 10].map((start) => {
    const chunk = id15.slice(start, start + 5);
    const bits = Array.from(chunk).reduce((sum, letter, index) => (/[A-Z]/.test(letter) ? sum + 2 ** index : sum), 0);
    return CHECK_CHARACTERS.charAt(bits);
  });
  return id15 + suffix.join('');
}

/** Gives the 15 character form of an id. */
export function id15(id: string): string {
  return id.slice(0, 15);
}

/** Makes an id from a three character key prefix and a number. */
export function recordId(prefix: string, number: number): string {
  return id18(prefix + number.toString(36).toUpperCase().padStart(12, '0'));
}

/** Makes an id that is the same for the same text. */
export function derivedId(prefix: string, text: string): string {
  const digits = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
    .toString(36)
    .toUpperCase();
  return id18(prefix + digits.slice(0, 12));
}

/** Makes random text of the characters that Salesforce uses in tokens and keys. */
export function randomText(length: number): string {
  return Array.from(randomBytes(length), (byte) => TOKEN_CHARACTERS.charAt(byte % 64)).join('');
}

/** Makes a consumer key such as Salesforce issues. */
export function newConsumerKey(): string {
  return `3MVG9${randomText(80)}`;
}

/** Makes a consumer secret such as Salesforce issues: 64 hexadecimal digits. */
export function newConsumerSecret(): string {
  return randomBytes(32).toString('hex').toUpperCase();
}
