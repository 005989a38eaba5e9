import { reported } from '../../state/evidence.js';
import type { ComponentRule, Rule } from '../incoming.js';
import { textOf } from '../../state/fields.js';

/** [P] optional in the schema, but the server asks for it. */
const demanded =
  (field: string): Rule =>
  ({ fields }) =>
    textOf(fields, field) === '' ? `Required field is missing: ${field}` : undefined;

/** Fields that the schema calls optional. */
export const required: readonly ComponentRule[] = [
  {
    of: ['ExternalClientApplication'],
    says: 'An app has a contactEmail, though the schema does not ask for it',
    evidence: reported('metadata-rules: refuses %s that is wrong in %s'),
    check: demanded('contactEmail'),
  },
  {
    of: ['ExtlClntAppGlobalOauthSettings'],
    says: 'Global settings have a callbackUrl, though the schema does not ask for it',
    evidence: reported('metadata-rules: refuses %s that is wrong in %s'),
    check: demanded('callbackUrl'),
  },
];
