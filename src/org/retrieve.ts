import './environment.js';
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
    message: `The org did not retrieve the components: ${why}.`,
    actions: [action],
  });
}

async function unzip(base64: string): Promise<readonly PackageFile[]> {
  const zip = await JSZip.loadAsync(base64, { base64: true });
  const entries = Object.values(zip.files).filter(({ dir, name }) => !dir && !name.endsWith('package.xml'));
  return Promise.all(
    entries.map(async (entry) => ({
      path: entry.name.replace(/^unpackaged\//, ''),
      text: await entry.async('string'),
    })),
  );
}
