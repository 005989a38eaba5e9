import type { FieldChange } from '../diff/plan.js';
import type { FieldValue } from '../metadata/component.js';
import type { PlanReport } from '../plan.js';
import type { Style } from './style.js';

type AnyChange = PlanReport['changes'][number];

/** The lines of a plan: each component, each field with what it was and becomes. */
export function planLines(report: Pick<PlanReport, 'org' | 'changes' | 'otherApps'>, style: Style): readonly string[] {
  const { org, changes, otherApps } = report;
  const kind = org.isSandbox ? 'sandbox' : 'production or developer org';
  const head = `Org ${style.bold(org.target)}: ${org.name}, ${org.orgId} (${kind}), API ${org.apiVersion}`;
  const others =
    otherApps.length === 0
      ? []
      : [
          style.dim(
            `Other apps of the org, not touched: ${otherApps.slice(0, 8).join(', ')}${otherApps.length > 8 ? ', …' : ''}`,
          ),
        ];
  if (changes.length === 0) return [head, style.good('No changes: the org has what the config asks for.'), ...others];
  return [head, ...changes.flatMap((change) => changeLines(change, style)), summary(changes), ...others];
}

/** The lines of one change. */
export function changeLines(change: AnyChange, style: Style): readonly string[] {
  if (change.action === 'assign') return [`  ${style.good('+')} ${change.type} ${style.bold(change.fullName)}`];
  const mark = change.action === 'create' ? style.good('+') : style.warn('~');
  const width = Math.max(...change.fields.map(({ path }) => path.length));
  const fields = change.fields.map(
    (field) => `      ${field.path.padEnd(width)}  ${fieldText(field, change.action, style)}`,
  );
  return [`  ${mark} ${change.type} ${style.bold(change.fullName)}`, ...fields];
}

function summary(changes: readonly AnyChange[]): string {
  const count = (action: AnyChange['action']) => changes.filter((change) => change.action === action).length;
  return `Plan: ${count('create')} to create, ${count('update')} to update, ${count('assign')} to assign. Nothing is ever deleted.`;
}

function fieldText({ from, to }: FieldChange, action: 'create' | 'update', style: Style): string {
  if (action === 'create') return style.good(valueText(to));
  return `${style.bad(valueText(from))} → ${style.good(valueText(to))}`;
}

function valueText(value: FieldValue | undefined): string {
  if (value === undefined) return '(none)';
  if (typeof value === 'string') return value.includes('\n') ? value.split('\n').join(' ⏎ ') : value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
