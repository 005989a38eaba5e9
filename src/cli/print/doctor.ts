import type { DoctorCheck } from '../../doctor/check.js';
import { counted } from '../../problem.js';
import type { Style } from '../style.js';

/** The lines of the doctor's checks, the org's first, then each app's, with the fix of what is wrong. */
export function doctorLines(
  checks: readonly DoctorCheck[],
  style: Style,
  words = { bad: 'A deploy would fail', good: 'Ready' },
): readonly string[] {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines: string[] = [];
  let app: string | undefined;
  for (const check of checks) {
    if (check.app !== undefined && check.app !== app) lines.push(style.bold(check.app));
    app = check.app;
    lines.push(`  ${markOf(check, style)} ${check.name.padEnd(width)}  ${check.detail}`);
    if (check.action !== undefined) lines.push(`    ${' '.repeat(width)}  ${style.dim('→')} ${check.action}`);
  }
  return [...lines, summaryOf(checks, style, words)];
}

function markOf({ level }: DoctorCheck, style: Style): string {
  switch (level) {
    case 'ok':
      return style.good('✓');
    case 'warning':
      return style.warn('!');
    case 'blocker':
      return style.bad('✗');
    case 'unknown':
      return style.dim('?');
  }
}

function summaryOf(
  checks: readonly DoctorCheck[],
  style: Style,
  words: { readonly bad: string; readonly good: string },
): string {
  const count = (level: DoctorCheck['level']): number => checks.filter((check) => check.level === level).length;
  const numbers = `${count('blocker')} blocking, ${counted(count('warning'), 'warning')}, ${count('ok')} fine, ${count('unknown')} could not be asked`;
  return count('blocker') > 0 ? `${style.bad(words.bad)}: ${numbers}.` : `${style.good(words.good)}: ${numbers}.`;
}
