import type { Variables } from '../plain-data.js';

/** Variables by which `sf`, Salesforce's libraries and this tool log in as the deploying user. */
const LOGINS: readonly string[] = [
  'SFDX_AUTH_URL',
  'SF_AUTH_URL',
  'SF_ACCESS_TOKEN',
  'SFDX_ACCESS_TOKEN',
  'ECA_JWT_CLIENT_ID',
  'ECA_JWT_USERNAME',
  'ECA_JWT_KEY',
  'ECA_JWT_KEY_FILE',
];

/**
 * Gives the environment for a program that takes or gives key and secret: that of the run, without what logs in as the
 * deploying user. A program that stores one pair has no use for an admin's session.
 *
 * @param loginVariables - Names that `auth` of the config's environments gives to such variables.
 */
export function programEnvironment(env: Variables, loginVariables: readonly string[]): Variables {
  // Windows takes a name in capital and in small letters for the same variable.
  const hidden = new Set([...LOGINS, ...loginVariables].map((name) => name.toUpperCase()));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !hidden.has(name.toUpperCase())));
}
