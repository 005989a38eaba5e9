import { counted } from '../problem.js';
import { markdownCode as code, markdownHtml, markdownText as text } from './markdown-text.js';
import { durationText, overviewOf, verdictOf, type EnvironmentView, type Overview, type Tone } from './overview.js';
import type { Run, RunEnvironment, RunProof } from './run.js';
import { cutText } from './run-texts.js';

/** GitHub takes a summary of at most one mebibyte for a step, and drops a larger one whole. */
export const MOST_SUMMARY_BYTES = 900_000;
/** Longest value of a field that a table shows, in characters. */
const LONGEST_VALUE = 300;

/** A part of the summary that can be left out, and what to say of it then. */
interface Block {
  readonly title: string;
  readonly text: string;
}

/**
 * Puts a run into Markdown: first a table of all environments, then what is wrong with those that are not done, then what
 * was changed and proven. What does not fit is left out from the end, and named.
 *
 * @param run - With texts that are fit to be shown.
 * @param most - Bytes that it may have. Default: 900,000.
 */
export function toMarkdown(run: Run, most = MOST_SUMMARY_BYTES): string {
  const overview = overviewOf(run);
  const blocks = [
    ...problemBlocks(run),
    ...overview.byWeight.filter(({ tone }) => tone !== 'good').map(wrongBlock),
    ...overview.byWeight.flatMap(changesBlocks),
    ...overview.byWeight.flatMap(proofBlocks),
  ];
  return fitted([headText(run, overview), tableText(overview)], blocks, most);
}

function fitted(first: readonly string[], blocks: readonly Block[], most: number): string {
  const whole = [...first, ...blocks.map((block) => block.text)].join('\n\n');
  if (bytesOf(whole) < most) return `${whole}\n`;
  let kept = first.join('\n\n');
  const left: string[] = [];
  for (const block of blocks) {
    // Room for what names those that are left out stays free.
    if (left.length === 0 && bytesOf(kept) + bytesOf(block.text) < most - leftBytes(blocks))
      kept += `\n\n${block.text}`;
    else left.push(block.title);
  }
  return cutBytes(`${kept}\n\n${leftText(left)}\n`, most);
}

const bytesOf = (value: string): number => Buffer.byteLength(value);
const leftBytes = (blocks: readonly Block[]): number => bytesOf(leftText(blocks.map(({ title }) => title))) + 200;

function leftText(titles: readonly string[]): string {
  if (titles.length === 0)
    return '**The end is left out**, since the summary would be too long: it stands in `report.html` and in `run.json`.';
  return `**Left out**, since the summary would be too long (it stands in \`report.html\` and in \`run.json\`): ${titles.map(text).join('; ')}.`;
}

const CUT = '\n\n**Cut here**: the whole stands in `report.html` and in `run.json`.\n';

/** Cuts a text to a number of bytes, at the end of a line and never inside a character. */
function cutBytes(value: string, most: number): string {
  const bytes = Buffer.from(value);
  if (bytes.length <= most) return value;
  const room = most - bytesOf(CUT);
  if (room <= 0) return '';
  // A character that was cut in two is decoded to one that no text of ours ends with.
  const kept = new TextDecoder().decode(bytes.subarray(0, room), { stream: true });
  const end = kept.lastIndexOf('\n');
  return `${end > 0 ? kept.slice(0, end) : kept}${CUT}`;
}

const MARKS: Readonly<Record<Tone, string>> = { good: '✅', warn: '⚠️', bad: '❌' };

function headText(run: Run, { title, tone, ms, changes }: Overview): string {
  const { ci, tool, started } = run;
  const facts = [
    `begun ${text(started)}`,
    ms === undefined ? 'not ended' : durationText(ms),
    counted(changes, 'change'),
    ...(ci?.actor === undefined ? [] : [`by ${code(ci.actor)}`]),
    ...(ci?.commit === undefined ? [] : [`commit ${code(ci.commit)}`]),
    `${tool.name} ${text(tool.version)}`,
  ];
  return `## ${MARKS[tone]} ${text(title)}\n\n${facts.join(' · ')}`;
}

