import { spellVersions } from '../metadata/api-version.js';
import { fieldVersions, findField } from '../metadata/field-table.js';
import { findType } from '../metadata/types.js';
import type { FieldOfKey, KeyRow } from './key-row.js';
import { CONFIG } from './rows/config.js';
import type { Group, Shape } from './shape.js';

/** One key of the config in the reference. */
export interface KeyReference {
  /** Path, with `<name>` where the config chooses a name: `apps.<name>.tokenFormat`. */
  readonly key: string;
  /** What its value is, in a word or two. */
  readonly kind: string;
  /** Words of which one is written, where they are few. */
  readonly values?: readonly string[] | undefined;
  readonly text: string;
  /** What else is to be known. */
  readonly rules?: string | undefined;
  readonly required: boolean;
  /** Role of an app that need not write it. */
  readonly optionalFor?: string | undefined;
  readonly default?: unknown;
  /** The default in words, where it is no fixed value. */
  readonly defaultText?: string | undefined;
  readonly examples?: readonly unknown[] | undefined;
  /** Metadata fields that it decides, with the API versions that have them. */
  readonly becomes: readonly { readonly field: string; readonly versions: string }[];
}

const NAME = '<name>';

/** Gives what an entry of a list or map is, and the value itself of anything else. */
function inner(shape: Shape): Shape {
  if (shape.kind === 'list') return inner(shape.item);
  return shape.kind === 'one-or-list' ? inner(shape.of) : shape;
}

const PLAIN_KINDS: Readonly<Partial<Record<Shape['kind'], string>>> = {
  'variable-name': 'name of an environment variable',
  'late-text': 'text',
  secret: '${env:NAME}',
  'whole-number': 'whole number',
  'true-or-text': 'true or text',
  'metadata-fields': 'fields by metadata type',
  'metadata-field': 'value of a metadata field',
};

function kindOf(shape: Shape): string {
  switch (shape.kind) {
    case 'list':
      return `list of ${kindOf(shape.item)}`;
    case 'one-or-list':
      return `${kindOf(shape.of)}, or a list of these`;
    case 'map':
      return `map of ${kindOf(shape.value)}`;
    case 'overlay':
      return `${kindOf(shape.of)}, or null`;
    case 'group':
      return 'keys';
    case 'choice':
      return 'word';
    case 'text':
    case 'scope':
    case 'variable-name':
    case 'late-text':
    case 'secret':
    case 'boolean':
    case 'whole-number':
    case 'true-or-text':
    case 'metadata-fields':
    case 'metadata-field':
      return PLAIN_KINDS[shape.kind] ?? shape.kind;
  }
}

function becoming({ type, field }: FieldOfKey): { readonly field: string; readonly versions: string } {
  const row = findField(type, field);
  const versions = row === undefined ? '' : spellVersions(fieldVersions(type, row));
  return { field: `${findType(type)?.root ?? type}.${field}`, versions };
}

/** Gives the text of a row, which stands in docs/config.md as well, with the names of the pages that its links lead to. */
function withPagesNamed(text: string): string {
  return text
    .replace(
      /\[([^\]]+)\]\(([^)#]*)[^)]*\)/g,
      (_, words: string, page: string) => `${words} (docs/${page || 'config.md'})`,
    )
    .replace('See below.', 'See docs/config.md.');
}

function referenceOf(path: readonly string[], row: KeyRow): KeyReference {
  const word = inner(row.shape);
  return {
    key: path.join('.'),
    kind: kindOf(row.shape),
    values: word.kind === 'choice' ? word.of : undefined,
    text: row.text,
    rules: row.rules === undefined ? undefined : withPagesNamed(row.rules),
    required: row.required === true,
    optionalFor: row.optionalFor,
    default: row.default,
    defaultText: row.defaultText,
    examples: row.examples,
    becomes: (row.becomes ?? []).map(becoming),
  };
}

/** What an environment says of apps has the keys of apps, which are told once. */
function below(path: readonly string[], shape: Shape): readonly KeyReference[] {
  const value = inner(shape);
  if (value.kind === 'map') return below([...path, NAME], value.value);
  return value.kind === 'group' ? keysOf(path, value) : [];
}

function keysOf(path: readonly string[], { keys }: Group): readonly KeyReference[] {
  return Object.entries(keys).flatMap(([key, row]) => [
    referenceOf([...path, key], row),
    ...below([...path, key], row.shape),
  ]);
}

/** Gives every key of the config, each group followed by its keys. */
function keyReference(): readonly KeyReference[] {
  return keysOf([], CONFIG);
}

/** Short words for what the config calls by names of its own. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  app: ['apps', NAME],
  environment: ['environments', NAME],
};

/** Takes a path apart at its dots; positions in lists say nothing of the key. */
function stepsOf(path: string): readonly string[] {
  const [first = '', ...rest] = path.replace(/\[\d+\]/g, '').split('.');
  const short = Object.hasOwn(SHORT, first) ? SHORT[first] : undefined;
  return [...(short ?? [first]), ...rest];
}

/** Tells whether steps are the end of a path; any word stands for a name that the config chooses. */
function fits(steps: readonly string[], path: readonly string[]): boolean {
  const end = path.slice(-steps.length);
  return end.length === steps.length && end.every((step, index) => step === NAME || step === steps[index]);
}

/**
 * Finds keys by their path (`apps.Billing_Sync.scopes`, `app.tokenFormat`) or by the end of one (`tokenFormat`), each with the
 * keys directly below it. `config` is the top, `app` and `environment` are all keys of one.
 */
export function findKeys(path: string): readonly KeyReference[] {
  const all = keyReference().map((one) => ({ one, steps: one.key.split('.') }));
  const steps = path === 'config' ? [] : stepsOf(path);
  const isWhole = path === 'config' || Object.hasOwn(SHORT, path);
  const heads = isWhole ? [steps] : all.filter((each) => fits(steps, each.steps)).map((each) => each.steps);
  const isAt = (own: readonly string[], head: readonly string[]): boolean =>
    head.every((step, index) => step === own[index]) &&
    own.slice(head.length).filter((step) => step !== NAME).length <= 1;
  return all.filter((each) => heads.some((head) => isAt(each.steps, head))).map(({ one }) => one);
}

/** Names of all keys, each once. */
export function keyNames(): readonly string[] {
  return [...new Set(keyReference().map(({ key }) => key.split('.').at(-1) ?? key))];
}
