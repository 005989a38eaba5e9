import { Document, isScalar, visit } from 'yaml';
import type { PlainMap } from '../plain-data.js';

/** How a config file is written. A script is edited by nobody but its author. */
export type ConfigFormat = 'yaml' | 'json' | 'script';

/** Name of the schema in the private folder. */
export const SCHEMA_FILE = 'eca-config.schema.json';

/** Where editors find the schema of a config: beside it, where `eca init` and `eca import` write it. */
export const SCHEMA_PATH = `./.eca/${SCHEMA_FILE}`;

const HEAD = ` yaml-language-server: $schema=${SCHEMA_PATH}`;
const ABOUT = [
  ' Written by `eca import`. `eca plan` compares it with an org, `eca deploy` brings an org in line with it.',
  ' Only the keys that stand here are managed; docs/config.md lists the others.',
].join('\n');

const SCRIPT_HEAD = "import { defineConfig } from 'eca-as-code';\n\n";

/** Most characters of a list that stands on one line. */
const SHORT = 80;

/** Puts short lists of single values on one line, as people write them. */
function shortLists(root: Document): void {
  visit(root, {
    Seq(_, list) {
      const texts = list.items.map((item) => (isScalar(item) ? String(item.value) : undefined));
      const isShort = texts.every((text) => text !== undefined && !text.includes('\n'));
      if (isShort && texts.join(', ').length <= SHORT) list.flow = true;
    },
  });
}

/** Gives YAML of a value, in block style, without an end of line. */
export function yamlText(value: unknown, indent = 2): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  shortLists(document);
  return document.toString({ indent, lineWidth: 0, flowCollectionPadding: false }).replace(/\n$/, '');
}

/** Gives YAML of a value on one line, which is right inside a list or map on one line, too. */
export function yamlInline(value: unknown): string {
  const document = new Document([value], { aliasDuplicateObjects: false });
  visit(document, {
    Collection(_, collection) {
      collection.flow = true;
    },
  });
  const line = document.toString({ lineWidth: 0, blockQuote: false, flowCollectionPadding: false }).trim();
  // What the library puts on several lines, JSON says on one, and YAML takes JSON.
  return line.includes('\n') ? JSON.stringify(value) : line.slice(1, -1);
}

/** Gives the text of a new config, as a person would begin it. */
export function newConfigText(written: PlainMap, format: ConfigFormat): string {
  if (format === 'script') return `${SCRIPT_HEAD}export default defineConfig(${JSON.stringify(written, null, 2)});\n`;
  if (format === 'json') return `${JSON.stringify({ $schema: SCHEMA_PATH, ...written }, null, 2)}\n`;
  return `#${HEAD}\n${ABOUT.replace(/^/gm, '#')}\n\n${yamlText(written)}\n`;
}
