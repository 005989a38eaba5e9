/** Where a document stopped to be well-formed. Offsets count from its start. */
export interface XmlFault {
  readonly source: string;
  /** End of the last tag, comment or instruction that was read whole. */
  readonly read: number;
  /** Where the parser stands. */
  readonly at: number;
}

type Describe = (fault: XmlFault, part: string) => string;

/** What the parser says, and what the org says of the same. [U] the wording of all but the first three. */
const TEXTS: readonly (readonly [said: RegExp, describe: Describe])[] = [
  [/^document must contain a root element/, () => 'Premature end of file.'],
  [/^text data outside of root/, () => 'Content is not allowed outside of the root element.'],
  [
    /^(?:undefined entity|disallowed character in entity name)/,
    ({ source, at }) => undeclared(source.slice(source.lastIndexOf('&', at - 2) + 1, at - 1)),
  ],
  [/^malformed character entity/, () => 'The character reference is no character.'],
  [
    /^(?:unclosed tag: (.*)|unexpected end)/,
    ({ source, read }, name) => `The ${openMarkup(source.slice(read)) ?? `element <${name}>`} is not closed.`,
  ],
  [
    /^(?:unexpected close tag|unmatched closing tag)/,
    ({ source, at }) => {
      const name = source.slice(source.lastIndexOf('</', at - 1) + 2, at - 1).trim();
      return `The end tag </${name}> has no start tag.`;
    },
  ],
  [/^documents may contain only one root/, () => 'The document has more than one root element.'],
  [/^unbound namespace prefix: "(.*)"/, (_, prefix) => `The prefix "${prefix}" is not bound.`],
  [/^duplicate attribute: (.*)\./, (_, name) => `The attribute "${name}" was already specified.`],
  [/attribute|in tag name|in opening tag/, () => 'The start tag is not well-formed.'],
];

const undeclared = (name: string): string => `The entity "${name}" was referenced, but not declared.`;

/** Names what began behind the last thing that was read whole. */
function openMarkup(rest: string): string | undefined {
  if (rest.includes('<!--')) return 'comment';
  if (rest.includes('<![CDATA[')) return 'CDATA section';
  return rest.includes('<?') ? 'processing instruction' : undefined;
}

/** Words what the parser found. */
export function describeFault(said: string, fault: XmlFault): string {
  const lost = lostAmpersand(fault);
  if (lost !== undefined) return undeclared(lost);
  for (const [pattern, describe] of TEXTS) {
    const found = pattern.exec(said);
    if (found !== null) return describe(fault, found[1] ?? '');
  }
  return `The document is not well-formed: ${said}`;
}

/** Finds an ampersand that begins no reference: the parser takes what follows for a name, up to the end of the text. */
function lostAmpersand({ source, read, at }: XmlFault): string | undefined {
  const rest = source.slice(read, at);
  const found = /&(?!(?:#\d+|#x[\da-f]+|[\w.:-]+);)([^;&\s<>"']*)/i.exec(rest);
  if (found === null || /<[!?]/.test(rest.slice(0, found.index))) return undefined;
  return found[1] ?? '';
}
