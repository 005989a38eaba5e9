import { counted } from '../../problem.js';
import type { DeployReport } from '../../verbs/deploy.js';
import type { DestroyPlan, DestroyReport } from '../../verbs/destroy.js';
import { credentialsLines } from './credentials.js';
import { changeLines } from './plan.js';
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

function outcomeLines({ deploy: outcome, consumers = [], readBack }: DeployReport, style: Style): readonly string[] {
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

/** The lines of what is to be deleted. */
export function deletionLines(
  report: Pick<DestroyPlan, 'org' | 'deleted' | 'missing' | 'revived' | 'consumers'>,
  style: Style,
): readonly string[] {
  const { org, deleted, missing, revived, consumers = [] } = report;
  return [
    `Org ${style.bold(org.target)}: ${org.name}, ${org.orgId}`,
    ...consumers.flatMap((consumer) => removalLines(consumer, style)),
    ...deleted.map(({ type, fullName }) => `  ${style.bad('-')} ${type} ${style.bold(fullName)}`),
    ...missing.map((app) => style.dim(`The org has nothing of ${app}.`)),
    ...revived.map((name) => `${style.warn('Comes back to life:')} the Connected App ${style.bold(name)}`),
  ];
}

/** The lines of what was deleted. What was to be deleted was shown before the deed. */
export function destroyLines(report: DestroyReport, style: Style): readonly string[] {
  const { org, deleted, consumers = [], deploy } = report;
  const here = consumers.find((consumer) => consumer.org === org.target);
  const others = consumers.filter((consumer) => consumer !== here);
  const ends = [
    ...others.flatMap((one) => endLine(one.deploy, sizeOf(one), style, one.org)),
    ...endLine(deploy, deleted.length + (here === undefined ? 0 : sizeOf(here)), style),
  ];
  if (ends.length > 0) return ends;
  const isNothing = deleted.length + consumers.length + report.missing.length === 0;
  return [...deletionLines(report, style), ...(isNothing ? ['There is nothing to delete.'] : [])];
}

type Destroyed = NonNullable<DestroyPlan['consumers']>[number];

const sizeOf = ({ deleted, changes }: Destroyed): number => deleted.length + changes.length;

function removalLines({ org, deleted, changes, kept }: Destroyed, style: Style): readonly string[] {
  return [
    ...changes.flatMap((change) => changeLines({ ...change, org }, style)),
    ...deleted.map(({ type, fullName }) => `  ${style.bad('-')} ${type} ${style.bold(fullName)} in ${org}`),
    ...kept.map(({ type, fullName, reason }) => style.dim(`  ${type} ${fullName} in ${org} stays. ${reason}`)),
  ];
}

function endLine(deploy: DestroyReport['deploy'], count: number, style: Style, org?: string): readonly string[] {
  if (deploy === undefined) return [];
  const { components, ms, id, status, checkOnly } = deploy;
  const where = org === undefined ? 'the org' : org;
  if (checkOnly === true) {
    const would = `${where} would delete ${counted(count, 'component')} (${id}, ${status})`;
    return [`${style.good('Checked')}: ${would}. This was a dry run: the org is as it was.`];
  }
  const what = counted(Math.max(components, count), 'component');
  return [
    `${style.good('Deleted')} ${what} in ${(ms / 1000).toFixed(1)} s (${id}, ${status}); ${where} has nothing of them any more.`,
  ];
}
