import type { ConfigContent, Position } from './config-source.js';
import { unreadable } from './config-unreadable.js';
import { readYaml } from './config-yaml.js';
import { withoutByteOrderMark } from './file-error.js';

/**
 * Finds where JSON is broken from the message of `JSON.parse`, which offers no other way.
 *
 * Works for the messages of V8 in Node.js 22 and later; the end of the text when the message names no position.
 */
export function jsonErrorPosition(message: string, text: string): Position {
  const found = /at position (\d+)/.exec(message)?.[1];
  const before = text.slice(0, found === undefined ? text.length : Number(found));
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/**
 * Reads JSON, strictly: no comments, no trailing commas, no duplicate keys.
 *
 * @throws EcaError ConfigUnreadableError with the place of the first error.
 */
export function readJson(text: string, displayPath: string): ConfigContent {
  if (text.trim() === '') return readYaml('', displayPath);
  const bare = withoutByteOrderMark(text);
  try {
    JSON.parse(bare);
  } catch (error) {
    const position = jsonErrorPosition(error instanceof Error ? error.message : '', bare);
    const action = 'Check commas, quotes and brackets. JSON has no comments and no comma after the last entry.';
    // The parser's own message quotes the file, so it is not passed on, not even as the cause.
    throw unreadable(displayPath, [{ position, message: 'The file is not well-formed JSON.', action }]);
  }
  return readYaml(text, displayPath);
}
