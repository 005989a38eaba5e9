import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../../../../src/local-org/server/certificate.js';

const DAY_MS = 24 * 60 * 60_000;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

describe('the certificate of the local org', async () => {
  const made = await makeCertificate();
  const ca = new X509Certificate(made.ca);
  const cert = new X509Certificate(made.cert);

  it('is signed by its authority, and the authority by itself', () => {
    expect(ca.subject).toBe('CN=Throw-away authority of an eca local org');
    expect(cert.subject).toBe('CN=eca local org');
    expect([ca.checkIssued(ca), ca.verify(ca.publicKey)]).toEqual([true, true]);
    expect([cert.checkIssued(ca), cert.verify(ca.publicKey)]).toEqual([true, true]);
    expect(cert.verify(cert.publicKey)).toBe(false);
    expect([ca.ca, cert.ca]).toEqual([true, false]);
  });

  it('is for this machine and for servers alone', () => {
    expect([cert.checkIP('127.0.0.1'), cert.checkIP('::1')]).toEqual(['127.0.0.1', '::1']);
    expect(cert.checkHost('localhost')).toBe('localhost');
    expect([cert.checkIP('127.0.0.2'), cert.checkHost('example.com')]).toEqual([undefined, undefined]);
    expect(cert.keyUsage).toEqual([SERVER_AUTH]);
  });

  it('has the private key that comes with it', () => {
    expect(cert.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
    expect(ca.checkPrivateKey(createPrivateKey(made.key))).toBe(false);
    expect(cert.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });

  it('is valid since a day and for a month', () => {
    for (const { validFromDate, validToDate } of [ca, cert]) {
      expect(Math.abs(validFromDate.getTime() - (Date.now() - DAY_MS))).toBeLessThan(DAY_MS / 2);
      expect(Math.abs(validToDate.getTime() - (Date.now() + 30 * DAY_MS))).toBeLessThan(DAY_MS / 2);
    }
  });

  it('has a serial number of its own', async () => {
    const other = new X509Certificate((await makeCertificate()).cert);
    const numbers = [ca.serialNumber, cert.serialNumber, other.serialNumber];
    expect(new Set(numbers).size).toBe(3);
    for (const number of numbers) expect(number).toMatch(/^[0-9A-F]{30,34}$/);
  });
});
