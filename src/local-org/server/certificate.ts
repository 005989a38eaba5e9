import { generateKeyPair, randomBytes, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { BitString, fromBER, Integer, UTCTime, type Sequence } from 'asn1js';
import {
  alternativeNames,
  authorityKey,
  basicConstraints,
  bytes,
  commonName,
  keyUsage,
  numbered,
  ofServer,
  sequence,
  signatureAlgorithm,
  subjectKey,
} from './der.js';

/** A certificate of this machine and what it was signed with. */
export interface Certificate {
  /** PEM of the authority that signed it. Its key was thrown away. */
  readonly ca: string;
  /** PEM of the certificate. */
  readonly cert: string;
  /** PEM of its private key, which is kept in memory alone. */
  readonly key: string;
}

const DAY_MS = 24 * 60 * 60_000;
const DAYS = 30;
const AUTHORITY = 'Throw-away authority of an eca local org';
/** Version 3 of X.509, which counts from 0. */
const VERSION = 2;
/** Field of the extensions in a certificate. */
const EXTENSIONS = 3;
const SERIAL_BYTES = 16;
const PEM_LINE = 64;

/** Both keys of a pair. */
interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/**
 * Makes an authority, and a certificate by it for 127.0.0.1, ::1 and localhost.
 *
 * Nobody can sign another certificate by that authority: its key is forgotten at once.
 */
export async function makeCertificate(): Promise<Certificate> {
  const [ofCa, own] = await Promise.all([makeKeys(), makeKeys()]);
  const ca = signed(AUTHORITY, ofCa.publicKey, ofCa.privateKey, [
    basicConstraints(true),
    keyUsage('keyCertSign'),
    subjectKey(ofCa.publicKey),
  ]);
  const cert = signed('eca local org', own.publicKey, ofCa.privateKey, [
    basicConstraints(false),
    keyUsage('digitalSignature'),
    ofServer(),
    alternativeNames(
      [
        [127, 0, 0, 1],
        [...Array<number>(15).fill(0), 1],
      ],
      ['localhost'],
    ),
    authorityKey(ofCa.publicKey),
  ]);
  return { ca, cert, key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** Makes a certificate by the authority (RFC 5280, 4.1), as PEM. */
function signed(name: string, publicKey: KeyObject, by: KeyObject, extensions: readonly Sequence[]): string {
  const now = Date.now();
  const toSign = sequence(
    numbered(0, new Integer({ value: VERSION })),
    serialNumber(),
    signatureAlgorithm(),
    commonName(AUTHORITY),
    sequence(
      new UTCTime({ valueDate: new Date(now - DAY_MS) }),
      new UTCTime({ valueDate: new Date(now + DAYS * DAY_MS) }),
    ),
    commonName(name),
    fromBER(publicKey.export({ type: 'spki', format: 'der' })).result,
    numbered(EXTENSIONS, sequence(...extensions)),
  );
  const signature = sign('sha256', Buffer.from(toSign.toBER()), by);
  const certificate = sequence(toSign, signatureAlgorithm(), new BitString({ valueHex: bytes(signature) }));
  const lines =
    Buffer.from(certificate.toBER())
      .toString('base64')
      .match(new RegExp(`.{1,${PEM_LINE}}`, 'g')) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n');
}

/** A random number that is positive, and has no byte more than it needs. */
function serialNumber(): Integer {
  const [first = 0, ...others] = randomBytes(SERIAL_BYTES);
  return new Integer({ valueHex: bytes([(first & 0x3f) | 0x40, ...others]) });
}

function makeKeys(): Promise<Keys> {
  return promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
}
