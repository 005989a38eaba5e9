import type { Problem } from '../../errors.js';
import { closest } from '../closest.js';
import { fieldsOf } from '../field-table.js';
import { defaultFullName, findType, sourcePath } from '../types.js';
import { appOf, problemAt, type ReviewedFile, textField } from './reviewed-file.js';

/** All files of one app that the source holds. */
export interface ReviewedApp {
  readonly name: string;
  readonly files: readonly ReviewedFile[];
  /** Names of all apps whose own file the source holds. */
  readonly known: readonly string[];
}

/** Finds what is wrong among the files of one app. */
export type ReviewRule = (app: ReviewedApp) => readonly Problem[];

const APP = 'ExternalClientApplication';
const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const SETTINGS = 'ExtlClntAppOauthSettings';
const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';

const filesOf = (app: ReviewedApp, type: string): readonly ReviewedFile[] =>
  app.files.filter((file) => file.type.name === type);
const fileOf = (app: ReviewedApp, type: string): ReviewedFile | undefined => filesOf(app, type)[0];

/** Gives the path that a part of an app would have by default. */
function usualPath(type: string, app: string): string {
  const known = findType(type);
  return known === undefined ? type : sourcePath({ type, fullName: defaultFullName(known, app) });
}

/** Policies may stand alone, in the source of an org that installed the app. */
const ownerIsThere: ReviewRule = ({ name, files, known }) => {
  if (known.includes(name)) return [];
  const near = closest(name, known);
  return files
    .filter((file) => file.type.policy !== true || near !== undefined)
    .map((file) => {
      const message = `The app "${name}" that this file belongs to is not in the source.`;
      const add = `Add ${usualPath(APP, name)}, or correct the name.`;
      return problemAt(
        file,
        ['externalClientApplication'],
        message,
        near === undefined ? add : `Did you mean "${near}"?`,
      );
    });
};

/** An org keeps one record of each kind for an app, and refuses a second name for it. */
const oneOfEachKind: ReviewRule = ({ name, files }) =>
  [...Map.groupBy(files, (file) => file.type.name)].flatMap(([type, same]) =>
    same.slice(1).map((file) => {
      const message = `"${name}" has a second ${type}; ${same[0]?.path ?? ''} is the first.`;
      return problemAt(
        file,
        ['externalClientApplication'],
        message,
        'Keep the file whose name the org has, and delete the other.',
      );
    }),
  );

const SWITCH = 'isClientCredentialsFlowEnabled';
const isOn = (file: ReviewedFile | undefined): boolean => file?.component.fields[SWITCH] === true;

function otherSwitchIsOff(on: ReviewedFile, off: ReviewedFile | undefined, type: string, app: string): Problem {
  const action = `Set ${SWITCH} to true in ${off?.path ?? usualPath(type, app)} too, or to false here.`;
  const message = `The client credentials flow is on here and not in ${type}; it works only when both say so.`;
  return problemAt(on, [SWITCH], message, action);
}

/** The flow has a switch among the settings and one among the policies. */
const bothSwitches: ReviewRule = (app) => {
  const settings = fileOf(app, GLOBAL);
  const policies = fileOf(app, POLICIES);
  if (settings !== undefined && isOn(settings) && !isOn(policies)) {
    return [otherSwitchIsOff(settings, policies, POLICIES, app.name)];
  }
  const isOwner = app.files.some((file) => file.type.policy !== true);
  if (policies === undefined || !isOwner || !isOn(policies) || isOn(settings)) return [];
  return [otherSwitchIsOff(policies, settings, GLOBAL, app.name)];
};

const USER = 'clientCredentialsFlowUser';

/** The flow needs a user to act as, and the user needs the flow. */
const userAndSwitch: ReviewRule = (app) => {
  const policies = fileOf(app, POLICIES);
  if (policies === undefined) return [];
  const user = textField(policies, USER);
  if (isOn(policies) && user === undefined) {
    const message = 'The client credentials flow is on, and no user is named that it runs as.';
    return [problemAt(policies, [SWITCH], message, `Add ${USER} with the username of that user.`)];
  }
  if (user === undefined) return [];
  const off = `${USER} names a user, and the client credentials flow is off in this file.`;
  return [
    ...(isOn(policies) ? [] : [problemAt(policies, [USER], off, `Set ${SWITCH} to true, or remove ${USER}.`)]),
    ...(user.includes('@')
      ? []
      : [
          problemAt(policies, [USER], `"${user}" is not a username.`, 'Name the user by username, not by id or alias.'),
        ]),
  ];
};

