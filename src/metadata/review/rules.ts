import type { ProblemKind } from '../../problem-kinds.js';
import { approvalNeedsAccess, bothSwitches, otherSwitch, reachableLevel, userAndSwitch } from './flow-rules.js';
import { globalNeedsSettings, oneOfEachKind, ownerIsThere } from './identity-rules.js';
import { demandedByTheOrg, madeUpByTheOrg } from './org-rules.js';
import type { ReviewRule } from './reviewed-app.js';

/** A rule with the kind of problem that it finds. */
type KindOfRule = readonly [ProblemKind, ReviewRule];

/** Rules that hold against what is there. */
export const PRESENCE_RULES: readonly KindOfRule[] = [
  ['second-part', oneOfEachKind],
  ['one-switch-off', bothSwitches],
  ['demanded-by-the-org', demandedByTheOrg],
  ['user-and-switch', userAndSwitch],
  ['session-level', reachableLevel],
  ['nobody-approved', approvalNeedsAccess],
  ['made-by-one-org', madeUpByTheOrg],
];

/** Rules that miss something: they can only tell once every file could be read. */
export const ABSENCE_RULES: readonly KindOfRule[] = [
  ['app-not-in-source', ownerIsThere],
  ['settings-not-in-source', globalNeedsSettings],
  ['other-switch-unknown', otherSwitch],
];
