import type { Problem } from '../../errors.js';
import type { XmlElement } from '../document.js';
import { problemAt, type ReviewedFile } from './reviewed-file.js';

/** A text that something replaces at the deploy, so that what stands in the file is not what an org gets. */
export interface SourceToken {
  readonly find: RegExp;
  /** Who replaces it, such as "sfdx-project.json replaces it at a deploy, by the variable RUN_AS_USER". */
  readonly replacedBy: string;
  /** What to do to have the value checked. */
  readonly action: string;
}

/** Spellings that only templates have, whoever fills them in. */
export const TEMPLATE: SourceToken = {
  find: /%%%\w+%%%|\$\{[\w.:-]+\}|\{\{\s*[\w.:-]+\s*\}\}|#\{[\w.:-]+\}#?/,
  replacedBy: 'it looks like a token that a pipeline replaces',
  action: 'Check the files as they are after the replacement to have the value checked.',
};

const textsOf = (element: XmlElement): readonly string[] => [element.text, ...element.children.flatMap(textsOf)];

function tokenIn(element: XmlElement, tokens: readonly SourceToken[]): SourceToken | undefined {
  const texts = textsOf(element);
  return tokens.find(({ find }) => texts.some((text) => new RegExp(find.source, 's').test(text)));
}

/** Finds the fields of a file that a token stands in, by field. */
export function openFields(root: XmlElement, tokens: readonly SourceToken[]): ReadonlyMap<string, SourceToken> {
  const found = root.children.flatMap((child) => {
    const token = tokenIn(child, tokens);
    return token === undefined ? [] : [[child.name, token] as const];
  });
  return new Map(found);
}

/** Tells whether a token stands between the elements of a file, which may then become any element. */
export function isOpenBetween(root: XmlElement, tokens: readonly SourceToken[]): boolean {
  return tokenIn({ ...root, children: [] }, tokens) !== undefined;
}

/** Says of each field with a token that its value was not checked. */
export function notesOfTokens(file: ReviewedFile, open: ReadonlyMap<string, SourceToken>): Problem[] {
  return [...open].map(([field, { replacedBy, action }]) => {
    const message = `The value of ${field} is not checked: ${replacedBy}.`;
    return problemAt(file, [field], { level: 'note', message, action, kind: 'value-not-checked' });
  });
}
