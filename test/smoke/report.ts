import { ASSUMPTIONS } from '../../src/local-org/state/assumptions.js';
import type { Observation } from './observation.js';
import type { OrgKind } from './org-kind.js';
import { kindText } from './org-kind.js';
import { redactionOf } from './redact.js';
import type { StepResult, Story } from './story.js';

/** What an org says of an assumption. */
export type Verdict = 'confirmed' | 'refuted' | 'unexpected' | 'not tried';

/** One assumption, as the report tells it. */
export interface AssumptionResult {
  readonly name: string;
  /** Value that the local org has by default. */
  readonly default: string;
  /** Value that this org showed; absent unless it showed one. */
  readonly observed?: string;
  readonly verdict: Verdict;
  /** What the org answered, or why it was not asked. */
  readonly detail: string;
}

/** The whole run, free of org id, usernames, hosts, key, secret and tokens. */
export interface SmokeReport {
  readonly tool: string;
  /** Day of the run, UTC. */
  readonly date: string;
  readonly org: OrgKind;
  readonly app: string;
  readonly ok: boolean;
  readonly interrupted: boolean;
  readonly steps: readonly StepResult[];
  readonly assumptions: readonly AssumptionResult[];
}

/** Makes the report of a story. This is the one place where texts of the org are redacted. */
export function reportOf(
  story: Story,
  { version, now }: { readonly version: string; readonly now: Date },
): SmokeReport {
  const redact = redactionOf(story.scene);
  const { kind, scene, ok, interrupted, steps, observations } = story;
  return {
    tool: `eca-as-code ${version}`,
    date: now.toISOString().slice(0, 10),
    org: kind,
    app: scene.app,
    ok,
    interrupted,
    steps: steps.map((step) => ({ ...step, detail: redact(step.detail) })),
    assumptions: ASSUMPTIONS.map(({ name, default: value }) => {
      const result = judged(observations.get(name), value);
      return { name, default: value, ...result, detail: redact(result.detail) };
    }),
  };
}

function judged(
  observation: Observation | undefined,
  assumed: string,
): Pick<AssumptionResult, 'verdict' | 'detail' | 'observed'> {
  switch (observation?.kind) {
    case 'value': {
      const { value, said } = observation;
      return { observed: value, verdict: value === assumed ? 'confirmed' : 'refuted', detail: said };
    }
    case 'unexpected':
      return { verdict: 'unexpected', detail: observation.said };
    case 'not-tried':
      return { verdict: 'not tried', detail: observation.reason };
    case undefined:
      return { verdict: 'not tried', detail: '' };
  }
}

/** Writes a report as Markdown for an issue. */
export function markdownOf(report: SmokeReport): string {
  const { tool, date, org, ok, interrupted, steps, assumptions } = report;
  const count = (verdict: Verdict): string =>
    `${assumptions.filter((result) => result.verdict === verdict).length} ${verdict}`;
  return [
    `## Smoke run: ${interrupted ? 'interrupted' : ok ? 'all steps succeeded' : 'some steps failed'}`,
    '',
    ...(org.isLocal ? ['> Run against the local org: this proves nothing about Salesforce.', ''] : []),
    `- Org: ${kindText(org)}; API ${org.apiVersion} used, ${org.newestApiVersion} offered`,
    `- Date: ${date}`,
    `- Version: ${tool}`,
    '',
    '| step | result | ms | detail |',
    '|---|---|---:|---|',
    ...steps.map((step) => row([step.name, stateOf(step), String(step.ms), step.detail])),
    '',
    `Assumptions: ${(['confirmed', 'refuted', 'unexpected', 'not tried'] as const).map(count).join(', ')}.`,
    '',
    '| assumption | our default | this org | result |',
    '|---|---|---|---|',
    ...assumptions.map((result) => row([result.name, result.default, result.observed ?? '', result.verdict])),
    '',
    ...answersOf(assumptions, 'unexpected', 'Answers that fit no value of the assumption, word by word:'),
    ...answersOf(assumptions, 'refuted', 'What refuted an assumption, word by word:'),
    ...answersOf(assumptions, 'confirmed', 'What confirmed an assumption:'),
    ...answersOf(assumptions, 'not tried', 'Not tried:'),
  ].join('\n');
}

function stateOf({ ok, skipped }: StepResult): string {
  return skipped === true ? (ok ? 'left out' : 'not reached') : ok ? 'ok' : 'FAILED';
}

function answersOf(assumptions: readonly AssumptionResult[], verdict: Verdict, title: string): string[] {
  const found = assumptions.filter((result) => result.verdict === verdict);
  if (found.length === 0) return [];
  return [title, '', ...found.map(({ name, detail }) => `- ${name}: ${oneLine(detail)}`), ''];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => oneLine(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
