import type { XmlElement } from '../wire/xml-read.js';
import { XmlSyntaxError, childText, childTexts, readXml } from '../wire/xml-read.js';

/** Members of one type in a manifest. */
export interface ManifestTypes {
  readonly name: string;
  readonly members: readonly string[];
}

/** A package.xml or destructiveChanges.xml. */
export interface Manifest {
  /** API version; `undefined` when the file does not say. */
  readonly version: number | undefined;
  readonly types: readonly ManifestTypes[];
}

/**
 * Reads a manifest.
 *
 * @throws XmlSyntaxError when it is not well-formed or no Package.
 */
export function readManifest(source: string): Manifest {
  const root = readXml(source);
  if (root.name !== 'Package') {
    throw new XmlSyntaxError(
      `Element {${root.namespace}}${root.name} invalid at this location, expected Package`,
      source,
      root.offset,
    );
  }
  return manifestOf(root);
}

/** Reads `types` and `version` below an element, as in package.xml and in a retrieve request. */
export function manifestOf(element: XmlElement): Manifest {
  const version = Number.parseInt(childText(element, 'version') ?? '', 10);
  return {
    version: Number.isNaN(version) ? undefined : version,
    types: element.children
      .filter((candidate) => candidate.name === 'types')
      .map((types) => ({ name: childText(types, 'name') ?? '', members: childTexts(types, 'members') })),
  };
}
