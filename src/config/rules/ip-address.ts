/** An address as a number, with its family: addresses of two families are not comparable. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

function join(parts: readonly number[], bits: bigint): bigint {
  return parts.reduce((value, part) => (value << bits) | BigInt(part), 0n);
}

function parseV4(text: string): number[] | undefined {
  const parts = text.split('.');
  const isPart = (part: string): boolean => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255;
  return parts.length === 4 && parts.every(isPart) ? parts.map(Number) : undefined;
}

/** Writes an IPv4 address at the end of an IPv6 address as the two groups that it stands for. */
function withoutDots(text: string): string {
  const start = text.lastIndexOf(':') + 1;
  const parts = parseV4(text.slice(start));
  if (parts === undefined) return text;
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  return `${text.slice(0, start)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function parseGroups(text: string): number[] | undefined {
  const groups = text === '' ? [] : text.split(':');
  const isGroup = (group: string): boolean => /^[\da-f]{1,4}$/i.test(group);
  return groups.every(isGroup) ? groups.map((group) => Number.parseInt(group, 16)) : undefined;
}

function parseV6(text: string): number[] | undefined {
  const [head = '', tail, ...more] = withoutDots(text).split('::');
  const before = parseGroups(head);
  if (before === undefined || more.length > 0) return undefined;
  if (tail === undefined) return before.length === 8 ? before : undefined;
  const after = parseGroups(tail);
  if (after === undefined || before.length + after.length > 7) return undefined;
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** Reads an IPv4 address (RFC 791) or an IPv6 address (RFC 4291, section 2.2); gives undefined for anything else. */
export function parseIpAddress(text: string): IpAddress | undefined {
  const v4 = parseV4(text);
  if (v4 !== undefined) return { family: 4, value: join(v4, 8n) };
  const v6 = text.includes(':') ? parseV6(text) : undefined;
  return v6 === undefined ? undefined : { family: 6, value: join(v6, 16n) };
}
