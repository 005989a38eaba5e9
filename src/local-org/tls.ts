import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificate } from './server/certificate.js';

/** A certificate, with its authority in a file as long as the org runs. */
export interface OpenTls {
  readonly certificate: Certificate;
  /** Path of the authority's certificate. No key is ever written. */
  readonly caFile: string;
  close(): void;
}

/** Makes a certificate by an authority of its own, and writes down whom clients are to trust. */
export async function openTls(): Promise<OpenTls> {
  const { makeCertificate } = await import('./server/certificate.js');
  const certificate = await makeCertificate();
  const folder = mkdtempSync(join(tmpdir(), 'eca-local-org-'));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, `${certificate.ca}\n`, { mode: 0o600 });
  return {
    certificate,
    caFile,
    close: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
