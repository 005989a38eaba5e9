/** What a host of Salesforce is, judged by its name. Only a My Domain host serves the client credentials flow. */
export type HostKind =
  'my-domain' | 'login' | 'setup' | 'lightning' | 'instance' | 'site' | 'malformed' | 'loopback' | 'other';

/** Host names and what they are; the first that fits counts. */
const HOSTS: readonly (readonly [HostKind, RegExp])[] = [
  ['loopback', /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/],
  ['login', /^(?:login|test)\.salesforce\.com$/],
  ['malformed', /^\.|\.\.|\.cs\d+\.my\.salesforce\.com$/],
  ['setup', /\.(?:my\.)?salesforce-setup\.com$/],
  ['lightning', /\.lightning\.force\.com$/],
  ['site', /\.(?:my\.site\.com|force\.com|site\.com)$/],
  ['instance', /^(?:na|eu|ap|cs|um|ind|swe|usa|can|aus|deu|jpn)\d+s?\.(?:my\.)?salesforce\.com$/],
  [
    'my-domain',
    /^[a-z0-9-]+(?:\.sandbox|\.develop|\.scratch|\.demo|\.patch|\.trailblaze|\.free|\.stmfa|\.stm|\.wl)?\.my\.salesforce\.(?:com|mil)$/,
  ],
  ['my-domain', /\.my\.(?:sfcrmapps|sfcrmproducts)\.cn$/],
];

/** What to write instead of each wrong host. */
const WRONG: Partial<Record<HostKind, string>> = {
  login:
    'login.salesforce.com and test.salesforce.com are where people log in; they serve neither an org nor the client credentials flow',
  setup: 'this is the host of the Setup pages',
  lightning: 'this is the host of the Lightning pages',
  instance: 'this is the name of an instance, which changes when Salesforce moves the org',
  site: 'this is the host of a site',
  malformed: 'this is not the name of a host that Salesforce has',
};

/**
 * Tells what kind of host a URL names.
 *
 * @see https://help.salesforce.com/s/articleView?id=sf.domain_name_url_formats.htm
 */
export function hostKind(url: string): HostKind {
  if (!URL.canParse(url)) return 'malformed';
  const { hostname, pathname } = new URL(url);
  if (pathname.startsWith('/.my.salesforce.com')) return 'malformed';
  return HOSTS.find(([, pattern]) => pattern.test(hostname.toLowerCase().replace(/\.$/, '')))?.[0] ?? 'other';
}

/** Says why a host cannot be the token endpoint's, or undefined when it may be. */
export function wrongHost(url: string): string | undefined {
  return WRONG[hostKind(url)];
}
