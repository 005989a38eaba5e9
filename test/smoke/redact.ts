import type { Org } from '../../src/org/org.js';
import type { Scene } from './scene.js';

/** Takes everything out of a text that tells which org it came from, or that opens it. */
export type Redact = (text: string) => string;

/** What looks like something that must not be told, whatever it is. The first that fits counts. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b00D\w{12,15}![\w.]+/g, '[token]'],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]+)?/g, '[token]'],
  [/[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+/g, '[username]'],
  [/\bhttps?:\/\/(?!soap\.sforce\.com\b)[^\s/"'<>,;)]+/g, 'https://[host]'],
  [
    /\b(?!soap\.sforce\.com\b)[\w-]+(?:\.[\w-]+)*\.(?:salesforce|force|site|salesforce-setup|cloudforce)\.(?:com|mil)\b/gi,
    '[host]',
  ],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, '[address]'],
  [/\b00D(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{12})\b/g, '[org id]'],
  [/\b[0-9][A-Za-z0-9]{2}(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{12})\b/g, '[id]'],
  [/[A-Za-z0-9_.+=~!-]{48,}/g, '[long value]'],
];

/** Makes the redaction of one run: what is known of its org and app, then whatever looks like a secret or a name. */
export function redactionOf({ org, credentials, config }: Scene): Redact {
  const runAsUsers = config.apps.flatMap(({ runAsUser }) => runAsUser ?? []);
  return redaction([
    [credentials?.consumerSecret.reveal(), '[secret]'],
    [credentials?.consumerKey, '[key]'],
    ...runAsUsers.map((user): Known => [user, '[username]']),
    ...knownOf(org),
  ]);
}

/** Makes the redaction of what some orgs said. */
export function redactionFor(orgs: readonly Org[]): Redact {
  return redaction(orgs.flatMap(knownOf));
}

type Known = readonly [string | undefined, string];

function knownOf({ identity }: Org): readonly Known[] {
  const { orgId, name, instanceUrl, username, target } = identity;
  return [
    [orgId, '[org id]'],
    [orgId.slice(0, 15), '[org id]'],
    [username, '[username]'],
    [instanceUrl, 'https://[host]'],
    [new URL(instanceUrl).host, '[host]'],
    [`"${target}"`, '[org]'],
    [`"${name}"`, '[org name]'],
  ];
}

function redaction(known: readonly Known[]): Redact {
  return (text) => {
    const without = known.reduce((rest, [value, word]) => (value ? replaced(rest, value, word) : rest), text);
    return PATTERNS.reduce((rest, [pattern, word]) => rest.replace(pattern, () => word), without);
  };
}

/** Usernames and hosts are the same in any case. */
function replaced(text: string, value: string, word: string): string {
  const literal = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(literal, 'gi'), () => word);
}
