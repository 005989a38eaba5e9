import type { MetadataType } from '../metadata/types.js';
import { METADATA_TYPES, metadataPath, metadataType } from '../metadata/types.js';
import type { ComponentMessage } from '../state/deploy-job.js';
import type { Manifest, ManifestTypes } from '../metadata/manifest.js';
import { readManifest } from '../metadata/manifest.js';
import { XmlSyntaxError } from '../wire/xml-read.js';
import { own } from '../wire/own.js';

/** A component to save or to delete. */
export interface PackageMember {
  readonly type: MetadataType;
  readonly fullName: string;
  /** Path in the zip, below its root folder. */
  readonly path: string;
  /** Content of the file; absent for deletions. */
  readonly source?: string;
}

/** What a deploy zip asks for. */
export interface DeployPackage {
  readonly version: number;
  readonly deleteBefore: readonly PackageMember[];
  readonly save: readonly PackageMember[];
  readonly deleteAfter: readonly PackageMember[];
  readonly problems: readonly ComponentMessage[];
}

/** Makes the message of a component that failed. */
export function failure(
  member: { type: string; fullName: string; path: string },
  problem: string,
  place: { line?: number | undefined; column?: number | undefined; warning?: boolean } = {},
): ComponentMessage {
  return {
    componentType: member.type,
    fullName: member.fullName,
    fileName: member.path,
    success: false,
    created: false,
    changed: false,
    deleted: false,
    problem,
    problemType: place.warning === true ? 'Warning' : 'Error',
    lineNumber: place.line,
    columnNumber: place.column,
  };
}

/** What the org does where sources differ. */
export interface PackageChoices {
  /** What a file is that package.xml does not name. */
  readonly strayFiles: 'error' | 'warning';
  /** Whether `X.eca-meta.xml` counts as `X.eca`. */
  readonly metaXmlNames: boolean;
}

/** Reads the files of a deploy zip: manifests, members, and what does not fit together. */
export function readPackage(
  zipFiles: Readonly<Record<string, string>>,
  newestVersion: number,
  { strayFiles, metaXmlNames }: PackageChoices,
): DeployPackage {
  const files = metaXmlNames ? withoutMetaXml(belowRoot(zipFiles)) : belowRoot(zipFiles);
  const problems: ComponentMessage[] = [];
  const manifests = readManifests(files, problems);
  const manifest = manifests.get('package.xml');
  const version = manifest?.version ?? newestVersion;
  if (manifest === undefined && problems.length === 0)
    problems.push(manifestFailure('package.xml', 'No package.xml found'));
  if (version > newestVersion) {
    problems.push(manifestFailure('package.xml', `Invalid version specified: ${version.toFixed(1)}`));
  }
  const reading: Reading = { files, version, problems };
  const save = (manifest?.types ?? []).flatMap((types) => membersToSave(reading, types));
  problems.push(...strays(files, save, problems, strayFiles));
  const deletions = (name: string): PackageMember[] =>
    (manifests.get(name)?.types ?? []).flatMap((types) => membersToDelete(reading, name, types));
  return {
    version,
    deleteBefore: [...deletions('destructiveChanges.xml'), ...deletions('destructiveChangesPre.xml')],
    save: save.sort((left, right) => left.type.rank - right.type.rank),
    deleteAfter: deletions('destructiveChangesPost.xml'),
    problems,
  };
}

const MANIFESTS = ['package.xml', 'destructiveChanges.xml', 'destructiveChangesPre.xml', 'destructiveChangesPost.xml'];

function manifestFailure(
  name: string,
  problem: string,
  place: { line?: number; column?: number } = {},
): ComponentMessage {
  return failure({ type: '', fullName: name, path: name }, problem, place);
}

function readManifests(files: Readonly<Record<string, string>>, problems: ComponentMessage[]): Map<string, Manifest> {
  const manifests = new Map<string, Manifest>();
  for (const name of MANIFESTS) {
    const source = own(files, name);
    if (source === undefined) continue;
    try {
      manifests.set(name, readManifest(source));
    } catch (error) {
      if (!(error instanceof XmlSyntaxError)) throw error;
      problems.push(manifestFailure(name, `Error parsing file: ${error.message}`, error));
    }
  }
  return manifests;
}

/** Files below the folder that holds package.xml: the root, or one top folder. [C] */
function belowRoot(files: Readonly<Record<string, string>>): Record<string, string> {
  const manifest = Object.keys(files).find((path) => /^([^/]+\/)?package\.xml$/.test(path)) ?? 'package.xml';
  const prefix = manifest.slice(0, -'package.xml'.length);
  const inside = Object.entries(files).filter(([path]) => path.startsWith(prefix));
  return Object.fromEntries(inside.map(([path, source]) => [path.slice(prefix.length), source]));
}

function withoutMetaXml(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, source]) => [path.replace(/-meta\.xml$/, ''), source]));
}

interface Reading {
  readonly files: Readonly<Record<string, string>>;
  readonly version: number;
  readonly problems: ComponentMessage[];
}

function knownType({ version, problems }: Reading, manifest: string, name: string): MetadataType | undefined {
  const type = metadataType(name, version);
  if (type === undefined) {
    const problem = `Unknown type name '${name}' specified in ${manifest}`;
    problems.push(manifestFailure(manifest, problem));
  }
  return type;
}

function membersToSave(reading: Reading, types: ManifestTypes): PackageMember[] {
  const type = knownType(reading, 'package.xml', types.name);
  if (type === undefined) return [];
  const found: PackageMember[] = [];
  const names = new Set(
    types.members.flatMap((member) => (member === '*' ? namesInZip(reading.files, type) : [member])),
  );
  for (const fullName of names) {
    const path = metadataPath(type, fullName);
    const source = own(reading.files, path);
    if (source !== undefined) {
      found.push({ type, fullName, path, source });
      continue;
    }
    // [C] the wording, also when folder or suffix are not the expected ones
    const problem = `An object '${fullName}' of type ${type.name} was named in package.xml, but was not found in zipped directory`;
    reading.problems.push(manifestFailure('package.xml', problem));
  }
  return found;
}

function membersToDelete(reading: Reading, manifest: string, types: ManifestTypes): PackageMember[] {
  const type = knownType(reading, manifest, types.name);
  if (type === undefined) return [];
  return types.members.map((fullName) => ({ type, fullName, path: metadataPath(type, fullName) }));
}

function namesInZip(files: Readonly<Record<string, string>>, type: MetadataType): string[] {
  const [start, end] = [`${type.folder}/`, `.${type.suffix}`];
  return Object.keys(files)
    .filter((path) => path.startsWith(start) && path.endsWith(end))
    .map((path) => path.slice(start.length, -end.length));
}

/** Files of metadata folders that package.xml does not name. */
function strays(
  files: Readonly<Record<string, string>>,
  save: readonly PackageMember[],
  problems: readonly ComponentMessage[],
  severity: 'error' | 'warning',
): ComponentMessage[] {
  const named = new Set(save.map((member) => member.path));
  if (problems.some((problem) => problem.problem?.startsWith('Unknown type name'))) return [];
  return Object.keys(files)
    .filter(
      (path) =>
        path.includes('/') && !named.has(path) && METADATA_TYPES.some((type) => path.startsWith(`${type.folder}/`)),
    )
    .map((path) => {
      const fullName = path.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
      const message = failure({ type: '', fullName, path }, 'Not in package.xml', { warning: severity === 'warning' });
      return severity === 'warning' ? { ...message, success: true } : message;
    });
}
