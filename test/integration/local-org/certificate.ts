import type { KeyObject } from 'node:crypto';
import { createSign } from 'node:crypto';

/** Wraps content in a DER tag. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const SHA256_WITH_RSA = der(0x30, Buffer.from('06092a864886f70d01010b0500', 'hex'));

/** Makes a self-signed certificate (PEM); Node has no call for it. */
export function certificateFor(publicKey: KeyObject, privateKey: KeyObject): string {
  const commonName = der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('billing-sync')));
  const name = der(0x30, der(0x31, commonName));
  const time = (text: string): Buffer => der(0x17, Buffer.from(text));
  const toSign = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    SHA256_WITH_RSA,
    name,
    der(0x30, time('260101000000Z'), time('360101000000Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('RSA-SHA256').update(toSign).sign(privateKey);
  const certificate = der(0x30, toSign, SHA256_WITH_RSA, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----`;
}

/** Signs an assertion for the JWT bearer flow, with the time unit that @salesforce/core uses. */
export function signedAssertion(
  claims: { readonly iss: string; readonly sub: string; readonly aud: string; readonly exp?: unknown },
  key: KeyObject,
): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const all = { exp: Date.now() + 300, ...claims };
  const unsigned = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(all)}`;
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(key, 'base64url')}`;
}
