import './environment.js';
import { dirname } from 'node:path/posix';
import { Readable } from 'node:stream';
import {
  ComponentSet,
  MetadataConverter,
  VirtualTreeContainer,
  type VirtualDirectory,
} from '@salesforce/source-deploy-retrieve';
import type { PackageFile } from './org.js';

const ROOT = 'package';

/** SDR's in-memory tree, with the file stream that its converter asks for. */
class MemoryTree extends VirtualTreeContainer {
  override stream(path: string): Readable {
    return Readable.from([this.readFileSync(path)]);
  }
}

/**
 * Converts source format files, held in memory, into the zip of a metadata deploy. Nothing is written to disk.
 *
 * @param files - Paths such as `externalClientApps/Billing_Sync.eca-meta.xml`, with their text.
 * @param apiVersion - Version of the package, such as `66.0`. Without one SDR would ask a host of its own choice.
 */
export async function packSource(files: readonly PackageFile[], apiVersion: string): Promise<Buffer> {
  const components = ComponentSet.fromSource({ fsPaths: [ROOT], tree: new MemoryTree(directories(files)) });
  components.sourceApiVersion = apiVersion;
  const { zipBuffer } = await new MetadataConverter().convert(components, 'metadata', { type: 'zip' });
  if (zipBuffer === undefined) throw new Error('SDR returned no zip.');
  return zipBuffer;
}

function directories(files: readonly PackageFile[]): VirtualDirectory[] {
  const folders = Map.groupBy(files, ({ path }) => dirname(path));
  const contents = [...folders].map(([folder, members]) => ({
    dirPath: `${ROOT}/${folder}`,
    children: members.map(({ path, text }) => ({ name: path.slice(folder.length + 1), data: Buffer.from(text) })),
  }));
  return [{ dirPath: ROOT, children: [...folders.keys()] }, ...contents];
}
