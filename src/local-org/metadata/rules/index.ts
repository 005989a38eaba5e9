import { isOn } from '../../state/fields.js';
import type { ComponentRule, Incoming } from '../incoming.js';
import { connectedApps } from './connected-apps.js';
import { credentials } from './credentials.js';
import { globalOauth } from './global-oauth.js';
import { lengthsOfApps } from './lengths.js';
import { names } from './names.js';
import { oauthSettings } from './oauth-settings.js';
import { orgScoped } from './org-scoped-app.js';
import { parts } from './parts.js';
import { policies } from './policies.js';
import { required } from './required.js';

/** What the org asks of components beyond what a file alone shows, in the order in which it is checked. */
export const RULES: readonly ComponentRule[] = [
  ...names,
  ...lengthsOfApps,
  ...parts,
  ...required,
  ...orgScoped,
  ...oauthSettings,
  ...globalOauth,
  ...connectedApps,
  ...policies,
  ...credentials,
];

/** Finds the first thing that is wrong with a component, beyond what its file alone shows. */
export function ruleProblem(incoming: Incoming): string | undefined {
  for (const { of, onDeploy, check } of RULES) {
    const concerns = typeof of === 'function' ? of(incoming.type) : of.includes(incoming.type);
    if (!concerns || (onDeploy === true && incoming.origin === 'seed')) continue;
    const problem = check(incoming);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Tells whether a component asks for a new key or secret, which Salesforce reports as a warning. [C] */
export function rotates(incoming: Pick<Incoming, 'deployed'>): boolean {
  return isOn(incoming.deployed, 'shouldRotateConsumerKey') || isOn(incoming.deployed, 'shouldRotateConsumerSecret');
}
