import type { ComponentRule, Rule } from '../incoming.js';
import { textOf } from '../../state/fields.js';

/** [P] optional in the schema, but the server asks for it. */
const demanded =
  (field: string): Rule =>
  ({ fields }) =>
    textOf(fields, field) === '' ? `Required field is missing: ${field}` : undefined;

/** Fields that the schema calls optional. */
export const required: readonly ComponentRule[] = [
  { of: ['ExternalClientApplication'], check: demanded('contactEmail') },
  { of: ['ExtlClntAppGlobalOauthSettings'], check: demanded('callbackUrl') },
];
