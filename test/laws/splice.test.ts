import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { valueAt } from '../../src/plain-data.js';
import { type ConfigEdit, editConfig, withEdit } from '../../src/project/config-edit.js';
import { readJson } from '../../src/project/config-json.js';
import { readYaml } from '../../src/project/config-yaml.js';
import { holds, TIMEOUT } from './law.js';
import { apps, configs, type Layout, layouts, written } from './yaml-layout.js';
import { xmlText } from './texts.js';

const read = (text: string): unknown => readYaml(text, 'eca.config.yaml').value;
const linesOf = (text: string): readonly string[] => text.split(/(?<=\n)/).filter((line) => line !== '');

const value = fc.oneof(
  xmlText,
  fc.boolean(),
  fc.integer({ min: 0, max: 999 }),
  fc.array(xmlText, { maxLength: 3 }),
  fc.record({ one: xmlText, two: fc.array(fc.integer(), { maxLength: 2 }) }),
  apps,
  fc.constant(undefined),
);
const places = fc.oneof(
  fc.tuple(
    fc.constant('apps'),
    fc.constantFrom('Billing_Sync', 'New_App'),
    fc.constantFrom('label', 'description', 'scopes', 'callbackUrls', 'fields', 'names'),
  ),
  fc.tuple(fc.constant('apps'), fc.constantFrom('Ledger_Export', 'New_App')),
  fc.tuple(
    ...[fc.constant('apps'), fc.constantFrom('Billing_Sync', 'Reader'), fc.constant('fields')],
    ...[fc.constantFrom('TypeA', 'TypeC'), fc.constantFrom('one', 'four')],
  ),
  fc.tuple(fc.constant('settings'), fc.constantFrom('enableClientSecretInRestApiAccess', 'other')),
  fc.tuple(
    ...[fc.constant('environments'), fc.constantFrom('uat', 'dev', 'new'), fc.constant('apps')],
    ...[fc.constantFrom('Billing_Sync', 'Reader'), fc.constantFrom('label', 'scopes')],
  ),
);
const edits: fc.Arbitrary<ConfigEdit> = fc.record({ path: places, value });

/** Gives the lines from that of a key to the last one before the next key that stands no deeper. */
function linesOfKey(text: string, path: readonly string[]): readonly [number, number] {
  const document = parseDocument(text, { uniqueKeys: false });
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  const key = path.length === 0 ? undefined : keyNode(document, path);
  const start = key ?? (node as { range?: [number, number, number] }).range?.[0] ?? 0;
  const range = (node as { range?: [number, number, number] } | undefined)?.range;
  const end = Math.max(start, range?.[2] ?? start);
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  return [lineAt(start), lineAt(Math.max(start, end - 1)) + 1];
}

function keyNode(document: ReturnType<typeof parseDocument>, path: readonly string[]): number | undefined {
  const holder = (path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)) as
    { items?: readonly { key?: { value?: unknown; range?: [number, number, number] } }[] } | undefined;
  return holder?.items?.find(({ key }) => key?.value === path.at(-1))?.key?.range?.[0];
}

/** Gives the deepest place on the way to an edit that the config has already. */
function deepest(config: unknown, path: readonly string[]): readonly string[] {
  const missing = path.findIndex((_, index) => valueAt(config, path.slice(0, index + 1)) === undefined);
  return missing < 0 ? path : path.slice(0, missing);
}

/** Finds the lines of a text that another one has not, taking what both begin and end with away. */
function removedLines(before: string, after: string): readonly [number, number] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let first = 0;
  while (first < old.length && old[first] === now[first]) first += 1;
  let last = 0;
  while (last < old.length - first && last < now.length - first && old.at(-1 - last) === now.at(-1 - last)) last += 1;
  return [first, old.length - last];
}

