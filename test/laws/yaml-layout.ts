import fc from 'fast-check';
import { xmlText } from './texts.js';

/** How a text in YAML is laid out, beside what it says. */
export interface Layout {
  readonly step: number;
  readonly lineEnd: string;
  readonly bom: boolean;
  /** False ends the text in its last line. */
  readonly ended: boolean;
  /** Random numbers that the writer takes one after another, to decide how each place looks. */
  readonly dice: readonly number[];
}

export const layouts: fc.Arbitrary<Layout> = fc.record({
  step: fc.constantFrom(2, 4, 3, 1),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  bom: fc.boolean(),
  ended: fc.boolean(),
  dice: fc.array(fc.nat(99), { minLength: 40, maxLength: 40 }),
});

/** Throws the dice of a layout. */
class Dice {
  #next = 0;
  constructor(private readonly numbers: readonly number[]) {}
  /** Tells whether something happens that does so in so many of a hundred cases. */
  happens(percent: number): boolean {
    const number = this.numbers[this.#next % this.numbers.length] ?? 0;
    this.#next += 1;
    return (number + this.#next * 37) % 100 < percent;
  }
}

type Map = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Writes values in a layout, each line as it might stand in somebody's file. */
class Writer {
  readonly lines: string[] = [];
  readonly #dice: Dice;
  #comments = 0;

  constructor(private readonly layout: Layout) {
    this.#dice = new Dice(layout.dice);
  }

  comment(indent: string): void {
    if (this.#dice.happens(12)) this.lines.push('');
    if (!this.#dice.happens(20)) return;
    this.#comments += 1;
    this.lines.push(`${this.#dice.happens(70) ? indent : ''}#\tnote ${this.#comments}: "quoted" {braces}\t`);
  }

  #tail(): string {
    this.#comments += 1;
    return this.#dice.happens(15) ? ` #\tbehind ${this.#comments}` : '';
  }

  #key(key: string): string {
    return this.#dice.happens(12) ? JSON.stringify(key) : this.#dice.happens(6) ? `'${key}'` : key;
  }

  #scalar(value: unknown): string {
    if (typeof value !== 'string') return JSON.stringify(value);
    const isPlain = /^[A-Za-z][A-Za-z ./@-]*[A-Za-z]$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value);
    if (isPlain && this.#dice.happens(60)) return value;

    const isSingle = !/[\u0000-\u001f\u007f-\uffff]/.test(value) && this.#dice.happens(40);
    return isSingle
      ? `'${value.replaceAll("'", "''")}'`
      : JSON.stringify(value).replace(/[\u007f-\uffff]/g, escapeUnit);
  }

  #inline(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map((item) => this.#inline(item)).join(', ')}]`;
    if (!isMap(value)) return this.#scalar(value);
    const entries = Object.entries(value).map(([key, inner]) => `${this.#key(key)}: ${this.#inline(inner)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }

  /** Writes a map with braces over lines. */
  #spread(key: string, value: Map, indent: string): void {
    const inner = indent + ' '.repeat(this.layout.step);
    this.lines.push(`${indent}${this.#key(key)}: {`);
    for (const [name, each] of Object.entries(value))
      this.lines.push(`${inner}${this.#key(name)}: ${this.#inline(each)},`);
    this.lines.push(`${inner}}`);
  }

  #list(key: string, value: readonly unknown[], indent: string): void {
    this.lines.push(`${indent}${this.#key(key)}:${this.#tail()}`);
    const inner = this.#dice.happens(30) ? indent : indent + ' '.repeat(this.layout.step);
    for (const item of value) this.lines.push(`${inner}- ${this.#inline(item)}${this.#tail()}`);
  }

  map(value: Map, indent: string): void {
    for (const [key, inner] of Object.entries(value)) {
      this.comment(indent);
      this.#entry(key, inner, indent);
    }
  }

  #entry(key: string, value: unknown, indent: string): void {
    if (Array.isArray(value) && value.length > 0 && this.#dice.happens(60)) {
      this.#list(key, value, indent);
      return;
    }
    const isFull = isMap(value) && Object.keys(value).length > 0;
    if (isFull && this.#dice.happens(5)) {
      this.#spread(key, value, indent);
      return;
    }
    if (isFull && !this.#dice.happens(12)) {
      this.lines.push(`${indent}${this.#key(key)}:${this.#tail()}`);
      this.map(value, indent + ' '.repeat(this.layout.step));
      return;
    }
    if (typeof value === 'string' && /^[a-z]+( [a-z]+)*$/i.test(value) && this.#dice.happens(8)) {
      this.lines.push(`${indent}${this.#key(key)}: >-`, `${indent}  ${value}`);
      return undefined;
    }
    this.lines.push(`${indent}${this.#key(key)}: ${this.#inline(value)}${this.#tail()}`);
    return undefined;
  }
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Writes a config in a layout; what it says does not change. */
export function written(value: Map, layout: Layout): string {
  const writer = new Writer(layout);
  writer.map(value, '');
  writer.comment('');
  const text = writer.lines.join(layout.lineEnd) + (layout.ended ? layout.lineEnd : '');
  return (layout.bom ? '\u{FEFF}' : '') + text;
}

const word = fc.constantFrom('Billing Sync', 'a note', 'https://acme.example/x', 'x y z');
const leaf = fc.oneof({ weight: 3, arbitrary: word }, xmlText, fc.boolean(), fc.integer({ min: 0, max: 99 }));
const list = fc.array(fc.oneof(word, xmlText), { maxLength: 3 });
const keysOf = (keys: readonly string[], value: fc.Arbitrary<unknown>) =>
  fc.subarray([...keys]).chain((chosen) => fc.record(Object.fromEntries(chosen.map((key) => [key, value] as const))));

/** An app as plain data: what it says is not judged here, only how it is written. */
export const apps = fc.record(
  {
    label: leaf,
    description: leaf,
    scopes: list,
    callbackUrls: list,
    fields: keysOf(['TypeA', 'TypeB'], keysOf(['one', 'two', 'three'], leaf)),
    names: keysOf(['TypeA', 'TypeB'], word),
  },
  { requiredKeys: ['label'] },
);

/** A config as plain data. */
export const configs = fc.record(
  {
    apiVersion: fc.constant('66.0'),
    settings: keysOf(['enableClientSecretInRestApiAccess'], fc.boolean()),
    apps: fc
      .subarray(['Billing_Sync', 'Ledger_Export', 'Reader'], { minLength: 1 })
      .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, apps] as const)))),
    environments: fc.constantFrom({}, { uat: { targetOrg: 'acme-uat' } }, { uat: { apps: {} }, dev: {} }),
  },
  { requiredKeys: ['apps'] },
);
