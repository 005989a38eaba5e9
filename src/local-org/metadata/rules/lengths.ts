import { certain } from '../../state/evidence.js';
import { textOf } from '../../state/fields.js';
import type { ComponentRule, Rule } from '../incoming.js';
import { metadataType } from '../types.js';
import { bareName } from './names.js';

const LONGEST = 80;

/** [C] the length; [U] that parts have it too, and the wording, which is that of records. */
const lengths: Rule = ({ draft, fullName, fields, origin }) => {
  const texts = { 'API Name': bareName(draft, fullName, origin), Label: textOf(fields, 'label') };
  const [long] = Object.entries(texts).filter(([, text]) => text.length > LONGEST);
  return long === undefined
    ? undefined
    : `STRING_TOO_LONG: ${long[0]}: data value too large: ${long[1]} (max length=${LONGEST})`;
};

const isOfApp = (type: string): boolean => type === 'ExternalClientApplication' || metadataType(type)?.part === true;

/** Names and labels of apps and their parts. */
export const lengthsOfApps: readonly ComponentRule[] = [
  {
    of: isOfApp,
    says: 'Names and labels have at most 80 characters',
    evidence: certain('metadata-rules: refuses %s that is wrong in %s', 'programs'),
    check: lengths,
  },
];
