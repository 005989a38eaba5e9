import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { certificateFilesIn, type CertificateTexts } from '../config/certificate-files.js';
import { holdsPrivateKey } from '../metadata/certificate.js';
import type { ConfigProblem } from '../problem.js';
import { show } from '../problem.js';
import { refuseUnreadable } from './regular-file.js';

const MOST_BYTES = 64 * 1024;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

type Wrong = Pick<ConfigProblem, 'message' | 'action'>;

async function readText(path: string, file: string): Promise<{ readonly text: string } | Wrong> {
  try {
    await refuseUnreadable(path);
    const opened = await open(path);
    try {
      const { size } = await opened.stat();
      if (size <= MOST_BYTES) return { text: await opened.readFile('utf8') };
      const message = `${show(file)} has ${size} bytes; a certificate has at most ${MOST_BYTES}.`;
      return { message, action: 'Name a file that holds one certificate and nothing else.' };
    } finally {
      await opened.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const action = 'Name a PEM file, by a path that begins at the folder of the config.';
    return { message: `${show(file)} cannot be read (${code}).`, action };
  }
}

function certificateIn(text: string, file: string): { readonly text: string } | Wrong {
  if (holdsPrivateKey(text)) {
    const action = 'Name a file that holds the certificate alone, and keep the key where nobody else reads it.';
    return { message: `${show(file)} holds a private key, which is not shown and goes nowhere.`, action };
  }
  const [first, ...others] = text.match(CERTIFICATE) ?? [];
  if (first === undefined) {
    const action = 'Name a PEM file, which begins with -----BEGIN CERTIFICATE-----.';
    return { message: `${show(file)} holds no certificate in PEM.`, action };
  }
  if (others.length === 0) return { text: first.replaceAll('\r\n', '\n') };
  return {
    message: `${show(file)} holds ${others.length + 1} certificates.`,
    action: 'Keep the one that the app signs with.',
  };
}

/**
 * Reads the certificates that a written config names by their files.
 *
 * @param folder - Folder of the config, where their paths begin.
 */
export async function readCertificates(written: unknown, folder: string): Promise<CertificateTexts> {
  const texts: Record<string, string> = {};
  const problems: ConfigProblem[] = [];
  for (const { path, file } of certificateFilesIn(written)) {
    const read = await readText(resolve(folder, file), file);
    const found = 'text' in read ? certificateIn(read.text, file) : read;
    if ('text' in found) texts[file] = found.text;
    else problems.push({ path, ...found, kind: 'unreadable-file' });
  }
  return { texts, problems };
}
