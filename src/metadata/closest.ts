/** Counts the single-character edits between two words; two neighbours that changed places are one. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i += 1) {
    const [last = [], beforeLast = []] = [rows[i - 1], rows[i - 2]];
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (last[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (beforeLast[j - 2] ?? 0) + 1 : change;
      row.push(Math.min(change, swap, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

/** Takes a name apart: `commaSeparatedOAuthScopes` is comma, separated, oauth, scopes. */
function wordsOf(name: string): readonly string[] {
  const parts = name.replaceAll('OAuth', 'Oauth').match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^A-Za-z\d_\s.-]+/g) ?? [];
  return parts.map((part) => part.toLowerCase());
}

/** How many edits in a word can be a slip of the pen. Beside other words, a short one with an edit is another word. */
function slips(length: number, isAlone: boolean): number {
  if (length < 4) return isAlone ? 1 : 0;
  return length < 8 ? 1 : 2;
}

const NEGATION = /^(?:un|in|dis|non|de|not)/;
const isNegated = (a: string, b: string): boolean => a.replace(NEGATION, '') === b || b.replace(NEGATION, '') === a;

/** Counts the edits that make one word of another, undefined when that is more than a slip, or turns its meaning round. */
function slipsBetween(a: string, b: string, isAlone: boolean): number | undefined {
  if (a === b) return 0;
  const most = slips(Math.max(a.length, b.length), isAlone);
  if (Math.abs(a.length - b.length) > most || /\d/.test(a + b) || isNegated(a, b)) return undefined;
  const edits = distance(a, b);
  return edits <= most ? edits : undefined;
}

/** A name, taken apart once. */
interface Name {
  readonly name: string;
  readonly words: readonly string[];
  readonly joined: string;
  readonly digits: string;
}

function nameOf(name: string): Name {
  const words = wordsOf(name);
  const joined = words.join('');
  return { name, words, joined, digits: joined.replace(/\D/g, '') };
}

function editsBetween({ words: a, joined }: Name, { words: b, joined: wanted }: Name): number | undefined {
  if (joined === wanted) return 0;
  if (a.length !== b.length) {
    // Without the same words side by side, as when all is in small letters, one slip in the whole has to do.
    return joined.length >= 8 && !/\d/.test(joined + wanted) && distance(joined, wanted) === 1 ? 1 : undefined;
  }
  let sum = 0;
  for (const [index, word] of a.entries()) {
    const edits = slipsBetween(word, b[index] ?? '', a.length === 1);
    if (edits === undefined) return undefined;
    sum += edits;
  }
  return sum;
}

/** Names to choose from, taken apart once, by their digits: a slip of the pen changes none of those. */
export type NameIndex = ReadonlyMap<string, readonly Name[]>;

/** Makes an index of names, for whoever looks for many in the same ones. */
export function indexOf(candidates: Iterable<string>): NameIndex {
  return Map.groupBy([...candidates].map(nameOf), ({ digits }) => digits);
}

/**
 * Finds the candidate that a misspelt name stands for: one that differs by spelling alone. Every word of it has to be there,
 * at most a slip of the pen away, since another word has another meaning. Case counts for nothing; among equals the first
 * wins.
 */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  return closestIn(name, indexOf(candidates));
}

/** Finds the same in an index. */
export function closestIn(name: string, index: NameIndex): string | undefined {
  const written = nameOf(name);
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of index.get(written.digits) ?? []) {
    if (Math.abs(candidate.name.length - name.length) > 4) continue;
    const edits = editsBetween(written, candidate);
    if (edits !== undefined && edits < least) [best, least] = [candidate.name, edits];
  }
  return best;
}
