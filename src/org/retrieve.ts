import { sentence } from '../problem.js';
import './environment.js';
import { Readable } from 'node:stream';
import type { Connection } from '@salesforce/core';
import { ComponentSet, MetadataApiRetrieve } from '@salesforce/source-deploy-retrieve';
import JSZip from 'jszip';
import { EcaError } from '../errors.js';
import type { MemberSelection, PackageFile } from './org.js';
import type { Bounds } from '../work.js';
import { poll } from './poll.js';
import { DamagedAnswerError } from './transport.js';

/** Retrieves components through SDR and unpacks them in memory: what comes back may hold what must not reach a disk. */
export async function retrieveFiles(
  connection: Connection,
  selection: readonly MemberSelection[],
  wait: Bounds,
): Promise<readonly PackageFile[]> {
  const members = selection.flatMap(({ type, members }) => members.map((fullName) => ({ type, fullName })));
  const components = new ComponentSet(members);
  components.sourceApiVersion = connection.getApiVersion();
  const operation = new MetadataApiRetrieve({
    usernameOrConnection: connection,
    components,
    output: '',
    suppressEvents: true,
  });
  await operation.start();
  const result = await poll(async () => {
    const status = await operation.checkStatus();
    return status.done ? status : undefined;
  }, wait);
  if (result === undefined)
    throw retrieveFailure('it did not finish in time', 'Raise --wait, or try again when the org is less busy.');
  if (!result.success) {
    throw retrieveFailure(
      result.status,
      'Check that the session may use the Metadata API (permission "Modify Metadata Through Metadata API Functions").',
    );
  }
  // Without the zip nothing is known of the org, and nothing must look as if it were missing there.
  if (typeof result.zipFile !== 'string') throw new DamagedAnswerError('the answer to the retrieve has no zip');
  return unzip(result.zipFile);
}

function retrieveFailure(why: string, action: string): EcaError {
  return new EcaError({
    name: 'OrgRequestFailedError',
    message: `The org did not retrieve the components: ${sentence(why)}`,
    actions: [action],
  });
}

/** Longest text of all components together: an org's own limit for a retrieve is 400 MB, and apps are small. */
const LIMIT_BYTES = 256 * 1024 * 1024;

async function unzip(base64: string): Promise<readonly PackageFile[]> {
  const zip = await JSZip.loadAsync(base64, { base64: true }).catch((error: unknown) => {
    throw new DamagedAnswerError('what the retrieve brought is no zip', { cause: error });
  });
  const entries = Object.values(zip.files).filter(({ dir, name }) => !dir && !name.endsWith('package.xml'));
  const files: PackageFile[] = [];
  let left = LIMIT_BYTES;
  for (const entry of entries) {
    const bytes = await unpack(entry, left);
    left -= bytes.length;
    files.push({ path: entry.name.replace(/^unpackaged\//, ''), text: bytes.toString() });
  }
  return files;
}

/** A small zip can hold more than memory does, so that unpacking stops at a limit. */
async function unpack(entry: JSZip.JSZipObject, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    // JSZip brings a stream of its own, which is none that can be iterated.
    for await (const part of new Readable().wrap(entry.nodeStream()) as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > limit) throw new DamagedAnswerError('the zip of the retrieve unpacks to more than belongs here');
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof DamagedAnswerError) throw error;
    throw new DamagedAnswerError('the zip of the retrieve is broken', { cause: error });
  }
  return Buffer.concat(parts);
}
