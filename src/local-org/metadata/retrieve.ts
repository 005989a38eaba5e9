import JSZip from 'jszip';
import type { Context } from '../state/context.js';
import { fieldsToRetrieve, fileProperties, listComponents, manifestProperties } from './listing.js';
import { METADATA_NAMESPACE } from './read.js';
import { metadataPath, metadataType, rootOf } from './types.js';
import { writeMetadataFile } from './write.js';
import type { StoredComponent } from '../state/components.js';
import type { ManifestTypes } from './manifest.js';
import type { XmlContent } from '../wire/xml-write.js';
import { writeXml } from '../wire/xml-write.js';

/** A retrieve on its way. */
export interface RetrieveRequest {
  readonly types: readonly ManifestTypes[];
  readonly version: number;
  readonly userId: string;
  /** Puts the files at the root of the zip instead of below `unpackaged/`. [C] */
  readonly singlePackage: boolean;
}

const KEPT = 200;
const pending = new WeakMap<Context, Map<string, RetrieveRequest>>();

/** Takes a retrieve; gives its id. */
export function startRetrieve(context: Context, request: RetrieveRequest): string {
  const requests = pending.get(context) ?? new Map<string, RetrieveRequest>();
  pending.set(context, requests);
  const id = context.nextId('09S');
  requests.set(id, request);
  const [oldest] = requests.keys();
  if (requests.size > KEPT && oldest !== undefined) requests.delete(oldest);
  return id;
}

/** Answers the status of a retrieve, with the zip; `undefined` for an unknown id. */
export async function checkRetrieve(context: Context, id: string): Promise<Record<string, XmlContent> | undefined> {
  const request = pending.get(context)?.get(id);
  if (request === undefined) return undefined;
  const { found, messages } = select(context, request);
  const folder = request.singlePackage ? '' : 'unpackaged/';
  const zip = new JSZip();
  const members = new Map<string, string[]>();
  for (const component of found) {
    const type = metadataType(component.type);
    if (type === undefined) continue;
    const fields = fieldsToRetrieve(context, component, request.version, request.userId);
    zip.file(
      folder + metadataPath(type, component.fullName),
      writeMetadataFile(rootOf(type, component.fullName), fields, request.version),
    );
    members.set(type.name, [...(members.get(type.name) ?? []), component.fullName]);
  }
  zip.file(`${folder}package.xml`, packageXml(members, request.version));
  return {
    done: true,
    fileProperties: [
      ...found.map((component) => fileProperties(context, component, folder)),
      manifestProperties(context, request.userId, folder),
    ],
    id,
    messages,
    status: 'Succeeded',
    success: true,
    zipFile: await zip.generateAsync({ type: 'base64', compression: 'DEFLATE' }),
  };
}

interface Selection {
  readonly found: readonly StoredComponent[];
  readonly messages: readonly XmlContent[];
}

function select(context: Context, request: RetrieveRequest): Selection {
  const found: StoredComponent[] = [];
  const messages: XmlContent[] = [];
  const complain = (problem: string): void =>
    void messages.push({ fileName: `${request.singlePackage ? '' : 'unpackaged/'}package.xml`, problem });
  for (const { name, members } of request.types) {
    const type = metadataType(name, request.version);
    if (type === undefined) {
      complain(`Entity type: '${name}' is unknown`);
      continue;
    }
    const all = listComponents(context, type);
    if (members.includes('*')) found.push(...all);
    else {
      for (const member of new Set(members)) {
        const component = all.find((candidate) => candidate.fullName === member);
        if (component === undefined) complain(`Entity of type '${name}' named '${member}' cannot be found`);
        else found.push(component);
      }
    }
  }
  return { found, messages };
}

function packageXml(members: ReadonlyMap<string, readonly string[]>, version: number): string {
  const types = [...members].sort(([left], [right]) => (left < right ? -1 : 1));
  const body = writeXml(
    { types: types.map(([name, names]) => ({ members: [...names].sort(), name })), version: `${version}.0` },
    '    ',
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="${METADATA_NAMESPACE}">\n${body}</Package>\n`;
}
