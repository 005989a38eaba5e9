import { reported } from '../../state/evidence.js';
import type { ComponentRule, Rule } from '../incoming.js';
import { textOf } from '../../state/fields.js';
import { id15 } from '../../state/ids.js';

/** [P] a foreign or invented value fails; one report says that it is resolved again. */
const orgScopedApp: Rule = ({ context, fullName, deployed }) => {
  const written = textOf(deployed, 'orgScopedExternalApp');
  if (written === '' || written === `${id15(context.world.org.id)}:${fullName}`) return undefined;
  const foreign = /^00D\w{12}:\w+$/.test(written);
  if (foreign && context.assumed('foreign-org-scoped-app') === 'resolved') return undefined;
  return `INVALID_CROSS_REFERENCE_KEY: orgScopedExternalApp ${written} does not belong to this org`;
};

/** The org that an app says to belong to. */
export const orgScoped: readonly ComponentRule[] = [
  {
    of: ['ExternalClientApplication'],
    onDeploy: true,
    says: 'orgScopedExternalApp names this org',
    evidence: reported('metadata-rules: fill link and scope of the org, and refuse those of elsewhere'),
    check: orgScopedApp,
  },
];
