import { CLIENTS_FOLDER, installClients } from '../../scripts/install-clients.mjs';

/** Installs the clients in a scratch folder, once, and tells the tests where it is: they have another temporary folder. */
export default function install(): void {
  installClients();
  process.env.ECA_CLIENTS_FOLDER = CLIENTS_FOLDER;
}
