import type { Problem } from '../../errors.js';
import {
  ELSEWHERE,
  filesOf,
  GLOBAL,
  meetingOf,
  POLICIES,
  type ReviewedApp,
  type ReviewRule,
  usualPath,
} from './reviewed-app.js';
import { lacks, problemAt, type ReviewedFile, textField } from './reviewed-file.js';

const SWITCH = 'isClientCredentialsFlowEnabled';
const USER = 'clientCredentialsFlowUser';

const isOn = (file: ReviewedFile): boolean => file.component.fields[SWITCH] === true;

/** A switch that is not there is off; what is neither true nor false is a problem of its own. */
function isOff({ component, open, isOpenBetween }: ReviewedFile): boolean {
  const value = component.fields[SWITCH];
  return value === false || (value === undefined && !open.has(SWITCH) && !isOpenBetween);
}

const onlyHere = (type: string): string =>
  `The client credentials flow is on here and not in ${type}; it works only when both say so.`;

function otherSwitchIsOff(on: ReviewedFile, off: ReviewedFile): Problem {
  const action = `Set ${SWITCH} to true in ${off.path} too, or to false here.`;
  return problemAt(on, [SWITCH], { message: onlyHere(off.type.name), action });
}

function otherSwitchIsAbsent(on: ReviewedFile, type: string, app: string): Problem {
  const action = `Set ${SWITCH} to true in ${usualPath(type, app)} too. ${ELSEWHERE}`;
  return problemAt(on, [SWITCH], { level: 'note', message: onlyHere(type), action });
}

/** The flow has a switch among the settings and one among the policies. */
export const bothSwitches: ReviewRule = (app) =>
  [[GLOBAL, POLICIES] as const, [POLICIES, GLOBAL] as const].flatMap(([one, other]) =>
    meetingOf(app, filesOf(app, one).filter(isOn), other, isOff).map(([on, off]) => otherSwitchIsOff(on, off)),
  );

/** Tells whether the source has more of an app than what the admin of a subscriber org edits. */
const isOwner = (app: ReviewedApp): boolean => app.files.some((file) => file.type.policy !== true);

/** One switch can lie in the org, or in another package. */
export const otherSwitch: ReviewRule = (app) => {
  const [settings, policies] = [filesOf(app, GLOBAL), filesOf(app, POLICIES)];
  if (policies.length === 0) return settings.filter(isOn).map((file) => otherSwitchIsAbsent(file, POLICIES, app.name));
  if (settings.length > 0 || !isOwner(app)) return [];
  return policies.filter(isOn).map((file) => otherSwitchIsAbsent(file, GLOBAL, app.name));
};

function userOf(file: ReviewedFile): Problem[] {
  const user = textField(file, USER);
  if (user === undefined) {
    if (!isOn(file) || !lacks(file, USER)) return [];
    const message = 'The client credentials flow is on, and no user is named that it runs as.';
    return [problemAt(file, [SWITCH], { message, action: `Add ${USER} with the username of that user.` })];
  }
  const off = {
    message: `${USER} names a user, and the client credentials flow is off in this file.`,
    action: `Set ${SWITCH} to true, or remove ${USER}.`,
  };
  const other = {
    message: `"${user}" is not a username.`,
    action: 'Name the user by username, not by id or alias.',
  };
  return [
    ...(isOff(file) ? [problemAt(file, [USER], off)] : []),
    ...(user.includes('@') || file.open.has(USER) ? [] : [problemAt(file, [USER], other)]),
  ];
}

/** The flow needs a user to act as, and the user needs the flow. */
export const userAndSwitch: ReviewRule = (app) => filesOf(app, POLICIES).flatMap(userOf);

/** No human takes part in the flow, so its sessions never are of high assurance. */
export const reachableLevel: ReviewRule = (app) =>
  filesOf(app, POLICIES)
    .filter((file) => isOn(file) && textField(file, 'requiredSessionLevel') === 'HIGH_ASSURANCE')
    .map((file) => {
      const message = 'The client credentials flow cannot reach the session level HIGH_ASSURANCE.';
      return problemAt(file, ['requiredSessionLevel'], { message, action: 'Use STANDARD.' });
    });

/** A policy that lets approved users in has to say who is approved. */
export const approvalNeedsAccess: ReviewRule = (app) =>
  filesOf(app, POLICIES)
    .filter((file) => textField(file, 'permittedUsersPolicyType') === 'AdminApprovedPreAuthorized')
    .filter((file) => ['commaSeparatedPermissionSet', 'commaSeparatedProfile'].every((field) => lacks(file, field)))
    .map((file) => {
      const message = 'AdminApprovedPreAuthorized lets nobody in: no permission set and no profile is named.';
      const action = 'Add commaSeparatedPermissionSet or commaSeparatedProfile.';
      return problemAt(file, ['permittedUsersPolicyType'], { message, action });
    });
