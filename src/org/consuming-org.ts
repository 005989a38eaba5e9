import type { OnProgress } from '../progress.js';
import { connect } from './connect.js';
import type { Org } from './org.js';

/** Connects to the org whose Named Credential uses an app; without a target org it is the org of the app itself. */
export function consumingOrg(org: Org, targetOrg: string | undefined, onProgress?: OnProgress): Promise<Org> {
  if (targetOrg === undefined) return Promise.resolve(org);
  const told = onProgress === undefined ? {} : { onProgress };
  return connect({ login: { kind: 'stored', target: targetOrg }, apiVersion: org.apiVersion, ...told });
}
