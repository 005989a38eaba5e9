import type { VerifyReport } from '../../proof/verify-app.js';
import type { Style } from '../style.js';

/** The lines of one app's proof: each check, and the diagnosis when a check failed. */
export function verifyLines(report: VerifyReport, style: Style): readonly string[] {
  const { app, ok, checks, diagnosis } = report;
  const width = Math.max(...checks.map(({ name }) => name.length));
  const head =
    report.unknownFromHere === true
      ? `${style.warn('Unknown from here')} ${style.bold(app)}`
      : ok
        ? `${style.good('Proven')} ${style.bold(app)}`
        : `${style.bad('Not proven')} ${style.bold(app)}`;
  const lines = checks.map((check) => `  ${markOf(check, style)} ${check.name.padEnd(width)}  ${check.detail}`);
  if (diagnosis === undefined) return [head, ...lines];
  const { layer, evidence, fix, command, configPath, docs } = diagnosis;
  const isSaid = checks.some(({ detail }) => detail === evidence);
  return [
    head,
    ...lines,
    `  ${style.bold(report.unknownFromHere === true ? 'Not known:' : 'What is wrong:')} ${isSaid ? layer : `${layer} (${evidence})`}`,
    `  ${style.bold('Fix:')} ${fix}`,
    ...(configPath === undefined ? [] : [`  ${style.bold('Config:')} ${configPath}`]),
    ...(command === undefined ? [] : [`  ${style.bold('Command:')} \`${command}\``]),
    `  ${style.dim(docs)}`,
  ];
}

function markOf({ ok, symptom }: VerifyReport['checks'][number], style: Style): string {
  if (ok) return style.good('✓');
  return symptom === 'unknown from here' ? style.dim('?') : style.bad('✗');
}
