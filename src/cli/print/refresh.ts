import type { Deletion } from '../../deployment/remove.js';
import type { OrgIdentity } from '../../org/org.js';
import type { RefreshReport } from '../../refresh/report.js';
import type { ReleaseReport } from '../../refresh/release.js';
import { causeInWords } from '../../refresh/login-cause.js';
import type { Style } from '../style.js';
import { credentialsLines } from './credentials.js';
import { changeLines } from './plan.js';
import { verifyLines } from './verify.js';

/** The lines of a refresh: what was found, what was done, what is proven, and what is not. */
export function refreshLines(report: RefreshReport, style: Style): readonly string[] {
  const { org, dryRun, changes, credentials, verify, notes } = report;
  return [
    `Sandbox ${style.bold(org.target)}: ${org.name}, ${org.orgId}, ${detectionText(report)}`,
    ...loginLines(report, style),
    ...userLines(report, style),
    ...appLines(report, style),
    ...(dryRun === true ? changes.flatMap((change) => changeLines(change, style)) : []),
    ...sourceLines(report, style),
    ...credentials.flatMap((one) => credentialsLines(one, style)),
    ...verify.flatMap((one) => verifyLines(one, style)),
    ...notes.map((note) => `${style.warn('Note:')} ${note}`),
    ...causeLines(report, style),
    lastLine(report, style),
  ];
}

/** A time as people read it; what is none stays as the org wrote it. */
function timeText(written: string): string {
  const time = Date.parse(written);
  return Number.isNaN(time) ? written : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function detectionText({ detection }: RefreshReport): string {
  const { refreshed, earlierOrgId, endDate } = detection;
  const when = endDate === undefined ? '' : `, copied until ${timeText(endDate)}`;
  if (refreshed === 'unknown') return `no earlier run is on record${when}`;
  if (refreshed === 'no') return `the org that the last run left${when}`;
  return `refreshed since the last run, when it was ${earlierOrgId ?? ''}${when}`;
}

function loginLines({ login }: RefreshReport, style: Style): readonly string[] {
  return login.map(({ way, target, ok, cause, why }) =>
    ok
      ? `  ${style.good('✓')} login by ${way}: ${target}`
      : `  ${style.dim('–')} login by ${way}: ${causeInWords(cause)}: ${why ?? ''}`,
  );
}

function userLines({ users, dryRun }: RefreshReport, style: Style): readonly string[] {
  const words =
    dryRun === true ? { unfreeze: 'to unfreeze', create: 'to make' } : { unfreeze: 'unfrozen', create: 'made' };
  return users.map(({ app, username, match, action }) => {
    const how =
      match === 'altered' ? ', under an altered name' : match === 'suffix' ? ", with the sandbox's suffix" : '';
    return `  ${style.good('✓')} run-as user of ${app}: ${username}${how}${action === 'none' ? '' : `, ${words[action]}`}`;
  });
}

function appLines({ apps, dryRun }: RefreshReport, style: Style): readonly string[] {
  return apps.map(({ app, fate, ownerOrgId, done, pair }) => {
    const owner = ownerOrgId === undefined ? '' : ` of ${ownerOrgId}`;
    const what = done === 'nothing' ? 'nothing to do' : `${dryRun === true ? 'to be ' : ''}${done.replace('-', ' ')}`;
    return `  ${style.good('✓')} ${style.bold(app)}: ${fate}${owner}; ${what}; key and secret: ${pair}`;
  });
}

function sourceLines({ source }: RefreshReport, style: Style): readonly string[] {
  return source.map(({ app, org, ok, unchanged, tokenBefore, tokenAfter }) => {
    const mark = ok ? style.good('✓') : style.bad('✗');
    const parts = unchanged === undefined ? '' : unchanged ? ', unchanged' : ', CHANGED';
    const tokens = [tokenBefore, tokenAfter].map((given) =>
      given === undefined ? 'not asked' : given ? 'a token' : 'no token',
    );
    return `  ${mark} ${app} of production (${org})${parts}: ${tokens[0] ?? ''} before, ${tokens[1] ?? ''} after`;
  });
}

function causeLines({ causes }: RefreshReport, style: Style): readonly string[] {
  return causes.flatMap(({ step, message, action }) => [
    `${style.bad('Not whole')} ${style.dim(`(${step})`)}: ${message}`,
    `${style.bold('Try:')} ${action}`,
  ]);
}

function lastLine({ ok, changed, dryRun }: RefreshReport, style: Style): string {
  if (dryRun === true) return changed ? 'Dry run: nothing was changed.' : style.good('Nothing is to be done.');
  if (!ok) return style.bad('Not every integration of this sandbox works again.');
  return style.good(
    changed
      ? 'Every integration works again, and is proven.'
      : 'Nothing was to be done: every integration works, and is proven.',
  );
}

/** The lines of run-as users that are to be unfrozen or made, each once. */
export function userPlanLines(
  { identity, users }: { readonly identity: Pick<OrgIdentity, 'target'>; readonly users: RefreshReport['users'] },
  style: Style,
): readonly string[] {
  const once = new Map(users.map((user) => [user.username.toLowerCase(), user]));
  return [...once.values()].map(({ username, action }) => {
    const [mark, what] = action === 'create' ? [style.good('+'), 'made'] : [style.warn('~'), 'unfrozen'];
    return `  ${mark} run-as user ${style.bold(username)} of ${identity.target}: to be ${what}`;
  });
}

/** The lines of copies of another org's apps that are to be removed. */
export function removalLines(
  { identity, removed }: { readonly identity: Pick<OrgIdentity, 'target'>; readonly removed: readonly Deletion[] },
  style: Style,
): readonly string[] {
  return [
    `To be removed from ${style.bold(identity.target)} and made anew, since they are copies of another org's:`,
    ...removed.map(({ type, fullName }) => `  ${style.bad('-')} ${type} ${style.bold(fullName)}`),
  ];
}

/** The lines of keys that were released before a refresh. */
export function releaseLines({ released, kept, dryRun }: ReleaseReport, style: Style): readonly string[] {
  const word = dryRun === true ? 'Would be deleted' : 'Deleted';
  return [
    ...released.map(({ app, consumerKey, places }) => {
      const where = places.length === 0 ? '' : `; the pair is in ${places.join(', ')}`;
      return `${style.good(word)} ${style.bold(app)}, key ${consumerKey} is free for the refreshed sandbox${where}`;
    }),
    ...kept.map(({ app, why }) => `${style.dim('Kept')} ${app}: ${why}`),
  ];
}
