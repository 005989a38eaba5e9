import type { ErrorCode } from 'yaml';

/** What an error code of the YAML parser means for somebody who writes a config, and what to do about it. */
const EXPLANATIONS: Readonly<Partial<Record<ErrorCode, readonly [message: string, action: string]>>> = {
  DUPLICATE_KEY: ['The key stands twice in one map.', 'Remove or rename one of the two.'],
  TAB_AS_INDENT: ['The line is indented with a tab.', 'Indent with spaces.'],
  BAD_INDENT: [
    'The indentation does not fit the lines around it.',
    'Indent keys of one map by the same number of spaces.',
  ],
  MISSING_CHAR: [
    'Something is not closed or not separated: a quote, a bracket, a comma or a colon.',
    'Add what is missing.',
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    'A second ": " stands in one line.',
    'Put the value in quotes, or begin a new line after the first colon.',
  ],
  BAD_SCALAR_START: ['The value begins with a character that YAML keeps for itself.', 'Put the value in quotes.'],
  BAD_DQ_ESCAPE: [
    'The text in double quotes has an unknown escape.',
    'Write \\\\ for a backslash, or use single quotes.',
  ],
  MULTIPLE_DOCS: ['The file has several documents, divided by "---".', 'Keep one document.'],
  TAG_RESOLVE_FAILED: ['The tag (!name) is not known.', 'Remove the tag, or put the text in quotes.'],
  NON_STRING_KEY: ['The key is not a text.', 'Use a plain name as the key.'],
  MULTILINE_IMPLICIT_KEY: ['A key goes over several lines.', 'Check the colon and the indentation of the line.'],
  RESOURCE_EXHAUSTION: ['The file is nested too deeply.', 'Check for brackets that are never closed.'],
};

/** Explains an error of the YAML parser by its code. */
export function explainYamlError(code: ErrorCode): { readonly message: string; readonly action: string } {
  const [message, action] = EXPLANATIONS[code] ?? [
    `The file is not well-formed (${code}).`,
    'Check the line and the one before it.',
  ];
  return { message, action };
}
