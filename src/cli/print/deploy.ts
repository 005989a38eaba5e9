import { counted } from '../../problem.js';
import type { DeployReport } from '../../verbs/deploy.js';
import type { DestroyPlan, DestroyReport } from '../../verbs/destroy.js';
import { credentialsLines } from './credentials.js';
import { fieldText } from './value.js';
import { verifyLines } from './verify.js';
import type { Style } from '../style.js';

/** The lines of a deploy's report. Its plan was shown before the deed. */
export function deployLines(report: DeployReport, style: Style): readonly string[] {
  return [
    ...outcomeLines(report, style),
    ...report.verify.flatMap((app) => verifyLines(app, style)),
    ...report.credentials.flatMap((credentials) => credentialsLines(credentials, style)),
  ];
}

function outcomeLines({ deploy: outcome, readBack }: DeployReport, style: Style): readonly string[] {
  const lines: string[] = [];
  if (outcome !== undefined) {
    const { id, status, components, ms, checkOnly } = outcome;
    const what = checkOnly === true ? 'Checked' : 'Deployed';
    lines.push(
      `${style.good(what)} ${counted(components, 'component')} in ${(ms / 1000).toFixed(1)} s (${id}, ${status})`,
    );
    if (checkOnly === true) lines.push('This was a dry run: the org is as it was.');
  }
  return readBack === undefined ? lines : [...lines, ...readBackLines(readBack, style)];
}

function readBackLines(
  { inSync, differences }: NonNullable<DeployReport['readBack']>,
  style: Style,
): readonly string[] {
  if (inSync) return [`${style.good('Read back')}: the org has what the config asks for`];
  const lines = differences.map(
    ({ type, fullName, path, wanted, got }) =>
      `  ${type} ${style.bold(fullName)}: ${path} was to be ${style.good(fieldText(wanted))}, and the org has ${style.bad(fieldText(got))}`,
  );
  return [style.bad('The org did not take everything:'), ...lines];
}

/** The lines of what is to be deleted. */
export function deletionLines(
  { org, deleted, missing, revived }: Pick<DestroyPlan, 'org' | 'deleted' | 'missing' | 'revived'>,
  style: Style,
): readonly string[] {
  return [
    `Org ${style.bold(org.target)}: ${org.name}, ${org.orgId}`,
    ...deleted.map(({ type, fullName }) => `  ${style.bad('-')} ${type} ${style.bold(fullName)}`),
    ...missing.map((app) => style.dim(`The org has nothing of ${app}.`)),
    ...revived.map((name) => `${style.warn('Comes back to life:')} the Connected App ${style.bold(name)}`),
  ];
}

/** The lines of what was deleted. What was to be deleted was shown before the deed. */
export function destroyLines(report: DestroyReport, style: Style): readonly string[] {
  const { deleted, deploy } = report;
  if (deploy === undefined) return deletionLines(report, style);
  const { components, ms, id, status } = deploy;
  return [
    deploy.checkOnly === true
      ? `${style.good('Checked')}: the org would delete ${counted(deleted.length, 'component')} (${id}, ${status}). This was a dry run: the org is as it was.`
      : `${style.good('Deleted')} ${counted(Math.max(components, deleted.length), 'component')} in ${(ms / 1000).toFixed(1)} s (${id}, ${status}); the org has nothing of them any more.`,
  ];
}
