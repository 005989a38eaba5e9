import type { FieldChange } from '../../planning/plan.js';
import type { PlanReport } from '../../planning/prepare.js';
import { problemLines } from './error.js';
import { fieldText } from './value.js';
import type { Style } from '../style.js';

type AnyChange = PlanReport['changes'][number];
type Printable = Pick<PlanReport, 'org' | 'changes' | 'otherApps'> &
  Partial<Pick<PlanReport, 'notes' | 'unmanaged' | 'problems'>>;

/** Columns in which a field with both of its values still stands on one line. */
const LINE_WIDTH = 80;

/** The lines of a plan: each component, each field with what it was and becomes. */
export function planLines(report: Printable, style: Style): readonly string[] {
  const { org, changes, otherApps, notes = [], unmanaged = [], problems = [] } = report;
  const kind = org.isSandbox ? 'sandbox' : org.isProduction === true ? 'production' : 'developer or trial org';
  const head = `Org ${style.bold(org.target)}: ${org.name}, ${org.orgId} (${kind}), API ${org.apiVersion}`;
  const rest = [
    ...problems.flatMap((problem) => problemLines(problem, style)),
    ...notes.map((note) => `${style.warn('Note:')} ${note}`),
    ...otherAppLines(otherApps, style),
  ];
  if (changes.length === 0) return [head, style.good('No changes: the org has what the config asks for.'), ...rest];
  const kept = (change: AnyChange) =>
    unmanaged.find(({ type, fullName }) => type === change.type && fullName === change.fullName)?.fields ?? [];
  const lines = changes.flatMap((change) => [...changeLines(change, style), ...keptLines(kept(change), style)]);
  return [head, ...lines, summary(changes), ...rest];
}

function otherAppLines(names: readonly string[], style: Style): readonly string[] {
  if (names.length === 0) return [];
  const more = names.length > 8 ? `, … (${names.length})` : '';
  return [style.dim(`Other apps of the org, not touched: ${names.slice(0, 8).join(', ')}${more}`)];
}

/** The lines of one change. */
export function changeLines(change: AnyChange, style: Style): readonly string[] {
  if (change.action === 'assign') return [`  ${style.good('+')} ${change.type} ${style.bold(change.fullName)}`];
  const mark = change.action === 'create' ? style.good('+') : style.warn('~');
  const width = Math.max(...change.fields.map(({ path }) => path.length));
  const fields = change.fields.flatMap((field) => fieldLines(field, { width, action: change.action, style }));
  return [`  ${mark} ${change.type} ${style.bold(change.fullName)}`, ...fields];
}

function keptLines(fields: readonly string[], style: Style): readonly string[] {
  if (fields.length === 0) return [];
  const names =
    fields.length > 4 ? `${fields.slice(0, 3).join(', ')} and ${fields.length - 3} more` : fields.join(', ');
  return [style.dim(`      not in the config, kept as they are: ${names}`)];
}

function summary(changes: readonly AnyChange[]): string {
  const count = (action: AnyChange['action']) => changes.filter((change) => change.action === action).length;
  return `Plan: ${count('create')} to create, ${count('update')} to update, ${count('assign')} to assign. Nothing is ever deleted.`;
}

interface FieldStyle {
  readonly width: number;
  readonly action: 'create' | 'update';
  readonly style: Style;
}

function fieldLines(field: FieldChange, { width, action, style }: FieldStyle): readonly string[] {
  const label = `      ${field.path.padEnd(width)}  `;
  const to = fieldText(field.to);
  if (action === 'create') return [`${label}${style.good(to)}`];
  const from = fieldText(field.from);
  if (label.length + from.length + to.length + 3 <= LINE_WIDTH) {
    return [`${label}${style.bad(from)} → ${style.good(to)}`];
  }
  const indent = ' '.repeat(label.length);
  return [`${label}${style.bad(`- ${from}`)}`, `${indent}${style.good(`+ ${to}`)}`];
}
