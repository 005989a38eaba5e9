import { certain } from '../../state/evidence.js';
import type { Draft } from '../../state/draft.js';
import type { ComponentRule, Incoming, Rule } from '../incoming.js';

/** [C] the rule for developer names; its wording is that of other setup objects. [U] */
const developerName: Rule = ({ draft, fullName, origin }) =>
  /^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(bareName(draft, fullName, origin))
    ? undefined
    : 'The API Name can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, ' +
      'not include spaces, not end with an underscore, and not contain two consecutive underscores.';

/** Name without the namespace of a package: a seed may bring one, a deploy only that of an app which is there. */
export function bareName(draft: Draft, fullName: string, origin: Incoming['origin']): string {
  const namespace = /^[A-Za-z](?:_?[A-Za-z0-9]){0,14}__(?=.)/.exec(fullName)?.[0];
  if (namespace === undefined) return fullName;
  const isThere = Object.keys(draft.components).some((key) => key.startsWith(`ExternalClientApplication/${namespace}`));
  return origin === 'seed' || isThere ? fullName.slice(namespace.length) : fullName;
}

/** Names of components; a setting has the one that Salesforce gave it. */
export const names: readonly ComponentRule[] = [
  {
    of: (type) => type !== 'Settings',
    says: 'Names are developer names',
    evidence: certain('metadata-rules: refuses a name that is no developer name', 'programs'),
    check: developerName,
  },
];
