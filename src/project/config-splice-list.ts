import { isScalar, Scalar, type YAMLSeq } from 'yaml';
import { yamlInline } from './config-text.js';
import { endOfLine, lineEndOf, rangeOf, startOfLine } from './text-range.js';

/** An item of a block list: its value, and the line that it stands on. */
interface Item {
  readonly value: unknown;
  readonly start: number;
  readonly end: number;
  readonly line: { readonly from: number; readonly to: number };
  /** What stands before the value on its line: the indentation and the dash. */
  readonly head: string;
}

/** What becomes of a place of a list: an item stays, goes, becomes another one, or comes in. */
interface Step {
  readonly old?: Item | undefined;
  readonly wanted?: { readonly value: unknown } | undefined;
}

/** Most pairs of items that are compared; longer lists are written anew. */
const MOST_PAIRS = 1_000_000;

function itemOf(text: string, node: unknown): Item | undefined {
  const range = rangeOf(node);
  if (!isScalar(node) || range === undefined || range.start === range.end) return undefined;
  const { anchor, tag } = node;
  const isPlain = [Scalar.PLAIN, Scalar.QUOTE_DOUBLE, Scalar.QUOTE_SINGLE].some((type) => node.type === type);
  if (anchor !== undefined || tag !== undefined || !isPlain) return undefined;
  const from = startOfLine(text, range.start);
  const head = text.slice(from, range.start);
  if (!/^ *- +$/.test(head) || text.slice(range.start, range.end).includes('\n')) return undefined;
  return { value: node.value, ...range, line: { from, to: endOfLine(text, range.end) }, head };
}

/** Finds the items that stay in their order: the longest row that both lists have. */
function stepsBetween(old: readonly Item[], wanted: readonly unknown[]): readonly Step[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(wanted.length + 1).fill(0));
  const at = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = wanted.length - 1; column >= 0; column -= 1) {
      const same = old[row]?.value === wanted[column];
      const length = same ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
      (lengths[row] ?? [])[column] = length;
    }
  }
  const steps: Step[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < wanted.length) {
    const [item, value] = [old[row], wanted[column]];
    const isEnd = row >= old.length || column >= wanted.length;
    if (!isEnd && item?.value === value) steps.push({ old: item, wanted: { value } });
    // What stands in the place of another one keeps the comment behind it.
    else if (!isEnd && at(row + 1, column + 1) === at(row, column)) steps.push({ old: item, wanted: { value } });
    else if (column >= wanted.length || (!isEnd && at(row + 1, column) >= at(row, column + 1))) {
      steps.push({ old: item });
      row += 1;
      continue;
    } else {
      steps.push({ wanted: { value } });
      column += 1;
      continue;
    }
    row += 1;
    column += 1;
  }
  return steps;
}

/**
 * Changes a list whose items stand on lines of their own, item by item: those that stay keep their lines, and with them
 * how they are written and what is noted beside and between them.
 *
 * @returns undefined for a list that is written otherwise, and where none of the items would be left
 */
export function splicedItems(text: string, list: YAMLSeq, wanted: readonly unknown[]): string | undefined {
  if (list.flow === true || wanted.length === 0 || list.items.length * wanted.length > MOST_PAIRS) return undefined;
  const old = list.items.map((node) => itemOf(text, node)).filter((item) => item !== undefined);
  const [first] = old;
  if (first === undefined || old.length < list.items.length) return undefined;
  const lineEnd = lineEndOf(text);
  let [done, at, ended] = ['', 0, true];
  const copyTo = (offset: number): void => {
    if (offset <= at) return;
    done += text.slice(at, offset);
    at = offset;
    ended = done.endsWith('\n');
  };
  copyTo(first.line.from);
  for (const { old: item, wanted: next } of stepsBetween(old, wanted)) {
    if (item === undefined) {
      done += `${ended ? '' : lineEnd}${first.head}${yamlInline(next?.value)}${ended ? lineEnd : ''}`;
      continue;
    }
    copyTo(item.line.from);
    if (next !== undefined && next.value !== item.value) {
      copyTo(item.start);
      done += yamlInline(next.value);
      at = item.end;
    }
    if (next === undefined) at = item.line.to;
    else copyTo(item.line.to);
  }
  return done + text.slice(at);
}
