const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** What no XML 1.0 document and no HTML page can hold. */
const UNSUPPORTED = /[^\t\n\u{20}-\u{7E}\u{A0}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Escapes a text for the content or the quoted attribute of an element, of XML and of HTML. */
export function markupText(text: string): string {
  return text.replace(UNSUPPORTED, spelt).replace(/[&<>"']/g, (found) => ESCAPES[found] ?? found);
}

/** Escapes a text for the content of an element of HTML. A command in backticks is code, and anything else that an org says is not. */
export function contentText(text: string): string {
  return markupText(text).replace(/`((?:eca|git|npm|npx|sf) [^`\n]+)`/g, '<code>$1</code>');
}

function spelt(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
