import { certain, reported } from '../../state/evidence.js';
import type { ComponentRule, Rule } from '../incoming.js';
import { componentKey } from '../../state/components.js';

/** [C] no new Connected Apps by default since Spring '26; [U] the wording. */
const noNewConnectedApp: Rule = ({ before }) =>
  before === undefined
    ? "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support."
    : undefined;

/** [C] a Connected App that Setup migrated is read-only as long as its External Client App is there; [U] the wording. */
const notMigrated: Rule = ({ draft, fullName }) =>
  draft.components[componentKey('ExternalClientApplication', fullName)] === undefined
    ? undefined
    : `The connected app "${fullName}" was migrated to an external client app and can't be changed.`;

/**
 * [P] a new app cannot have the name of a Connected App; [C] a Connected App that Setup migrated has the name of its app.
 * [U] code and wording
 */
const nameIsNoConnectedApp: Rule = ({ draft, fullName, before }) =>
  before !== undefined || draft.components[componentKey('ConnectedApp', fullName)] === undefined
    ? undefined
    : `DUPLICATE_DEVELOPER_NAME: The name "${fullName}" is used by a connected app.`;

/** Connected Apps, and the names that they take. */
export const connectedApps: readonly ComponentRule[] = [
  {
    of: ['ConnectedApp'],
    onDeploy: true,
    says: 'No new Connected Apps',
    evidence: certain('connected-apps: can be changed and not be created', 'help'),
    check: noNewConnectedApp,
  },
  {
    of: ['ConnectedApp'],
    onDeploy: true,
    says: 'A Connected App that Setup migrated is read-only beside its External Client App',
    evidence: certain(
      'seed-source: is read-only beside that app, and active again by the same key once the app is deleted',
      'help',
    ),
    check: notMigrated,
  },
  {
    of: ['ExternalClientApplication'],
    onDeploy: true,
    says: 'A new app cannot have the name of a Connected App',
    evidence: reported('connected-apps: keep their name from External Client Apps'),
    check: nameIsNoConnectedApp,
  },
];
