import { MANIFEST_TEMPLATE } from './templates.js';
import { escapeText } from './xml.js';

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

/** Renders the package.xml of components: types by name, members by name, each once. */
export function renderManifest(
  components: readonly { readonly type: string; readonly fullName: string }[],
  apiVersion: string,
): string {
  const byType = Map.groupBy(components, (component) => component.type);
  const types = sorted(byType.keys()).map((name) => ({
    name: escapeText(name),
    members: sorted((byType.get(name) ?? []).map((component) => component.fullName)).map(escapeText),
  }));
  return MANIFEST_TEMPLATE({ types, version: escapeText(apiVersion) });
}
