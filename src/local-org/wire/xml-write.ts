/** What {@link writeXml} can write: text, numbers and switches, nested elements, and lists as repeated elements. */
export type XmlContent =
  string | number | boolean | undefined | readonly XmlContent[] | { readonly [name: string]: XmlContent };

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Escapes character data. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/**
 * Writes elements for the members of an object; `undefined` members are left out.
 *
 * @param indent - Indentation of the outermost elements; `undefined` writes everything on one line.
 */
export function writeXml(content: Readonly<Record<string, XmlContent>>, indent?: string): string {
  return Object.entries(content)
    .map(([name, value]) => writeElement(name, value, indent))
    .join('');
}

function writeElement(name: string, value: XmlContent, indent: string | undefined): string {
  if (value === undefined) return '';
  if (isList(value)) return value.map((item) => writeElement(name, item, indent)).join('');
  const lead = indent ?? '';
  const newline = indent === undefined ? '' : '\n';
  if (typeof value !== 'object') return `${lead}<${name}>${escapeXml(String(value))}</${name}>${newline}`;
  const inner = writeXml(value, indent === undefined ? undefined : `${indent}    `);
  return inner === '' ? `${lead}<${name}/>${newline}` : `${lead}<${name}>${newline}${inner}${lead}</${name}>${newline}`;
}

function isList(value: XmlContent): value is readonly XmlContent[] {
  return Array.isArray(value);
}