/** Expects that an edit changes the lines of its key alone, or nothing; tells whether it could be made in the text. */
function expectOnlyIts(text: string, config: unknown, edit: ConfigEdit): boolean {
  const { text: after, toPaste } = editConfig(text, 'yaml', [edit], read);
  if (toPaste.length > 0) {
    expect(after).toBe(text);
    return false;
  }
  expect(read(after)).toEqual(withEdit(config, edit));
  // A line that the file ended in without an end of line may get one.
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const [old, now] = [text, after].map((each) => (each.endsWith('\n') ? each : each + end));
  const [from, to] = removedLines(old ?? '', now ?? '');
  const there = deepest(config, edit.path);
  const [first, last] = linesOfKey(text, there);
  // What is new touches no line but that of a map which stands on one.
  const most = there.length < edit.path.length ? 1 : last - first;
  if (from < to) {
    const found = { isInside: from >= first && to <= last, isLittle: to - from <= most };
    expect({ edit, text, after, ...found }).toEqual({ edit, text, after, isInside: true, isLittle: true });
  }
  return true;
}

describe('an edit of any config', () => {
  it('says what it should, and leaves every byte outside the lines of its key', { timeout: TIMEOUT }, () => {
    let made = 0;
    holds(fc.tuple(configs, layouts, edits), ([config, layout, edit]) => {
      const text = written(config, layout);
      expect(read(text)).toEqual(config);
      if (expectOnlyIts(text, config, edit)) made += 1;
    });
    expect(made).toBeGreaterThan(300);
  });

  it('does so one after another, or gives all to paste', { timeout: TIMEOUT }, () => {
    holds(fc.tuple(configs, layouts, fc.array(edits, { maxLength: 4 })), ([config, layout, several]) => {
      const text = written(config, layout);
      const { text: after, toPaste } = editConfig(text, 'yaml', several, read);
      if (toPaste.length === 0) expect(read(after)).toEqual(several.reduce<unknown>(withEdit, config));
      // A text of one line has no line ends to follow.
      if (text.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toMatch(/\n/);
      expect(after.startsWith('\u{FEFF}')).toBe(layout.bom);
    });
  });

  it('keeps each item of a list that stays, on its line and with what is noted there', { timeout: TIMEOUT }, () => {
    const words = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1 });
    const lineEnds = fc.constantFrom('\n', '\r\n');
    holds(fc.tuple(words, words, lineEnds, fc.boolean()), ([old, wanted, lineEnd, ended]) => {
      const lines = old.flatMap((word) => [`  # above ${word}`, `  - '${word}' # behind ${word}`]);
      const text = ['list: # key', ...lines].join(lineEnd) + (ended ? lineEnd : '');
      const { text: after, toPaste } = editConfig(text, 'yaml', [{ path: ['list'], value: wanted }], read);
      expect(toPaste).toEqual([]);
      expect(read(after)).toEqual({ list: wanted });
      const kept = after.split(lineEnd);
      expect(kept.filter((line) => line.includes('# above'))).toEqual(lines.filter((line) => line.includes('# above')));
      // An item that stays in its order stays as it is written; of one that moved, nobody can say so.
      const sorted = [...wanted].sort();
      const inOrder = [old, wanted].every((words) => String(words) === String([...words].sort()));
      const stay = sorted.filter((word) => old.includes(word));
      if (inOrder) for (const word of stay) expect(kept).toContain(`  - '${word}' # behind ${word}`);
    });
  });

  it('never goes through an anchor, an alias or a merge key', { timeout: TIMEOUT }, () => {
    const tied = (layout: Layout): string =>
      [
        'apps:',
        '  Reader: &reader # the pattern',
        '    label: &label Reader',
        '    scopes: [api]',
        '  Billing_Sync:',
        '    <<: *reader',
        '    label: *label',
        '  Ledger_Export: *reader',
        '',
      ].join(layout.lineEnd);
    holds(fc.tuple(layouts, edits), ([layout, edit]) => {
      const text = tied(layout);
      expectOnlyIts(text, read(text), edit);
    });
  });

  it('does the same in JSON', { timeout: TIMEOUT }, () => {
    const readIn = (text: string): unknown => readJson(text, 'eca.config.json').value;
    holds(fc.tuple(configs, edits, fc.constantFrom(2, 4, '\t', 0), layouts), ([config, edit, space, { lineEnd }]) => {
      const text = `${JSON.stringify(config, undefined, space)}\n`.replaceAll('\n', lineEnd);
      const { text: after, toPaste } = editConfig(text, 'json', [edit], readIn);
      if (toPaste.length > 0) {
        expect(after).toBe(text);
        return;
      }
      expect(readIn(after)).toEqual(JSON.parse(JSON.stringify(withEdit(config, edit))));
      return undefined;
    });
  });
});
