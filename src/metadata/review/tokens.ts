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

/** Where the tokens of a file stand. */
export interface OpenPlaces {
  /** The token in a field, by field. */
  readonly fields: ReadonlyMap<string, SourceToken>;
  /** A token between the fields, which may become any element. */
  readonly between: SourceToken | undefined;
}

/** A part of a text, its end not counted in. */
interface Span {
  readonly start: number;
  readonly end: number;
}

const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** Gives the part of a text that an element takes, with its tags. */
function spanOf({ name, offset: start }: XmlElement, text: string, limit: number): Span {
  const closing = text.slice(start, limit).lastIndexOf(`</${name}`);
  const end = text.indexOf('>', closing < 0 ? start : start + closing) + 1;
  return { start, end: end === 0 ? limit : end };
}

/** A deploy replaces text wherever it stands, in a comment or a tag too; a look-alike in a comment means nothing. */
function matchesOf(token: SourceToken, text: string): readonly Span[] {
  const searched = token === TEMPLATE ? text.replace(/<!--[^]*?-->/g, (part) => ' '.repeat(part.length)) : text;
  return [...searched.matchAll(new RegExp(token.find.source, 'g'))]
    .filter(([found]) => found !== '')
    .map(({ index, 0: found }) => ({ start: index, end: index + found.length }));
}

interface NamedSpan {
  readonly name: string;
  readonly span: Span;
}

function spansOf(root: XmlElement, text: string): readonly NamedSpan[] {
  const close = text.lastIndexOf('</');
  return root.children.map((child, index) => ({
    name: child.name,
    span: spanOf(child, text, root.children[index + 1]?.offset ?? close),
  }));
}

/** Gives the texts between the elements of a file that hold a token, each whole: a comment, or what stands on its line. */
export function betweenTexts(root: XmlElement, text: string, tokens: readonly SourceToken[]): readonly string[] {
  const inElements = spansOf(root, text).map(({ span }) => span);
  const matches = tokens
    .flatMap((token) => matchesOf(token, text))
    .filter(
      (match) => match.start > text.indexOf('>', root.offset) && !inElements.some((span) => overlaps(span, match)),
    );
  const comments = [...text.matchAll(/<!--[^]*?-->/g)].map(({ index, 0: comment }) => ({
    start: index,
    end: index + comment.length,
  }));
  const whole = matches.map((match) => comments.find((comment) => overlaps(comment, match)) ?? match);
  return [...new Set(whole.map(({ start, end }) => text.slice(start, end)))];
}

/** Finds out where tokens stand in the text of a file. */
export function openPlaces(root: XmlElement, text: string, tokens: readonly SourceToken[]): OpenPlaces {
  const spans = spansOf(root, text);
  const found = tokens.flatMap((token) => matchesOf(token, text).map((match) => ({ token, match })));
  const fields = new Map<string, SourceToken>();
  let between: SourceToken | undefined;
  for (const { token, match } of found) {
    const touched = spans.filter(({ span }) => overlaps(span, match));
    for (const { name } of touched) if (!fields.has(name)) fields.set(name, token);
    if (touched.length === 0 && match.start > root.offset) between ??= token;
  }
  return { fields, between };
}

const NOT_CHECKED = { level: 'note', kind: 'value-not-checked' } as const;

/** Says of each token what was not checked. */
export function notesOfTokens(file: ReviewedFile, { fields, between }: OpenPlaces): Problem[] {
  const ofFields = [...fields].map(([field, { replacedBy, action }]) => {
    const message = `The value of ${field} is not checked: ${replacedBy}.`;
    return problemAt(file, [field], { ...NOT_CHECKED, message, action });
  });
  if (between === undefined) return ofFields;
  const message = `Whether an element is missing is not checked: of a text between the elements, ${between.replacedBy}.`;
  return [problemAt(file, [], { ...NOT_CHECKED, message, action: between.action }), ...ofFields];
}
