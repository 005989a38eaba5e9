import { EcaError } from '../errors.js';

/** Levels of arrays and objects that an answer may have; what reads and prints one calls itself for each. */
const MOST_LEVELS = 500;

/**
 * Parsed JSON; undefined when a text is none.
 *
 * @throws UnexpectedAnswerError when it is nested too deeply.
 */
export function jsonOf(text: string): unknown {
  refuseDepth(text);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Refuses JSON that is nested deeper than anything that was asked for.
 *
 * @throws UnexpectedAnswerError
 */
export function refuseDepth(text: string): void {
  if (!/^\s*[[{]/.test(text) || depthOf(text) <= MOST_LEVELS) return;
  throw new EcaError({
    name: 'UnexpectedAnswerError',
    message: `What came is JSON of more than ${MOST_LEVELS} levels, which no question asks for.`,
    actions: ['Check that the URL is that of the org, and look for a proxy in between.'],
  });
}

/** Counts the levels without the brackets that stand in texts. */
function depthOf(text: string): number {
  let isText = false;
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') isText = !isText;
    else if (isText) at += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, (depth += 1));
    else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
}

/** Outside data as an object, empty when it is none. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Outside data as text, undefined when it is none. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
