import type { Answer } from '../wire/answer.js';

/** An object of a request's body. */
export type Plain = Readonly<Record<string, unknown>>;

/** Tells whether a value is an object. */
export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads the list of objects of a body; `undefined` when it is none. */
export function listOf(value: unknown): Plain[] | undefined {
  return Array.isArray(value) && value.every(isPlain) ? value : undefined;
}

/** Reads a text of a body. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Finds a text that a list holds twice. */
export function repeatedIn(texts: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return texts.find((text) => seen.size === seen.add(text).size);
}

/** Gives the body of an answer; null when it is empty. */
export function bodyOf(answer: Answer): unknown {
  return answer.body === '' ? null : JSON.parse(answer.body);
}

/** Tells whether an answer says that the request was carried out. */
export function isDone({ status }: Answer): boolean {
  return status < 300;
}