/** No human takes part in the flow, so its sessions never are of high assurance. */
const reachableLevel: ReviewRule = (app) =>
  filesOf(app, POLICIES)
    .filter((file) => isOn(file) && textField(file, 'requiredSessionLevel') === 'HIGH_ASSURANCE')
    .map((file) => {
      const message = 'The client credentials flow cannot reach the session level HIGH_ASSURANCE.';
      return problemAt(file, ['requiredSessionLevel'], message, 'Use STANDARD.');
    });

/** A policy that lets approved users in has to say who is approved. */
const approvalNeedsAccess: ReviewRule = (app) =>
  filesOf(app, POLICIES)
    .filter((file) => textField(file, 'permittedUsersPolicyType') === 'AdminApprovedPreAuthorized')
    .filter((file) =>
      ['commaSeparatedPermissionSet', 'commaSeparatedProfile'].every((f) => textField(file, f) === undefined),
    )
    .map((file) => {
      const message = 'AdminApprovedPreAuthorized lets nobody in: no permission set and no profile is named.';
      const action = 'Add commaSeparatedPermissionSet or commaSeparatedProfile.';
      return problemAt(file, ['permittedUsersPolicyType'], message, action);
    });

/** What one org made up means nothing to another, and a local app belongs to each org by itself. */
const madeUpByTheOrg: ReviewRule = (app) => {
  const own = fileOf(app, APP);
  const state = own === undefined ? undefined : textField(own, 'distributionState');
  if (state !== undefined && state !== 'Local') return [];
  return app.files.flatMap((file) =>
    fieldsOf(file.type.name)
      .filter((row) => row.serverOwned === true && row.secret !== true && textField(file, row.field) !== undefined)
      .map((row) => {
        const message = `${row.field} is made up by one org; in the source of a local app it fails or misleads elsewhere.`;
        return problemAt(file, [row.field], message, 'Delete the element; each org fills it in.');
      }),
  );
};

/** Fields that the schema calls optional and an org demands all the same. */
const DEMANDED: readonly (readonly [string, string])[] = [
  [APP, 'contactEmail'],
  [GLOBAL, 'callbackUrl'],
];

/** An org refuses an app without a contact or a callback URL. */
const demandedByTheOrg: ReviewRule = (app) =>
  DEMANDED.flatMap(([type, field]) =>
    filesOf(app, type)
      .filter((file) => textField(file, field) === undefined)
      .map((file) => {
        const message = `${type} has no ${field}. The schema allows that; an org refuses it.`;
        return problemAt(file, [], message, `Add ${field}.`);
      }),
  );

/** Global settings count only beside the app's other OAuth settings. */
const globalNeedsSettings: ReviewRule = (app) =>
  fileOf(app, SETTINGS) !== undefined || !app.known.includes(app.name)
    ? []
    : filesOf(app, GLOBAL).map((file) => {
        const message = `"${app.name}" has ${GLOBAL} and no ${SETTINGS}, which an org demands.`;
        return problemAt(file, ['externalClientApplication'], message, `Add ${usualPath(SETTINGS, app.name)}.`);
      });

/** Rules that hold against what is there. */
export const PRESENCE_RULES: readonly ReviewRule[] = [
  oneOfEachKind,
  demandedByTheOrg,
  userAndSwitch,
  reachableLevel,
  approvalNeedsAccess,
  madeUpByTheOrg,
];

/** Rules that miss something: they can only tell once every file could be read. */
export const ABSENCE_RULES: readonly ReviewRule[] = [ownerIsThere, globalNeedsSettings, bothSwitches];

/** Puts the files of a source together by app. */
export function groupByApp(files: readonly ReviewedFile[]): readonly ReviewedApp[] {
  const known = files.filter((file) => file.type.role === 'app').map((file) => file.component.fullName);
  const byApp = Map.groupBy(files, appOf);
  return [...byApp].flatMap(([name, own]) => (name === undefined ? [] : [{ name, files: own, known }]));
}
