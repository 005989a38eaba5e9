import { isIPv4, isIPv6 } from 'node:net';

/** Hosts of Salesforce that clients send on purpose, to hear that they are the wrong ones. */
const LOGIN_HOSTS = ['login.salesforce.com', 'test.salesforce.com'];

/**
 * Tells whether a Host header names this machine, or is one that clients send on purpose.
 *
 * A web page whose host name an attacker points to 127.0.0.1 sends that name, so no other is taken.
 */
export function isOwnHost(header: string | undefined): boolean {
  return isLoopbackHost(header) || LOGIN_HOSTS.includes(nameIn(header));
}

/** Tells whether a Host header names this machine and nothing else. */
export function isLoopbackHost(header: string | undefined): boolean {
  const name = nameIn(header);
  if (isIPv4(name)) return name.startsWith('127.');
  if (isIPv6(name.replace(/^\[|\]$/g, ''))) return name === '[::1]';
  return name === 'localhost' || name.endsWith('.localhost');
}

function nameIn(header: string | undefined): string {
  return /^(\[[\da-f:.]+\]|[^:]+)(?::\d+)?$/i.exec(header ?? '')?.[1]?.toLowerCase() ?? '';
}
