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

/** Reads groups of hexadecimal digits; the last may be an IPv4 address, which stands for two groups. */
function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':').map((group, index, all) => {
    if (/^[\da-f]{1,4}$/i.test(group)) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = (index === all.length - 1 ? parseV4(group) : undefined) ?? [];
    return index === all.length - 1 && parseV4(group) !== undefined ? [a * 256 + b, c * 256 + d] : undefined;
  });
  return groups.some((group) => group === undefined) ? undefined : groups.flatMap((group) => group ?? []);
}

function parseV6(text: string): number[] | undefined {
  const [head = '', tail, ...more] = text.split('::');
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
