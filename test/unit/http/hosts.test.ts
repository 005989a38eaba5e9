import { describe, expect, it } from 'vitest';
import { hostKind, wrongHost, type HostKind } from '../../../src/http/hosts.js';

const HOSTS: readonly (readonly [string, HostKind])[] = [
  ['https://acme.my.salesforce.com', 'my-domain'],
  ['https://acme.my.salesforce.com/services/oauth2/token', 'my-domain'],
  ['https://ACME.My.Salesforce.com', 'my-domain'],
  ['https://acme--uat.sandbox.my.salesforce.com', 'my-domain'],
  ['https://acme-dev-ed.develop.my.salesforce.com', 'my-domain'],
  ['https://power-ruby-4711-dev-ed.scratch.my.salesforce.com', 'my-domain'],
  ['https://acme.my.salesforce.mil', 'my-domain'],
  ['https://acme.my.sfcrmproducts.cn', 'my-domain'],
  ['https://login.salesforce.com', 'login'],
  ['https://test.salesforce.com/services/oauth2/token', 'login'],
  ['https://Login.Salesforce.com./', 'login'],
  ['https://acme.my.salesforce.com.', 'my-domain'],
  ['https://acme.my.salesforce-setup.com', 'setup'],
  ['https://acme--uat.sandbox.my.salesforce-setup.com', 'setup'],
  ['https://acme.lightning.force.com', 'lightning'],
  ['https://acme--uat.sandbox.lightning.force.com/lightning/page/home', 'lightning'],
  ['https://na139.salesforce.com', 'instance'],
  ['https://cs42.salesforce.com', 'instance'],
  ['https://usa592s.salesforce.com', 'instance'],
  ['https://acme.my.site.com', 'site'],
  ['https://acme.secure.force.com', 'site'],
  ['https://acme/.my.salesforce.com', 'malformed'],
  ['https://.my.salesforce.com', 'malformed'],
  ['https://acme..my.salesforce.com', 'malformed'],
  ['https://acme.cs42.my.salesforce.com', 'malformed'],
  ['acme.my.salesforce.com', 'malformed'],
  ['', 'malformed'],
  ['http://127.0.0.1:41234', 'loopback'],
  ['http://localhost:8080/services/oauth2/token', 'loopback'],
  ['http://[::1]:8443', 'loopback'],
  ['https://api.acme.example', 'other'],
  ['https://acme.my.salesforce.com.attacker.example', 'other'],
];

/** Kinds of hosts that may serve the flow: the org itself, this machine, and names that say nothing. */
const USABLE: readonly HostKind[] = ['my-domain', 'loopback', 'other'];

describe('hostKind', () => {
  it.each(HOSTS)('takes "%s" for %s', (url, kind) => {
    expect(hostKind(url)).toBe(kind);
  });

  // The pattern of instances ends in \w*; instance names end in digits, or digits and one "s".
  it('takes a My Domain that begins like an instance for a My Domain', () => {
    expect(hostKind('https://can2go.my.salesforce.com')).toBe('my-domain');
  });
});

describe('wrongHost', () => {
  it.each(HOSTS)('says why "%s" (%s) cannot serve the flow, if it cannot', (url, kind) => {
    if (USABLE.includes(kind)) expect(wrongHost(url)).toBeUndefined();
    else expect(wrongHost(url)).toMatch(/\w+ \w+ \w+/);
  });

  it('has a table with a host of every kind', () => {
    const kinds: Record<HostKind, true> = {
      'my-domain': true,
      login: true,
      setup: true,
      lightning: true,
      instance: true,
      site: true,
      malformed: true,
      loopback: true,
      other: true,
    };
    expect([...new Set(HOSTS.map(([, kind]) => kind))].sort()).toEqual(Object.keys(kinds).sort());
  });
});
