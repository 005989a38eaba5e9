import type { MetadataComponent } from '../metadata/component.js';
import { readDocument } from '../metadata/document.js';
import { parse } from '../metadata/parse.js';
import { render } from '../metadata/render.js';
import { betweenTexts, openPlaces, type OpenPlaces, type SourceToken } from '../metadata/review/tokens.js';
import { saysTheSame } from '../metadata/same-component.js';

/**
 * Gives the text to keep or to write where another one lies: that one, when it says the same; else a new one with the
 * tokens of the old one. Undefined when nothing of it is to be kept.
 */
export function keptText(
  previous: string,
  wanted: MetadataComponent,
  tokens: readonly SourceToken[],
): string | undefined {
  const { type, fullName } = wanted;
  const found = parse(type, fullName, previous);
  const { root } = readDocument(previous);
  if (found.component === undefined || root === undefined) return undefined;
  const { fields, between } = tokens.length === 0 ? NO_PLACES : openPlaces(root, previous, tokens);
  const open = new Set(fields.keys());
  const plain = parse(type, fullName, render(wanted)).component ?? wanted;
  // A text between the elements becomes any of those that the file lacks.
  const brought = between === undefined ? [] : lackingIn(found.component, plain);
  const own = { ...plain, fields: without(plain.fields, brought) };
  if (saysTheSame(found, own, open)) return previous;
  const kept = Object.entries(found.component.fields).filter(
    ([field]) => open.has(field) && wanted.fields[field] !== undefined,
  );
  const text = render({ ...wanted, fields: { ...without(wanted.fields, brought), ...Object.fromEntries(kept) } });
  return between === undefined ? text : withBetween(text, betweenTexts(root, previous, tokens));
}

const NO_PLACES: OpenPlaces = { fields: new Map(), between: undefined };

const lackingIn = (found: MetadataComponent, wanted: MetadataComponent): readonly string[] =>
  Object.keys(wanted.fields).filter((field) => found.fields[field] === undefined);

const without = (fields: MetadataComponent['fields'], names: readonly string[]): MetadataComponent['fields'] =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => !names.includes(field)));

/** Puts texts that stood between the elements of a file, such as comments, before the end of a new one. */
function withBetween(text: string, between: readonly string[]): string {
  const end = text.lastIndexOf('</');
  return `${text.slice(0, end)}${between.map((each) => `    ${each}\n`).join('')}${text.slice(end)}`;
}
