import { isDeepStrictEqual } from 'node:util';
import { isMap, type PlainMap, valueAt } from '../plain-data.js';
import { spellPath } from '../problem.js';
import { spliceJson } from './config-splice-json.js';
import { spliceYaml } from './config-splice-yaml.js';
import { type ConfigFormat, yamlText } from './config-text.js';

/** A change of what a config says. */
export interface ConfigEdit {
  /** Keys of maps, from the top. */
  readonly path: readonly string[];
  /** What is to stand there; undefined takes the key out. */
  readonly value: unknown;
}

/** What came of edits. */
export interface EditedConfig {
  /** The whole text, unchanged but for the places of the edits. */
  readonly text: string;
  /** Edits that nobody can make in the text without touching anything else: what to paste, and where. */
  readonly toPaste: readonly string[];
}

/** Tells whether an edit takes out what is not there. */
const isNothing = (value: unknown, edit: ConfigEdit): boolean =>
  edit.value === undefined && valueAt(value, edit.path) === undefined;

/** Gives a value with one place of it set, or taken out. Maps on the way are made. */
export function withEdit(value: unknown, edit: ConfigEdit): unknown {
  if (isNothing(value, edit)) return value;
  const {
    path: [step, ...rest],
    value: wanted,
  } = edit;
  if (step === undefined) return wanted;
  const map: PlainMap = isMap(value) ? value : {};
  const inner = withEdit(map[step], { path: rest, value: wanted });
  if (inner !== undefined) return { ...map, [step]: inner };
  return Object.fromEntries(Object.entries(map).filter(([key]) => key !== step));
}

/** Makes an edit begin where the text has something already: what is below a key that is missing comes with the key. */
function fromWhatIsThere(value: unknown, { path, value: wanted }: ConfigEdit): ConfigEdit {
  const known = path.findIndex((_, index) => valueAt(value, path.slice(0, index + 1)) === undefined);
  if (known < 0 || known === path.length - 1) return { path, value: wanted };
  const below = path.slice(known + 1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), wanted);
  return { path: path.slice(0, known + 1), value: below };
}

/** Says what to write by hand, in the language of the file. */
function pasteText({ path, value }: ConfigEdit, format: ConfigFormat): string {
  const place = spellPath(path);
  if (value === undefined) return `Take ${place} out.`;
  const nested = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  return `Make ${place} say this:\n${format === 'yaml' ? yamlText(nested) : JSON.stringify(nested, null, 2)}`;
}

/**
 * Makes edits in the text of a config. Every byte outside the places that change stays; each edit is read again, and counts
 * only when the text then says exactly what it should.
 *
 * @param read - Reads a text as the config is read.
 */
export function editConfig(
  text: string,
  format: ConfigFormat,
  edits: readonly ConfigEdit[],
  read: (text: string) => unknown,
): EditedConfig {
  const splice = { yaml: spliceYaml, json: spliceJson, script: () => undefined }[format];
  return edits.reduce<EditedConfig>(
    (done, wanted) => {
      const before = format === 'script' ? {} : read(done.text);
      if (format !== 'script' && isNothing(before, wanted)) return done;
      const edit = fromWhatIsThere(before, wanted);
      const next = splice(done.text, edit);
      const isRight = next !== undefined && says(next, withEdit(before, edit), read);
      return isRight ? { ...done, text: next } : { ...done, toPaste: [...done.toPaste, pasteText(wanted, format)] };
    },
    { text, toPaste: [] },
  );
}

function says(text: string, expected: unknown, read: (text: string) => unknown): boolean {
  try {
    return isDeepStrictEqual(plain(read(text)), plain(expected));
  } catch {
    // A text that cannot be read any more says something else for certain.
    return false;
  }
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
