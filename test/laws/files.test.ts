import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compose } from '../../src/compose/compose.js';
import { sayable } from '../../src/compose/left-out.js';
import { EcaError } from '../../src/errors.js';
import { sameOrEmpty } from '../../src/metadata/compare.js';
import type { MetadataComponent } from '../../src/metadata/component.js';
import { parse } from '../../src/metadata/parse.js';
import { saysTheSame } from '../../src/metadata/same-component.js';
import { diff } from '../../src/planning/diff.js';
import { findConfigTarget } from '../../src/project/config-target.js';
import { loadConfig } from '../../src/project/load-config.js';
import { generate } from '../../src/verbs/generate.js';
import { importApps, type ImportReport } from '../../src/verbs/import.js';
import { readImportedSource } from '../../src/verbs/import-source.js';
import { CANARY, type Found, foundApps } from './found-apps.js';
import { holds, holdsOnDisk, TIMEOUT } from './law.js';
import { anyText } from './texts.js';
import { fileLayouts, fileOf, type FileLayout } from './xml-layout.js';

const parent = mkdtempSync(join(tmpdir(), 'eca-laws-'));

function put(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Imports a folder as `eca import` does; undefined where something cannot be said and nothing was written. */
async function imported(
  cwd: string,
  sourceDir: string,
  version: number,
  force = false,
): Promise<ImportReport | undefined> {
  const source = { cwd, sourceDirs: [sourceDir], apiVersion: `${version}.0`, env: {} };
  const target = await findConfigTarget({ cwd, named: 'eca.config.yaml' });
  try {
    return await importApps({ imported: await readImportedSource(source), target, force, env: {} });
  } catch (error) {
    if (error instanceof EcaError && error.name === 'ImportIncompleteError') return undefined;
    throw error;
  }
}

/** Gives an app's components without what the org or its publisher has the say about. */
const byName = (components: readonly MetadataComponent[]) =>
  new Map(components.map((component) => [`${component.type} ${component.fullName}`, component]));

async function expectRoundTrip(cwd: string, { version, components }: Found, layout: FileLayout): Promise<void> {
  for (const component of components) {
    const { path, text } = fileOf(component, layout);
    put(cwd, `src/${path}`, text);
  }
  const report =
    (await imported(cwd, 'src', version)) ?? (await imported(cwd, 'src', version, true).catch(() => undefined));
  if (report?.written !== true) return;
  const text = readFileSync(join(cwd, 'eca.config.yaml'), 'utf8');
  expect(text + JSON.stringify(report)).not.toContain(CANARY);
  const again = await imported(cwd, 'src', version, true);
  expect(again).toMatchObject({ changes: [], waiting: [], toPaste: [], written: false });
  const { config } = await loadConfig({ cwd, env: {} });
  const wanted = compose(config);
  const unsaid = report.notes.filter((note) => note.startsWith('Not taken over: ')).join('\n');
  const open = diff(wanted, components).changes.flatMap(({ fullName, fields, action }) =>
    action === 'create' ? [fullName] : fields.map(({ path }) => `${path} of`),
  );
  expect(open.filter((change) => !unsaid.includes(change))).toEqual([]);
  // What was found can be a single part that is named as not taken over.
  if (wanted.length > 0) await expectGenerated(cwd, wanted, { isWhole: unsaid === '', components });
}

async function expectGenerated(
  cwd: string,
  wanted: readonly MetadataComponent[],
  { isWhole, components }: { readonly isWhole: boolean; readonly components: readonly MetadataComponent[] },
): Promise<void> {
  const { config } = await loadConfig({ cwd, env: {} });
  put(cwd, 'sfdx-project.json', '{"packageDirectories":[{"path":"force-app","default":true}]}');
  const first = await generate({ config, root: cwd });
  expect(new Set(first.files.map(({ state }) => state))).toEqual(new Set(['created']));
  const second = await generate({ config, root: cwd });
  expect(new Set(second.files.map(({ state }) => state))).toEqual(new Set(['unchanged']));
  const read = await readImportedSource({ cwd, sourceDirs: ['force-app'], env: {}, apiVersion: config.apiVersion });
  const made = byName(read.components);
  expect([...made.keys()].sort()).toEqual([...byName(wanted).keys()].sort());
  if (!isWhole) return;
  for (const [name, component] of byName(components)) {
    const own = made.get(name);
    if (own === undefined) continue;
    const lost = Object.entries(sayable(component).component.fields).filter(
      ([field, value]) => !sameOrEmpty(component.type, field, value, own.fields[field]),
    );
    expect({ [name]: lost }).toEqual({ [name]: [] });
  }
}

describe('any files of apps', () => {
  it(
    'import into a config that plans nothing, and that generates the same components, once',
    { timeout: TIMEOUT },
    async () => {
      let count = 0;
      await holdsOnDisk(fc.tuple(foundApps, fileLayouts), async ([found, layout]) => {
        count += 1;
        const cwd = join(parent, String(count));
        mkdirSync(cwd);
        try {
          await expectRoundTrip(cwd, found, layout);
        } finally {
          rmSync(cwd, { recursive: true, force: true });
        }
      });
    },
  );

  it('say the same however they are written', { timeout: TIMEOUT }, () => {
    holds(fc.tuple(foundApps, fileLayouts), ([{ components }, layout]) => {
      for (const component of components) {
        const { text } = fileOf(component, layout);
        const result = parse(component.type, component.fullName, text);
        expect(result.problems).toEqual([]);
        expect(saysTheSame(result, component, new Set())).toBe(true);
      }
    });
  });
});

const pieces = fc.oneof(
  fc.constantFrom(
    ...['<', '>', '</', '/>', '<a>', '</a>', '<label>', '</label>', '<!--', '-->', '<![CDATA[', ']]>', '<?', '?>'],
    ...[
      '<!DOCTYPE a [',
      '<!ENTITY x "boom">',
      ']>',
      '&x;',
      '&#0;',
      '&#x110000;',
      '&amp;',
      '&',
      '"',
      "'",
      '=',
      ' xsi:nil="true"',
    ],
    ...['<ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">', '</ExternalClientApplication>'],
    ...[
      '__proto__',
      '<__proto__>x</__proto__>',
      '<constructor/>',
      '\u{FEFF}',
      '\r',
      '\u{0}',
      '<a '.repeat(300),
      '<b>'.repeat(300),
    ],
  ),
  anyText,
);

describe('any text in place of a file', () => {
  it('is a component or a named problem with its place, at once, and expands nothing', { timeout: TIMEOUT }, () => {
    const texts = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
      fc
        .tuple(foundApps, fileLayouts, fc.nat(3000), fc.nat(40), pieces)
        .map(([{ components }, layout, at, length, piece]) => {
          const [first] = components;
          const text = first === undefined ? '' : fileOf(first, layout).text;
          return text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + length);
        }),
    );
    holds(texts, (text) => {
      const begun = performance.now();
      const { component, problems } = parse('ExternalClientApplication', 'Billing_Sync', text);
      expect(performance.now() - begun).toBeLessThan(2000);
      expect(component !== undefined || problems.length > 0).toBe(true);
      for (const { message, action, line, column } of problems) {
        expect(message.length).toBeGreaterThan(0);
        expect(message.length).toBeLessThan(4000);
        expect(action).not.toBe('');
        expect([Number.isInteger(line), Number.isInteger(column)]).toEqual([true, true]);
      }
      if (component !== undefined && !text.includes('boom<'))
        expect(JSON.stringify(component.fields)).not.toMatch(/"boom"/);
      expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    });
  });
});
