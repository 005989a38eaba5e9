import { defaultFullName, METADATA_TYPES, type MetadataType } from '../../metadata/types.js';
import type { KeyRow } from '../key-row.js';
import { choice, type Group, listOf, type Shape, TEXT } from '../shape.js';

const PARTS = METADATA_TYPES.filter(({ role }) => role === 'part');

function fullName(type: MetadataType): KeyRow {
  return { shape: TEXT, text: '', defaultText: `\`${defaultFullName(type, '<App>')}\`` };
}

/** Metadata types of parts that an app can have. */
export const PART_TYPES: Shape = listOf(choice(...PARTS.map(({ name }) => name)));

/** Full names of an app's parts, by metadata type. */
export const PART_NAMES: Group = {
  kind: 'group',
  name: 'PartNames',
  text: "Full names of an app's parts, where they differ from the defaults.",
  keys: Object.fromEntries(PARTS.map((type) => [type.name, fullName(type)])),
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
