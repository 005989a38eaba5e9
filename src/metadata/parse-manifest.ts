import { readDocument, type SyntaxProblem } from './document.js';

/** One `types` of a manifest. */
export interface ManifestTypes {
  /** Metadata type. */
  readonly name: string;
  /** Full names, or `*`. */
  readonly members: readonly string[];
}

/** What a package.xml holds. */
export interface Manifest {
  readonly types: readonly ManifestTypes[];
  /** API version, such as `66.0`. */
  readonly version: string | undefined;
  /** Why the text is no manifest. */
  readonly problems: readonly SyntaxProblem[];
}

/** Reads a package.xml. */
export function parseManifest(xml: string): Manifest {
  const { root, problem } = readDocument(xml);
  if (root === undefined) return { types: [], version: undefined, problems: [problem] };
  if (root.name !== 'Package') {
    const message = `The root element is ${root.name}, and a manifest has Package.`;
    return { types: [], version: undefined, problems: [{ message, line: 1, column: 1 }] };
  }
  const texts = (parent: typeof root, name: string): string[] =>
    parent.children.filter((child) => child.name === name).map((child) => child.text.trim());
  const types = root.children
    .filter((child) => child.name === 'types')
    .map((child) => ({ name: texts(child, 'name')[0] ?? '', members: texts(child, 'members') }));
  return { types, version: texts(root, 'version')[0], problems: [] };
}

/** Tells whether two manifests name the same members by the same API version. */
export function sameManifest(a: Manifest, b: Manifest): boolean {
  const spelled = ({ types, version, problems }: Manifest): string => {
    const members = types.flatMap(({ name, members: names }) => names.map((member) => `${name}:${member}`));
    return JSON.stringify([[...new Set(members)].sort(), version, problems.length]);
  };
  return spelled(a) === spelled(b);
}
