import { createHash, type KeyObject } from 'node:crypto';
import {
  BitString,
  Boolean as Truth,
  Constructed,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  PrintableString,
  Sequence,
  Set as SetOf,
  type BaseBlock,
} from 'asn1js';

/** Object identifiers of RFC 5280, and of RFC 5758 for the signature. */
const COMMON_NAME = '2.5.4.3';
const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';
const KEY_USAGE = '2.5.29.15';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const AUTHORITY_KEY_IDENTIFIER = '2.5.29.35';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';

/** Bits of a key usage, counted from the left, with how many of the last byte are not used. */
const USAGE = { digitalSignature: [0x80, 7], keyCertSign: [0x04, 2] } as const;
const CONTEXT = 3;
/** Tags of a GeneralName. */
const DNS_NAME = 2;
const IP_ADDRESS = 7;

export const sequence = (...value: readonly BaseBlock[]): Sequence => new Sequence({ value: [...value] });
export const signatureAlgorithm = (): Sequence => sequence(new ObjectIdentifier({ value: ECDSA_WITH_SHA256 }));

/** What stands in a constructed field with a number, as the version of a certificate does. */
export function numbered(tagNumber: number, ...value: readonly BaseBlock[]): Constructed {
  return new Constructed({ idBlock: { tagClass: CONTEXT, tagNumber }, value: [...value] });
}

/** A name that has a common name alone. */
export function commonName(value: string): Sequence {
  const attribute = sequence(new ObjectIdentifier({ value: COMMON_NAME }), new PrintableString({ value }));
  return sequence(new SetOf({ value: [attribute] }));
}

/** What a key may be used for; other uses are refused. */
export function keyUsage(usage: keyof typeof USAGE): Sequence {
  const [bits, unusedBits] = USAGE[usage];
  return extension(KEY_USAGE, new BitString({ valueHex: bytes([bits]), unusedBits }), true);
}

/** Whether a certificate is an authority's, which then signs no other authorities. */
export function basicConstraints(isAuthority: boolean): Sequence {
  const own = isAuthority ? [new Truth({ value: true }), new Integer({ value: 0 })] : [];
  return extension(BASIC_CONSTRAINTS, sequence(...own), true);
}

export function ofServer(): Sequence {
  return extension(EXTENDED_KEY_USAGE, sequence(new ObjectIdentifier({ value: SERVER_AUTH })));
}

/** The addresses (as bytes) and names that a certificate is for. */
export function alternativeNames(ips: readonly (readonly number[])[], names: readonly string[]): Sequence {
  const all = [
    ...ips.map((ip) => primitive(IP_ADDRESS, bytes(ip))),
    ...names.map((name) => primitive(DNS_NAME, bytes(Buffer.from(name, 'latin1')))),
  ];
  return extension(SUBJECT_ALTERNATIVE_NAME, sequence(...all));
}

export function subjectKey(key: KeyObject): Sequence {
  return extension(SUBJECT_KEY_IDENTIFIER, new OctetString({ valueHex: keyIdentifier(key) }));
}

export function authorityKey(key: KeyObject): Sequence {
  return extension(AUTHORITY_KEY_IDENTIFIER, sequence(primitive(0, keyIdentifier(key))));
}

function extension(id: string, value: BaseBlock, isCritical = false): Sequence {
  const critical = isCritical ? [new Truth({ value: true })] : [];
  return sequence(new ObjectIdentifier({ value: id }), ...critical, new OctetString({ valueHex: value.toBER() }));
}

function primitive(tagNumber: number, valueHex: ArrayBuffer): Primitive {
  return new Primitive({ idBlock: { tagClass: CONTEXT, tagNumber }, valueHex });
}

/** SHA-1 of the bits of a public key: the identifier that RFC 5280, 4.2.1.2, proposes. */
function keyIdentifier(key: KeyObject): ArrayBuffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return bytes(createHash('sha1').update(point).digest());
}

/** Bytes in a buffer of their own, as asn1js wants them. */
export function bytes(values: Iterable<number>): ArrayBuffer {
  return Uint8Array.from(values).buffer;
}
