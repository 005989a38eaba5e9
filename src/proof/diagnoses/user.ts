import { approvalAdvice, sayApproval } from '../../metadata/approval.js';
import type { DiagnosisRow } from '../diagnosis-row.js';
import type { Symptom } from '../diagnosis.js';
import {
  FLOW_PAGE,
  IP_PAGE,
  says,
  isAbout,
  isUnknownFromHere,
  IP_OR_HOURS,
  lastLogin,
  unasked,
  UNKNOWN_FROM_HERE,
} from '../diagnosis-symptoms.js';

/** What the run-as user has instead. */
function holdings({ known, runAsUser }: Symptom): string {
  if (known.userHolds === undefined) return '';
  const sets = known.userHolds.length === 0 ? 'no permission set' : known.userHolds.join(', ');
  return `; "${runAsUser ?? 'the run-as user'}" has ${sets}${known.userProfile === undefined ? '' : ` and the profile ${known.userProfile}`}`;
}

/** Rows about what the run-as user may do, and from where. The more telling come first. */
export const USER_ROWS: readonly DiagnosisRow[] = [
  {
    id: 'run-as user is not pre-authorised',
    layer: 'pre-authorisation',
    fits: isAbout('not-admin-approved'),
    evidence: ({ known, ...symptom }) =>
      `${says({ known, ...symptom })}${
        known.approval === undefined
          ? unasked({ known, ...symptom })
          : `; the app admits: ${sayApproval(known.approval)}${holdings({ known, ...symptom })}`
      }`,
    fix: ({ app, known }) =>
      known.approval === undefined
        ? 'Give the run-as user one of the permission sets (or profiles) that the app names.'
        : approvalAdvice(app, known.approval),
    configPath: ({ app }) => `apps.${app}.assign`,
    docs: FLOW_PAGE,
  },
  {
    id: 'user has not approved the app',
    layer: 'pre-authorisation',
    fits: isAbout('not-self-approved'),
    evidence: says,
    fix: () =>
      'Name permission sets or profiles for the app and give one of them to the run-as user; seen also when a packaged app was uninstalled.',
    configPath: ({ app }) => `apps.${app}.permissionSets`,
    docs: FLOW_PAGE,
  },
  {
    id: UNKNOWN_FROM_HERE,
    layer: 'ip',
    fits: (symptom) => isUnknownFromHere(symptom),
    evidence: (symptom) =>
      `${says(symptom)}, to this machine; its consumers call from elsewhere (verify.from)${lastLogin(symptom)}`,
    fix: () =>
      'Nothing is known to be wrong: run `eca verify` where the consumers run, or look at their logins in the login history.',
    configPath: ({ app }) => `apps.${app}.verify`,
    docs: IP_PAGE,
  },
  {
    id: 'hour is not allowed',
    layer: 'hours',
    fits: (symptom) =>
      isAbout('hours')(symptom) ||
      (IP_OR_HOURS(symptom) &&
        /hour/i.test(symptom.known.lastLogin ?? '') &&
        !/\bip\b/i.test(symptom.known.lastLogin ?? '')),
    evidence: (symptom) => `${says(symptom)}${lastLogin(symptom)}`,
    fix: ({ runAsUser }) =>
      `Widen the login hours of the profile of "${runAsUser ?? 'the run-as user'}": they hold for tokens too.`,
    docs: IP_PAGE,
  },
  {
    id: 'address or hour is not allowed',
    layer: 'ip',
    fits: IP_OR_HOURS,
    evidence: (symptom) =>
      `${says(symptom)}; Salesforce answers the same for a login IP range and for login hours${lastLogin(symptom)}`,
    fix: () =>
      "If the consumers call from this machine's address: add it to the login IP ranges of the user's profile, and check its login hours. If they call from elsewhere, as behind a test in CI: write verify: { from: elsewhere }. Relaxing ipRelaxation comes last: it gives this protection up for every address.",
    configPath: ({ app }) => `apps.${app}.verify`,
    docs: IP_PAGE,
  },
];
