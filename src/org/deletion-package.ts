import JSZip from 'jszip';
import { renderManifest } from '../metadata/manifest.js';

/**
 * Packs the zip of a deploy that deletes components and brings none: an empty package.xml, and destructiveChanges.xml.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy_deleting_files.htm
 */
export async function packDeletion(
  components: readonly { readonly type: string; readonly fullName: string }[],
  apiVersion: string,
): Promise<Buffer> {
  const zip = new JSZip();
  zip.file('package.xml', renderManifest([], apiVersion));
  zip.file('destructiveChanges.xml', renderManifest(components, apiVersion));
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}
