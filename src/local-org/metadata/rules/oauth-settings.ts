import { reported } from '../../state/evidence.js';
import { commaSeparated, SCOPES } from '../../apps/scopes.js';
import type { ComponentRule, Rule } from '../incoming.js';
import { componentKey } from '../../state/components.js';
import { ownerOf, textOf } from '../../state/fields.js';
import { own } from '../../wire/own.js';

/** [P] the message lists what would be valid. */
const scopes: Rule = ({ fields }) => {
  const unknown = commaSeparated(textOf(fields, 'commaSeparatedOauthScopes')).filter(
    (scope) => own(SCOPES, scope) === undefined,
  );
  if (unknown.length === 0) return undefined;
  const valid = Object.keys(SCOPES).join(', ');
  return `There's a problem with your scope(s): ${unknown.join(', ')}. Valid scopes are: ${valid}`;
};

/** [P] the link can only be given for a packaged app, or as the org itself wrote it. */
const oauthLink: Rule = ({ draft, deployed, before, fields }) => {
  const written = textOf(deployed, 'oauthLink');
  if (written === '' || written === textOf(before?.fields, 'oauthLink')) return undefined;
  const app = draft.components[componentKey('ExternalClientApplication', ownerOf(fields))];
  return textOf(app?.fields, 'distributionState') === 'Packaged'
    ? undefined
    : "We couldn't update your OAuth link because the external client app doesn't have distribution state PACKAGED.";
};

/** The OAuth settings of an app: its scopes, and the link to its key. */
export const oauthSettings: readonly ComponentRule[] = [
  {
    of: ['ExtlClntAppOauthSettings'],
    says: 'Scopes are those that an app may ask for',
    evidence: reported('metadata-rules: refuses %s that is wrong in %s'),
    check: scopes,
  },
  {
    of: ['ExtlClntAppOauthSettings'],
    onDeploy: true,
    says: 'The OAuth link is written by the org, but for packaged apps',
    evidence: reported('metadata-rules: fill link and scope of the org, and refuse those of elsewhere'),
    check: oauthLink,
  },
];
