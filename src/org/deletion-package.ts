import JSZip from 'jszip';
import { renderManifest } from '../metadata/manifest.js';

/**
 * Packs the zip of a deploy that deletes components: an empty package.xml, and destructiveChanges.xml; beside components
 * that it brings, destructiveChangesPost.xml, so that what refers to a deleted one is changed first.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy_deleting_files.htm
 */
export async function packDeletion(
  components: readonly { readonly type: string; readonly fullName: string }[],
  apiVersion: string,
  brought?: Buffer,
): Promise<Buffer> {
  const zip = brought === undefined ? new JSZip() : await JSZip.loadAsync(brought);
  if (brought === undefined) zip.file('package.xml', renderManifest([], apiVersion));
  const name = brought === undefined ? 'destructiveChanges.xml' : 'destructiveChangesPost.xml';
  zip.file(name, renderManifest(components, apiVersion));
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}
