import { assumed, reported } from '../../state/evidence.js';
import type { ComponentRule, Rule } from '../incoming.js';
import { componentKey, partOf, partsOf } from '../../state/components.js';
import { ownerOf } from '../../state/fields.js';
import { metadataType } from '../types.js';

/** [P] the code for a parent that is not there. */
const ownerExists: Rule = ({ draft, fields }) =>
  draft.components[componentKey('ExternalClientApplication', ownerOf(fields))] === undefined
    ? 'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id'
    : undefined;

const nameIsNewForApp: Rule = ({ draft, type, fullName, fields, before }) => {
  if (before === undefined || ownerOf(before.fields) === ownerOf(fields)) return undefined;
  const owner = ownerOf(before.fields);
  // [U] moving a part to another app
  return partsOf(draft.components, owner).some((part) => part.type === type && part.fullName === fullName)
    ? 'INVALID_CROSS_REFERENCE_KEY: externalClientApplication cannot be changed'
    : undefined;
};

/** [P] the global settings need OAuth settings beside them. */
const oauthSettingsExist: Rule = ({ draft, fields }) =>
  partOf(draft.components, 'ExtlClntAppOauthSettings', ownerOf(fields)) === undefined
    ? "The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration."
    : undefined;

/** One part of a type for each app; [P] for policies, [U] for settings. */
const onePerApp =
  (describe: (existing: string) => string): Rule =>
  ({ draft, type, fullName, fields }) => {
    const existing = partOf(draft.components, type, ownerOf(fields));
    return existing === undefined || existing.fullName === fullName ? undefined : describe(existing.fullName);
  };

const duplicateOfApp = onePerApp(
  (existing) => `duplicate value found: ExternalClientApplicationId duplicates value on ${existing}`,
);
const duplicateOfSettings = onePerApp(
  (existing) => `DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on ${existing}`,
);

const isPart = (type: string): boolean => metadataType(type)?.part === true;

/** Parts of an app: whose they are, and what has to be there beside them. */
export const parts: readonly ComponentRule[] = [
  {
    of: isPart,
    says: 'A part belongs to an app that is there',
    evidence: reported('metadata-rules: refuses %s that is wrong in %s'),
    check: ownerExists,
  },
  {
    of: isPart,
    says: 'A part stays with its app',
    evidence: assumed('metadata-rules: keeps a part with its app'),
    check: nameIsNewForApp,
  },
  {
    of: ['ExtlClntAppGlobalOauthSettings', 'ExtlClntAppOauthConfigurablePolicies'],
    says: 'Global settings and OAuth policies need OAuth settings',
    evidence: reported('metadata-rules: refuses global settings of an app without OAuth settings'),
    check: oauthSettingsExist,
  },
  {
    of: ['ExtlClntAppOauthSettings', 'ExtlClntAppGlobalOauthSettings', 'ExtlClntAppConfigurablePolicies'],
    says: 'One part of each type for an app',
    evidence: reported('metadata-rules: take names of their own on the first deploy, and no second name later'),
    check: duplicateOfApp,
  },
  {
    of: ['ExtlClntAppOauthConfigurablePolicies'],
    says: 'One OAuth policy for OAuth settings',
    evidence: reported('metadata-rules: take names of their own on the first deploy, and no second name later'),
    check: duplicateOfSettings,
  },
];
