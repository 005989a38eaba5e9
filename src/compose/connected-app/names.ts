import { LONGEST, toDeveloperName } from '../../config/rules/names.js';
import { withoutNamespace } from '../../metadata/namespace.js';

/** Ends the name of the new app: names of Connected Apps and External Client Apps must differ in an org. */
const SUFFIX = '_ECA';

/** Longest ending that the name of a part puts behind the name of its app, `_mobile_defaultPolicy`. */
const LONGEST_PART = 21;

/** Gives the name of the External Client App that a Connected App becomes. */
export function newAppName(connectedApp: string): string {
  const base = toDeveloperName(withoutNamespace(connectedApp))?.replace(/_+/g, '_') ?? 'Connected_App';
  return base.slice(0, LONGEST - LONGEST_PART - SUFFIX.length).replace(/_+$/, '') + SUFFIX;
}

/** Tells whether a Connected App came with a package: its name has the package's namespace. */
export const isManaged = (connectedApp: string): boolean => withoutNamespace(connectedApp) !== connectedApp;
