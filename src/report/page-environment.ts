import { counted } from '../problem.js';
import { durationText, verdictOf, type EnvironmentView, type Tone, type Verdict } from './overview.js';
import type { Run, RunEnvironment, RunProof } from './run.js';
import { cutText } from './run-texts.js';

/** Marks for those who see no colour; a word stands beside each. */
export const TONE_MARKS: Readonly<Record<Tone, string>> = { good: '✓', warn: '!', bad: '✗' };

const VERDICTS: Readonly<Record<Verdict, { readonly tone: string; readonly mark: string }>> = {
  passed: { tone: 'good', mark: TONE_MARKS.good },
  failed: { tone: 'bad', mark: TONE_MARKS.bad },
  unknown: { tone: 'idle', mark: '?' },
};
const LEVELS = {
  ok: { result: 'passed', ...VERDICTS.passed },
  warning: { result: 'warning', tone: 'warn', mark: TONE_MARKS.warn },
  blocker: { result: 'failed', ...VERDICTS.failed },
  unknown: { result: 'unknown', ...VERDICTS.unknown },
} as const;

/** Longest value and longest sentence that the page shows, in characters; `run.json` has the whole. */
const LONGEST_VALUE = 240;
const LONGEST_TEXT = 2000;
/** Characters of the page that changed fields take, of all environments together, and of one at least. */
const ROOM_FOR_FIELDS = 140_000;
const LEAST_ROOM = 2000;
/** What the row of a field takes beside its texts. */
const ROW = 150;

/** One line of facts. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly href?: string | undefined;
}

/** Gives a fact, or none where there is nothing to say. */
export function fact(name: string, value: string | undefined, href?: string): readonly Fact[] {
  return value === undefined || value === '' ? [] : [{ name, value, href: isWebAddress(href) ? href : undefined }];
}

/** A page may be opened from a disk: only addresses of the web are links. */
const isWebAddress = (address: string | undefined): boolean =>
  address !== undefined && /^https?:\/\/[^\s]+$/.test(address);

/** Spells a point in time. */
export function timeText(iso: string | undefined): string | undefined {
  return iso?.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC');
}

/** Gives what the page shows of one environment. */
export function environmentView(view: EnvironmentView, id: string, run: Run): object {
  const { environment, title, tone, result, cause } = view;
  const { error, changed = [], readBack, proofs, findings = [] } = environment;
  return {
    ...{ id, title, tone, mark: TONE_MARKS[tone], result, isOpen: tone !== 'good', brief: briefOf(view) },
    cause: cause === undefined ? '' : cutText(error?.message ?? cause, LONGEST_TEXT),
    actions: error?.actions.map((action) => cutText(action, LONGEST_TEXT)),
    facts: factsOf(environment, run),
    ...changesOf(changed, Math.max(LEAST_ROOM, ROOM_FOR_FIELDS / run.environments.length)),
    differences: readBack?.differences.map(({ fullName, path, wanted, got }) => ({
      path: `${fullName} ${path}`,
      wanted: valueOf(wanted),
      got: valueOf(got),
    })),
    proofs: proofs.map(proofView),
    findings: findings.length === 0 ? undefined : { isTimed: false, checks: findings.map(findingView) },
  };
}

function briefOf({ environment, proven }: EnvironmentView): string {
  const { changes, ms, status } = environment;
  if (status === 'skipped') return 'done by a run before';
  const parts = [
    ...(changes === undefined ? [] : [counted(changes, 'change')]),
    ...(proven === undefined ? [] : [`${proven} proven`]),
    ...(ms === undefined ? [] : [durationText(ms)]),
  ];
  return parts.join(' · ');
}

function factsOf({ org, deploy, digests, exitCode, started, of }: RunEnvironment, run: Run): readonly Fact[] {
  const { ci } = of ?? run;
  return [
    ...fact(
      'Org',
      org === undefined ? undefined : `${org.name} (${org.id}), ${org.isSandbox ? 'a sandbox' : 'no sandbox'}`,
    ),
    ...fact('My Domain', org?.instanceUrl),
    ...fact('Begun', timeText(started)),
    ...fact('Exit code', exitCode === undefined ? 'none: it did not come to its end' : String(exitCode)),
    ...fact('Deploy', deploy === undefined ? undefined : deployText(deploy)),
    ...fact('Config', digests === undefined ? undefined : `SHA-256 ${digests.config}`),
    ...(of === undefined ? [] : [...fact('Run', ci?.runUrl ?? of.file, ci?.runUrl), ...fact('Report', of.file)]),
  ];
}

function deployText({ id, status, components, ms, checkOnly }: NonNullable<RunEnvironment['deploy']>): string {
  const what = checkOnly === true ? ', a check that changed nothing' : '';
  return `${id}: ${status}, ${counted(components, 'component')} in ${durationText(ms)}${what}`;
}

type Changes = NonNullable<RunEnvironment['changed']>;

/** Gives the changes that there is room for, and says how many are left out. */
function changesOf(changed: Changes, room: number) {
  const all = changed.reduce((sum, change) => sum + change.fields.length, 0);
  let left = room;
  let shown = 0;
  const changes = changed.map(({ action, type, fullName, fields }) => {
    const rows = fields
      .map(({ path, from, to }) => ({ path, from: valueOf(from), to: valueOf(to) }))
      .filter(({ path, from, to }) => (left -= ROW + path.length + from.length + to.length) > 0);
    shown += rows.length;
    return { action, component: `${type} ${fullName}`, fields: rows };
  });
  const more = all > shown ? `; ${all - shown} of the fields stand in run.json only` : '';
  return { changes, changesSummary: `${counted(changed.length, 'component')}, ${counted(all, 'field')}${more}` };
}

const valueOf = (value: string | undefined): string => (value === undefined ? '—' : cutText(value, LONGEST_VALUE));

function proofView(proof: RunProof): object {
  const { app, checks, diagnosis } = proof;
  const verdict = verdictOf(proof);
  return {
    title: `${app}: ${verdict === 'passed' ? 'proven' : verdict === 'failed' ? 'not proven' : 'unknown from here'}`,
    tone: verdict === 'failed' ? 'bad' : 'warn',
    diagnosis:
      diagnosis === undefined
        ? undefined
        : {
            layer: diagnosis.layer,
            evidence: cutText(diagnosis.evidence, LONGEST_TEXT),
            fix: cutText(diagnosis.fix, LONGEST_TEXT),
          },
    isTimed: true,
    checks: checks.map((check) => {
      const result = verdictOf(check);
      return {
        name: check.name,
        result,
        ...VERDICTS[result],
        detail: cutText(check.detail, LONGEST_TEXT),
        time: durationText(check.ms),
      };
    }),
    reach: reachText(proof),
  };
}

function reachText({ runAs }: RunProof): string {
  if (runAs === undefined) return '';
  const { username = 'The user', broadPermissions, unknown = '' } = runAs;
  if (broadPermissions === undefined) return `What ${username} may do beside this is not known: ${unknown}`;
  if (broadPermissions.length === 0) return `${username} has none of the broad permissions that are asked for.`;
  return `${username} has broad permissions: ${broadPermissions.join(', ')}.`;
}

function findingView({
  name,
  app,
  level,
  detail,
  action = '',
}: NonNullable<RunEnvironment['findings']>[number]): object {
  const title = app === undefined ? name : `${app} ${name}`;
  return { name: title, ...LEVELS[level], detail: cutText(`${detail} ${action}`.trim(), LONGEST_TEXT) };
}
