import renderMermaid from '../../../templates/flow/mermaid.hbs';
import renderText from '../../../templates/flow/text.hbs';
import { printableText } from '../../foreign-text.js';
import { mappedTexts } from '../../page/mapped-texts.js';
import { oneLine } from '../run-texts.js';
import { wayText, type Flow } from './flow.js';

const visible = (text: string): string => oneLine(printableText(text));

/** Puts a flow into text for a terminal or a page of Markdown. */
export function flowText(flow: Flow): string {
  const { title, participants, steps, notes } = mappedTexts(flow, visible);
  const width = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length));
  const titles = width(participants.map((one) => one.title));
  const ways = steps.map((step) => wayText(participants, step));
  return renderText({
    title,
    participants: participants.map((one) => ({ title: one.title.padEnd(titles), detail: one.detail })),
    steps: steps.map(({ text }, index) => ({ number: index + 1, way: (ways[index] ?? '').padEnd(width(ways)), text })),
    notes,
  });
}

/** Puts a flow into a sequence diagram of Mermaid. */
export function flowMermaid(flow: Flow): string {
  const { participants } = flow;
  const told = { ...flow, first: participants[0]?.id ?? '', last: participants.at(-1)?.id ?? '' };
  return renderMermaid(mappedTexts(told, (text) => mermaidText(visible(text))));
}

/**
 * Spells what Mermaid, YAML or a browser could make something of as its own references.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
function mermaidText(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:/=()@…?_-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
}
