import { approvalNeedsAccess, bothSwitches, otherSwitch, reachableLevel, userAndSwitch } from './flow-rules.js';
import { globalNeedsSettings, oneOfEachKind, ownerIsThere } from './identity-rules.js';
import { demandedByTheOrg, madeUpByTheOrg } from './org-rules.js';
import type { ReviewRule } from './reviewed-app.js';

/** Rules that hold against what is there. */
export const PRESENCE_RULES: readonly ReviewRule[] = [
  oneOfEachKind,
  bothSwitches,
  demandedByTheOrg,
  userAndSwitch,
  reachableLevel,
  approvalNeedsAccess,
  madeUpByTheOrg,
];

/** Rules that miss something: they can only tell once every file could be read. */
export const ABSENCE_RULES: readonly ReviewRule[] = [ownerIsThere, globalNeedsSettings, otherSwitch];
