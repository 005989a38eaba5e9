import type { KeyObject } from 'node:crypto';
import { createPublicKey, createSign, createVerify, generateKeyPairSync, X509Certificate } from 'node:crypto';

let keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } | undefined;

/** Key pair of the process, made when the first JWT is asked for. */
function signingKeys(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  keys ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  return keys;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs claims as a JWT with RS256, for an org. [C] the members of the header */
export function signJwt(orgId: string, claims: Readonly<Record<string, unknown>>): string {
  const kind = { tty: 'sfdc-core-token', typ: 'JWT', alg: 'RS256' };
  const header = { tnk: `core/local-org/${orgId}`, ver: '1.0', kid: 'local-org', ...kind };
  const unsigned = `${encode(header)}.${encode(claims)}`;
  const signature = createSign('RSA-SHA256').update(unsigned).sign(signingKeys().privateKey, 'base64url');
  return `${unsigned}.${signature}`;
}

/** Public key of {@link signJwt} as a JSON Web Key. */
export function publicJwk(): Readonly<Record<string, unknown>> {
  return { ...signingKeys().publicKey.export({ format: 'jwk' }), kid: 'local-org', use: 'sig', alg: 'RS256' };
}

/** Reads the claims of a JWT without checking its signature; `undefined` when it is none. */
export function jwtClaims(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Tells whether a JWT was signed with the key of a certificate. */
export function isSignedBy(token: string, certificate: string): boolean {
  const [header = '', claims = '', signature = ''] = token.split('.');
  try {
    const pem = certificate.includes('BEGIN')
      ? certificate
      : `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----`;
    const key = createPublicKey(new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'pem' }));
    return createVerify('RSA-SHA256').update(`${header}.${claims}`).verify(key, signature, 'base64url');
  } catch {
    return false;
  }
}
