import { counted } from '../../problem.js';
import type { DeployReport } from '../../verbs/deploy.js';
import type { DestroyPlan, DestroyReport } from '../../verbs/destroy.js';
import { credentialsLines } from './credentials.js';
import { planLines } from './plan.js';
import { fieldText } from './value.js';
import { verifyLines } from './verify.js';
import type { Style } from '../style.js';

/** The lines of a deploy's report. A plan that was shown already, to ask for a yes, is left out. */
export function deployLines(report: DeployReport, style: Style, isPlanShown = false): readonly string[] {
  return [
    ...(isPlanShown ? [] : planLines(report, style)),
    ...outcomeLines(report, style),
    ...report.verify.flatMap((app) => verifyLines(app, style)),
    ...report.credentials.flatMap((credentials) => credentialsLines(credentials, style)),
  ];
}

function outcomeLines(
  { deploy: outcome, consumers = [], readBack }: DeployReport,
  style: Style,
): readonly string[] {
  const sent = [...(outcome === undefined ? [] : [{ ...outcome, org: undefined }]), ...consumers];
  const lines = sent.map(({ org, id, status, components, ms, checkOnly }) => {
    const what = style.good(checkOnly === true ? 'Checked' : 'Deployed');
    const where = org === undefined ? '' : ` in ${org}`;
    return `${what} ${counted(components, 'component')}${where} in ${(ms / 1000).toFixed(1)} s (${id}, ${status})`;
  });
  if (sent.some(({ checkOnly }) => checkOnly === true)) lines.push('This was a dry run: the org is as it was.');
  return readBack === undefined ? lines : [...lines, ...readBackLines(readBack, style)];
}

function readBackLines(
  { inSync, differences }: NonNullable<DeployReport['readBack']>,
  style: Style,
): readonly string[] {
  if (inSync) return [`${style.good('Read back')}: the org has what the config asks for`];
  const lines = differences.map(
    ({ org, type, fullName, path, wanted, got }) =>
      `  ${type} ${style.bold(fullName)}${org === undefined ? '' : ` in ${org}`}: ${path} was to be ${style.good(fieldText(wanted))}, and the org has ${style.bad(fieldText(got))}`,
  );
  return [style.bad('The org did not take everything:'), ...lines];
}

/** The lines of what is to be deleted, or was. */
export function destroyLines(
  { org, deleted, missing, deploy }: Pick<DestroyPlan, 'org' | 'deleted' | 'missing'> & Pick<DestroyReport, 'deploy'>,
  style: Style,
): readonly string[] {
  const head = `Org ${style.bold(org.target)}: ${org.name}, ${org.orgId}`;
  const parts = deleted.map(({ type, fullName }) => `  ${style.bad('-')} ${type} ${style.bold(fullName)}`);
  const absent = missing.map((app) => style.dim(`The org has nothing of ${app}.`));
  if (deploy === undefined) return [head, ...parts, ...absent];
  const { components, ms, id, status } = deploy;
  const end =
    deploy.checkOnly === true
      ? `${style.good('Checked')}: the org would delete ${counted(deleted.length, 'component')} (${id}, ${status}). This was a dry run: the org is as it was.`
      : `${style.good('Deleted')} ${counted(Math.max(components, deleted.length), 'component')} in ${(ms / 1000).toFixed(1)} s (${id}, ${status}); the org has nothing of them any more.`;
  return [head, ...parts, ...absent, end];
}
