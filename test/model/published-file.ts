import { SaxesParser } from 'saxes';
import { publishedEnums, publishedTypes } from '../unit/metadata/published-schema.js';

/** One element of a file, read by a parser that is not ours. */
interface Element {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

/** Reads XML strictly, by the rules of namespaces too. */
function readStrictly(xml: string): Element {
  const parser = new SaxesParser({ xmlns: true });
  const root: Element = { name: '', children: [], text: '' };
  const open = [root];
  parser.on('opentag', ({ local, uri }) => {
    if (uri !== 'http://soap.sforce.com/2006/04/metadata') throw new Error(`${local} has the namespace "${uri}"`);
    const element: Element = { name: local, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', (text) => {
    const inside = open.at(-1);
    if (inside !== undefined) inside.text += text;
  });
  parser.write(xml).close();
  const [first] = root.children;
  if (first === undefined) throw new Error('The file holds no element.');
  return first;
}

/** The published schema of one API version. */
interface Schema {
  readonly types: ReturnType<typeof publishedTypes>;
  readonly enums: ReturnType<typeof publishedEnums>;
}

function leafProblems({ name, text, children }: Element, kind: string, { enums }: Schema): readonly string[] {
  if (children.length > 0) return [`${name} holds elements`];
  const values = enums[kind];
  const isRight =
    kind === 'string' ||
    (kind === 'boolean' && /^(true|false)$/.test(text)) ||
    (kind === 'int' && /^-?\d+$/.test(text) && Math.abs(Number(text)) < 2 ** 31) ||
    values?.includes(text) === true;
  return isRight ? [] : [`${name} is "${text}", which is no ${kind}`];
}

function groupProblems(element: Element, type: string, schema: Schema): readonly string[] {
  const fields = schema.types[type];
  if (fields === undefined) return [`there is no type ${type}`];
  const names = element.children.map(({ name }) => name);
  const isOrdered = names.every((name, index) => index === 0 || (names[index - 1] ?? '') <= name);
  const counted = Object.entries(fields).flatMap(([name, cardinality]) => {
    const count = names.filter((each) => each === name).length;
    const [, least = '0', most = '1'] = /(\d)\.\.(.)$/.exec(cardinality) ?? [];
    if (count < Number(least)) return [`${type} lacks ${name}`];
    return most === '1' && count > 1 ? [`${type} has ${name} ${count} times`] : [];
  });
  const inside = element.children.flatMap((child) => {
    const kind = fields[child.name]?.split(' ')[0];
    if (kind === undefined) return [`${type} has no field ${child.name}`];
    return schema.types[kind] === undefined
      ? leafProblems(child, kind, schema)
      : groupProblems(child, kind, schema).map((problem) => `${child.name}: ${problem}`);
  });
  return [...(isOrdered ? [] : [`the elements of ${type} are out of order`]), ...counted, ...inside];
}

/** Finds what the published schema of an API version has against a file. */
export function publishedProblems(xml: string, root: string, version: number): readonly string[] {
  const element = readStrictly(xml);
  if (element.name !== root) return [`the root element is ${element.name}, not ${root}`];
  return groupProblems(element, root, { types: publishedTypes(version), enums: publishedEnums(version) });
}

/** Gives every text of a file, by the path of its element, as a strict parser reads it. */
export function leavesOf(xml: string): readonly (readonly [string, string])[] {
  const walk = (element: Element, path: string): (readonly [string, string])[] =>
    element.children.length === 0
      ? [[path, element.text]]
      : element.children.flatMap((child) => walk(child, `${path}/${child.name}`));
  return walk(readStrictly(xml), '');
}
