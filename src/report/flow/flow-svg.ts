import renderStyle from '../../../templates/flow/flow-style.hbs';
import renderSvg from '../../../templates/flow/flow-svg.hbs';
import { printableText } from '../../foreign-text.js';
import { markupText } from '../../page/markup.js';
import { THEMES } from '../../page/palette.js';
import { mappedTexts } from '../../page/mapped-texts.js';
import { oneLine } from '../run-texts.js';
import { stepTexts, type Flow, type Participant, type Step } from './flow.js';
import { textWidth } from './text-width.js';
import { wrap } from './wrap.js';

const COLUMN = 220;
const BOX = 196;
const LINE = 16;
const TOP = 8;
/** Room for text in a box. */
const INSIDE = BOX - 16;
/** Sizes of text, those of the style. */
const TITLE_SIZE = 13;
const TEXT_SIZE = 12;
const MOST_LINES = 6;

/** How a picture of a flow is drawn. */
export interface SvgOptions {
  /** Begins the ids in it, which have to be its own on a page. */
  readonly id: string;
  /** Whether it brings its own style. Default: true; on a page the style is that of the page. */
  readonly isAlone?: boolean | undefined;
}

/** Gives the rules that pictures of flows are drawn by, for both themes. */
export function flowStyle(): string {
  return renderStyle({ themes: THEMES }).trim();
}

/** Draws a flow as SVG; its steps stand in it as text, too, for whoever does not see it. */
export function flowSvg(flow: Flow, { id, isAlone = true }: SvgOptions): string {
  const { title, participants, steps } = mappedTexts(flow, (text) => oneLine(printableText(text)));
  const heads = headsOf(participants);
  const headEnd = TOP + heads.height;
  const places = stepsFrom(headEnd + 28, steps, participants);
  const height = places.end + 12;
  const view = {
    id,
    title,
    description: stepTexts({ participants, steps })
      .map((text, index) => `${index + 1}. ${text}.`)
      .join(' '),
    width: COLUMN * participants.length,
    height,
    participants: heads.boxes.map((box) => ({ ...box, lineEnd: height - 6 })),
    steps: places.steps,
  };
  return renderSvg({ ...mappedTexts(view, markupText), style: isAlone ? `\n${flowStyle()}\n` : undefined }).trim();
}

const centreOf = (participants: readonly Participant[], id: Participant['id']): number =>
  COLUMN * (participants.findIndex((one) => one.id === id) + 0.5);

const letters =
  (size: number) =>
  (text: string): number =>
    textWidth(text, size);

interface Line {
  readonly kind?: string | undefined;
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

function headsOf(participants: readonly Participant[]) {
  const told = participants.map(({ title, detail }) => [
    ...wrap(title, INSIDE, 3, letters(TITLE_SIZE)).map((text) => ({ kind: 'flow-title', text })),
    ...wrap(detail, INSIDE, MOST_LINES, letters(TEXT_SIZE)).map((text) => ({ kind: 'flow-detail', text })),
  ]);
  const height = 16 + LINE * Math.max(...told.map(({ length }) => length));
  const boxes = participants.map(({ id }, index) => {
    const x = centreOf(participants, id);
    const lines = (told[index] ?? []).map((line, row): Line => ({ ...line, x, y: TOP + 20 + row * LINE }));
    return { x, boxX: x - BOX / 2, boxY: TOP, boxWidth: BOX, boxHeight: height, boxEnd: TOP + height, lines };
  });
  return { boxes, height };
}

function stepsFrom(start: number, steps: readonly Step[], participants: readonly Participant[]) {
  let y = start;
  const drawn = steps.map((step, index) => {
    const from = centreOf(participants, step.from);
    const to = centreOf(participants, step.to);
    const { end, ...place } = message(step, from, to, y);
    y = end;
    return { ...place, number: index + 1, numberY: place.y + 4, isAnswer: step.isAnswer === true };
  });
  return { steps: drawn, end: y };
}

/** An arrow from one line to another, with its text above it. */
function message({ text }: Step, from: number, to: number, top: number) {
  const way = Math.abs(to - from);
  const told = wrap(text, way - 44, MOST_LINES + 2, letters(TEXT_SIZE));
  const y = top + 6 + LINE * told.length;
  const side = to > from ? 1 : -1;
  return {
    ...{ fromX: from, toX: to - 8 * side, tipX: to, back: -9 * side },
    ...{ dotX: from, y, end: y + 28 },
    lines: linesAt(told, (from + to) / 2, top + 8),
  };
}

function linesAt(texts: readonly string[], x: number, top: number): readonly Line[] {
  return texts.map((text, row) => ({ x, y: top + row * LINE, text }));
}
