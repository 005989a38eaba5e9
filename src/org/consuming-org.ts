import { connect } from './connect.js';
import type { Org } from './org.js';
import type { Work } from '../work.js';

/** Connects to the org whose Named Credential uses an app; without a target org it is the org of the app itself. */
export function consumingOrg(org: Org, targetOrg: string | undefined, work: Work): Promise<Org> {
  if (targetOrg === undefined) return Promise.resolve(org);
  return connect({ login: { kind: 'stored', target: targetOrg }, apiVersion: org.apiVersion, work });
}
