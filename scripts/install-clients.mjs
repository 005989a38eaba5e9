// Installs clients of others in a scratch folder, once: the project needs none of them otherwise.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installInScratch } from './scratch.mjs';

/** Versions of the clients that are tried. */
export const CLIENTS = {
  jose: '6.2.18',
  jsforce: '3.10.26',
  'openid-client': '6.9.0',
  'simple-oauth2': '5.1.0',
};

const versions = Object.entries(CLIENTS).map(([name, version]) => `${name}-${version}`);
/** Scratch folder that holds them. */
export const CLIENTS_FOLDER = process.env.ECA_CLIENTS_FOLDER ?? join(tmpdir(), `eca-clients-${versions.join('-')}`);

/** Installs them where they are not there yet. */
export function installClients() {
  installInScratch(CLIENTS_FOLDER, CLIENTS);
}