function tableText({ environments }: Overview): string {
  const rows = environments.map(({ title, result, tone, environment, proven = '—' }) => {
    const { org, changes, ms } = environment;
    const where = org === undefined ? '—' : `${text(org.name)} (${code(org.id)}${org.isSandbox ? '' : ', no sandbox'})`;
    return [
      `${MARKS[tone]} ${text(title)}`,
      result,
      where,
      changes ?? '—',
      proven,
      ms === undefined ? '—' : durationText(ms),
    ];
  });
  return tableOf(['Environment', 'Result', 'Org', 'Changes', 'Proven', 'Time'], rows);
}

function tableOf(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function problemBlocks({ problems = [] }: Run): readonly Block[] {
  if (problems.length === 0) return [];
  const lines = problems.map(
    ({ file, level, message }) => `- ${level === 'error' ? MARKS.bad : MARKS.warn} ${code(file)}: ${text(message)}`,
  );
  return [{ title: 'reports that were not joined', text: ['### Reports', '', ...lines].join('\n') }];
}

function wrongBlock({ title, tone, result, cause = '', environment }: EnvironmentView): Block {
  const { error, proofs, readBack, findings = [] } = environment;
  const lines = [
    `### ${MARKS[tone]} ${text(title)}: ${result}`,
    '',
    text(error?.message ?? cause),
    ...(error === undefined ? [] : ['', ...error.actions.map((action) => `- ${text(action)}`)]),
    ...proofs.filter(({ ok }) => !ok).flatMap(diagnosisLines),
    ...(readBack?.differences ?? []).map(
      ({ fullName, path }) => `- The org did not take ${code(`${fullName} ${path}`)}.`,
    ),
    ...findings
      .filter(({ level }) => level === 'blocker')
      .map(({ name, detail, action = '' }) => `- ${code(name)}: ${text(`${detail} ${action}`)}`),
  ];
  return { title: `${title}: ${result}`, text: lines.join('\n') };
}

function diagnosisLines({ app, checks, diagnosis }: RunProof): readonly string[] {
  const failed = checks.filter(({ ok }) => !ok).map(({ name, detail }) => `- ${code(name)}: ${text(detail)}`);
  const told =
    diagnosis === undefined
      ? []
      : [`- **${text(diagnosis.layer)}**: ${text(diagnosis.evidence)} ${text(diagnosis.fix)}`];
  return ['', `App ${code(app)}:`, '', ...failed, ...told];
}

function changesBlocks({ title, environment }: EnvironmentView): readonly Block[] {
  const { changed = [] } = environment;
  if (changed.length === 0) return [];
  const rows = changed.flatMap(({ action, type, fullName, fields }) => {
    const head = [action, code(`${type} ${fullName}`)];
    if (fields.length === 0) return [[...head, '—', '—', '—']];
    return fields.map(({ path, from, to }) => [...head, code(path), valueCell(from), valueCell(to)]);
  });
  const table = tableOf(['Action', 'Component', 'Field', 'In the org', 'In the config'], rows);
  const name = `${title}: ${counted(changed.length, 'change')}`;
  return [{ title: name, text: foldedText(name, table) }];
}

const valueCell = (value: string | undefined): string =>
  value === undefined ? '—' : code(cutText(value, LONGEST_VALUE));

function proofBlocks({ title, environment }: EnvironmentView): readonly Block[] {
  const { proofs } = environment;
  if (proofs.length === 0) return [];
  const rows = proofs.flatMap(checkRows);
  const table = tableOf(['App', 'Check', 'Result', 'Found', 'Time'], rows);
  const name = `${title}: ${counted(rows.length, 'check')}`;
  return [{ title: name, text: foldedText(name, table) }];
}

function checkRows({ app, checks }: RunEnvironment['proofs'][number]): readonly (readonly string[])[] {
  return checks.map((check) => [
    code(app),
    code(check.name),
    verdictOf(check),
    text(cutText(check.detail, LONGEST_VALUE)),
    durationText(check.ms),
  ]);
}

/** Markdown inside of HTML needs an empty line before and after it; the title is HTML. */
function foldedText(title: string, content: string): string {
  return `<details><summary>${markdownHtml(title)}</summary>\n\n${content}\n\n</details>`;
}
