import { createHash } from 'node:crypto';
import '../../templates/report/_checks.hbs';
import '../../templates/report/_environment.hbs';
import '../../templates/page/_facts.hbs';
import renderPage from '../../templates/report/page.hbs';
import renderStyle from '../../templates/page/style.hbs';
import { counted } from '../problem.js';
import { flowOf, stepTexts, type Flow } from './flow/flow.js';
import { flowStyle, flowSvg } from './flow/flow-svg.js';
import { contentText, markupText } from '../page/markup.js';
import { durationText, overviewOf, type EnvironmentView, type Overview } from './overview.js';
import { environmentView, fact, timeText, TONE_MARKS, type Fact } from './page-environment.js';
import { THEMES } from '../page/palette.js';
import type { Run } from './run.js';
import { mappedTexts } from '../page/mapped-texts.js';
import { DOES_NOT_PROVE } from './statement.js';

/** Pictures that a page shows; orgs differ in names alone, so that one for each way of an app is enough. */
const MOST_FLOWS = 6;

/** What holds commands to type, in backticks. */
const WITH_COMMANDS: ReadonlySet<string> = new Set(['cause', 'actions']);

const VERDICT_WORDS = { good: 'all done', warn: 'not all done', bad: 'failed' } as const;

/**
 * Puts a run into one page of HTML that can be read without script, on a phone and on a desktop, dark and light. Nothing is
 * fetched, and its Content Security Policy lets nothing be.
 *
 * @param run - With texts that are fit to be shown.
 */
export function toPage(run: Run): string {
  const overview = overviewOf(run);
  const ids = new Map(overview.environments.map((view, index) => [view, `environment-${index + 1}`]));
  const style = `${renderStyle({ themes: THEMES }).trim()}\n${flowStyle()}`;
  const flows = flowsOf(run);
  const view = mappedTexts(viewOf(run, overview, ids), (text, key) =>
    WITH_COMMANDS.has(key) ? contentText(text) : markupText(text),
  );
  return renderPage({
    ...view,
    style,
    styleHash: `sha256-${createHash('sha256').update(style).digest('base64')}`,
    flows: flows.slice(0, MOST_FLOWS).map(figureOf),
    flowsLeft:
      flows.length > MOST_FLOWS
        ? `${counted(flows.length - MOST_FLOWS, 'more picture')} would be here; eca diagram draws each app of a config.`
        : '',
  });
}

function viewOf(run: Run, overview: Overview, ids: ReadonlyMap<EnvironmentView, string>) {
  const { title, tone, total, changes, byWeight, environments } = overview;
  const idOf = (view: EnvironmentView): string => ids.get(view) ?? '';
  const group = (id: string, words: string, views: readonly EnvironmentView[]) => ({
    id,
    title: `${words} (${views.length})`,
    environments: views.map((view) => environmentView(view, idOf(view), run)),
  });
  const wrong = byWeight.filter((view) => view.tone !== 'good');
  const good = environments.filter((view) => view.tone === 'good');
  return {
    ...{ title, tone, mark: TONE_MARKS[tone], verdict: VERDICT_WORDS[tone] },
    summary: `${counted(total, 'environment')}, ${counted(changes, 'change')}; those that are not done stand first.`,
    facts: factsOf(run, overview),
    problems: (run.problems ?? []).map((one) => ({ ...one, tone: one.level === 'error' ? 'bad' : 'warn' })),
    rows: byWeight.map((view) => rowOf(view, idOf(view))),
    groups: [group('not-done', 'Not done', wrong), group('done', 'Done', good)].filter(
      (one) => one.environments.length > 0,
    ),
    doesNotProve: run.environments.some(({ proofs }) => proofs.length > 0) ? DOES_NOT_PROVE : [],
    footer: `Made by ${run.tool.name} ${run.tool.version} from run.json, which lies beside this page. It holds no secrets; it does hold ids and names of orgs and users.`,
  };
}

function factsOf(run: Run, { ms, exitCode }: Overview): readonly Fact[] {
  const { ci, started, ended, verb, configDigest } = run;
  return [
    ...fact('Command', `eca ${verb}`),
    ...fact('Begun', timeText(started)),
    ...fact('Took', ended === undefined || ms === undefined ? 'not ended' : durationText(ms)),
    ...fact('Exit code', String(exitCode)),
    ...fact('By', ci?.actor),
    ...fact('Commit', ci?.commit),
    ...fact('Run', ci?.runUrl, ci?.runUrl),
    ...fact('Config', `SHA-256 ${configDigest}`),
  ];
}

function rowOf({ title, result, tone, environment, proven = '—' }: EnvironmentView, id: string): object {
  const { org, changes, ms } = environment;
  return {
    ...{ id, title, result, tone, mark: TONE_MARKS[tone], proven },
    org: org === undefined ? '—' : `${org.name} (${org.id})`,
    changes: changes ?? '—',
    time: ms === undefined ? '—' : durationText(ms),
  };
}

/** Gives each way of each app once, whatever its run-as user is called in an org. */
function flowsOf({ environments }: Run): readonly Flow[] {
  const apps = environments.flatMap(({ apps: own = [] }) => own);
  const ways = new Map(
    apps.map((app) => [JSON.stringify({ ...app, runAsUser: undefined }), app] as const).toReversed(),
  );
  return [...ways.values()].toReversed().map((app) => flowOf(app));
}

/** The picture escapes its own texts. */
function figureOf(flow: Flow, index: number): object {
  const { title, notes } = flow;
  const told = mappedTexts({ title, steps: stepTexts(flow), notes }, markupText);
  return { ...told, number: index + 1, svg: flowSvg(flow, { id: `flow-${index + 1}`, isAlone: false }) };
}
