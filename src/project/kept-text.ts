import type { MetadataComponent } from '../metadata/component.js';
import { readDocument } from '../metadata/document.js';
import { parse } from '../metadata/parse.js';
import { render } from '../metadata/render.js';
import { openPlaces, type SourceToken } from '../metadata/review/tokens.js';
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
  const open = tokens.length === 0 ? new Set<string>() : new Set(openPlaces(root, previous, tokens).fields.keys());
  if (saysTheSame(found, parse(type, fullName, render(wanted)).component ?? wanted, open)) return previous;
  const kept = Object.entries(found.component.fields).filter(
    ([field]) => open.has(field) && wanted.fields[field] !== undefined,
  );
  return render({ ...wanted, fields: { ...wanted.fields, ...Object.fromEntries(kept) } });
}
