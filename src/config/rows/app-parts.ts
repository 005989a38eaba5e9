import { defaultFullName, findType } from '../../metadata/types.js';
import type { KeyRow } from '../key-row.js';
import { type Group, TEXT } from '../shape.js';

/** Parts whose full name a config may choose. */
const NAMED_PARTS = [
  'ExtlClntAppGlobalOauthSettings',
  'ExtlClntAppOauthSettings',
  'ExtlClntAppOauthConfigurablePolicies',
  'ExtlClntAppConfigurablePolicies',
  'ExtlClntAppOauthSecuritySettings',
];

function fullName(name: string): KeyRow {
  const type = findType(name);
  return { shape: TEXT, text: '', defaultText: `\`${type === undefined ? name : defaultFullName(type, '<App>')}\`` };
}

/** Full names of an app's parts, by metadata type. */
export const PART_NAMES: Group = {
  kind: 'group',
  name: 'PartNames',
  text: "Full names of an app's parts, where they differ from the defaults.",
  keys: Object.fromEntries(NAMED_PARTS.map((name) => [name, fullName(name)])),
};

/** A range of addresses. */
export const IP_RANGE: Group = {
  kind: 'group',
  name: 'IpRangeConfig',
  text: 'A range of IPv4 or IPv6 addresses, both ends included.',
  keys: {
    description: { shape: TEXT, text: 'What the range is.' },
    startIpAddress: {
      shape: TEXT,
      required: true,
      text: 'First address, IPv4 or IPv6.',
      examples: ['203.0.113.0'],
    },
    endIpAddress: { shape: TEXT, required: true, text: 'Last address.', examples: ['203.0.113.255'] },
  },
};
