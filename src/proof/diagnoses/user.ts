import type { DiagnosisRow } from '../diagnosis-row.js';
import { FLOW_PAGE, IP_PAGE, says, isAbout, IP_OR_HOURS, lastLogin } from '../diagnosis-symptoms.js';

/** Rows about what the run-as user may do, and from where. The more telling come first. */
export const USER_ROWS: readonly DiagnosisRow[] = [
  {
    id: 'run-as user is not pre-authorised',
    layer: 'pre-authorisation',
    fits: isAbout('not-admin-approved'),
    evidence: says,
    fix: () => 'Assign one of the permission sets (or profiles) that the app names to the run-as user.',
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
      "Allow this machine's address in the login IP ranges of the user's profile (and check its login hours), or relax ipRelaxation.",
    configPath: ({ app }) => `apps.${app}.ipRelaxation`,
    docs: IP_PAGE,
  },
];
