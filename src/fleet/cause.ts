import type { EcaError } from '../errors.js';

/** Problems that a cause tells in full; the others are counted. */
const MOST_PROBLEMS = 3;

/** Says in one line why something failed and what to do about it. It is never empty. */
export function causeOf(error: EcaError): string {
  // A problem that says what the error says only adds its place in a file.
  const others = error.problems.filter(({ message }) => message !== error.message);
  const problems = others.slice(0, MOST_PROBLEMS).map(({ path, message }) => `${path}: ${message}`);
  const more = others.length - problems.length;
  const isTold = problems.length === 0 || error.message.includes('\n');
  const told = isTold ? [] : [`${problems.join(' ')}${more > 0 ? ` And ${more} more.` : ''}`];
  const [action = ''] = error.actions;
  return oneLine([error.message, ...told, action].join(' ')) || error.name;
}

/** Puts a text of several lines on one. */
function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
