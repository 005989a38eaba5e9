import JSZip from 'jszip';

/** Salesforce's limit of files in a zip. [C] */
const MOST_FILES = 10_000;
/** Megabytes that a zip may have when unpacked; real orgs take more. */
const LARGEST_MEGABYTES = 100;

/** Text files of a zip by path, or why there are none. */
export interface Unzipped {
  readonly files: Readonly<Record<string, string>>;
  readonly zipProblem?: string | undefined;
}

/** Unpacks a zip. What is too large is found while it is unpacked, whatever the zip says of itself. */
export async function unzip(zip: Uint8Array): Promise<Unzipped> {
  const archive = await JSZip.loadAsync(zip).catch(() => undefined);
  if (archive === undefined) return NOT_VALID;
  const entries = Object.values(archive.files).filter((entry) => !entry.dir);
  if (entries.length > MOST_FILES) return refused(`Maximum number of files in a zip exceeded: ${MOST_FILES}`);
  const texts: [string, string][] = [];
  let left = LARGEST_MEGABYTES * 1024 * 1024;
  for (const entry of entries) {
    const content = await readUpTo(entry, left);
    if (content === 'broken') return NOT_VALID;
    if (content === 'large') return refused(`Maximum size of an unpacked zip exceeded: ${LARGEST_MEGABYTES} MB`);
    left -= content.length;
    texts.push([entry.name, content.toString('utf8')]);
  }
  return { files: Object.fromEntries(texts) };
}

function refused(zipProblem: string): Unzipped {
  return { files: {}, zipProblem };
}

const NOT_VALID = refused('The zip file is not valid');

/** Reads a file of a zip, and stops as soon as it is larger than allowed. */
function readUpTo(entry: JSZip.JSZipObject, limit: number): Promise<Buffer | 'large' | 'broken'> {
  const stream = entry.nodeStream();
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else {
        stream.pause();
        resolve('large');
      }
    });
    stream.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    stream.on('error', () => {
      resolve('broken');
    });
  });
}
