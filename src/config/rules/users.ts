import type { AppConfig } from '../model.js';
import { hasPlaceholder } from '../placeholders.js';
import { show } from '../../problem.js';
import { withSuffix } from '../username.js';
import { type AppRule, type ConfigRule, problem, warning } from './rule.js';

/** Form of an e-mail address, which a username has as well. */
export const EMAIL = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/;
const USER_ID = /^005[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/;
const LONGEST_USERNAME = 80;

/** Tells whether an app runs the client credentials flow. */
export function usesFlow(app: AppConfig): boolean {
  return app.clientCredentials !== false;
}

/** The flow needs a user to act as. */
export const runAsUserRequired: AppRule = {
  name: 'run-as-user-required',
  reads: ['clientCredentials', 'runAsUser'],
  check: (app) => {
    if (!usesFlow(app) || app.runAsUser !== undefined) return [];
    const message = 'The client credentials flow needs a user that its tokens act as.';
    return [problem(['runAsUser'], message, 'Add runAsUser with a username, or write "clientCredentials: false".')];
  },
};

/** Without the flow no user is needed. */
export const runAsUserWithoutFlow: AppRule = {
  name: 'run-as-user-without-flow',
  reads: ['clientCredentials', 'runAsUser'],
  check: (app) => {
    if (usesFlow(app) || app.runAsUser === undefined) return [];
    const message = 'runAsUser is the user of the client credentials flow, which clientCredentials turns off.';
    return [problem(['runAsUser'], message, 'Remove runAsUser, or remove "clientCredentials: false".')];
  },
};

/** A username has the form of an e-mail address and at most 80 characters, suffix included. */
export const usernameForm: AppRule = {
  name: 'username-form',
  reads: ['runAsUser'],
  check: ({ runAsUser }, { runAsUserSuffix }) => {
    if (runAsUser === undefined) return [];
    const path = ['runAsUser'];
    if (USER_ID.test(runAsUser)) {
      return [problem(path, `${show(runAsUser)} is the id of a user.`, 'Write the username of that user.')];
    }
    if (!EMAIL.test(runAsUser)) {
      const action = 'Write the username as Setup shows it, such as billing.sync@acme.example.';
      return [problem(path, `${show(runAsUser)} does not have the form of a username.`, action)];
    }
    const username = withSuffix(runAsUser, runAsUserSuffix);
    if (username.length <= LONGEST_USERNAME) return [];
    const message = `${show(username)} has ${username.length} characters; a username has at most ${LONGEST_USERNAME}.`;
    return [problem(path, message, 'Use a user with a shorter username.')];
  },
};

/** Permission sets can be assigned only to a user that is named. */
export const assignNeedsUser: AppRule = {
  name: 'assign-needs-user',
  reads: ['assign', 'runAsUser'],
  check: (app) => {
    if ((app.assign ?? []).length === 0 || app.runAsUser !== undefined) return [];
    const message = 'assign gives permission sets to the run-as user, and there is none.';
    return [problem(['assign'], message, 'Add runAsUser, or remove assign.')];
  },
};

/** Two apps with one user cannot be told apart in the org's logs, and one cannot lose access without the other. */
export const sharedRunAsUser: ConfigRule = {
  name: 'shared-run-as-user',
  check: ({ apps }) => {
    const owners = new Map<string, string>();
    return apps.flatMap(([name, { runAsUser }]) => {
      if (typeof runAsUser !== 'string' || hasPlaceholder(runAsUser)) return [];
      const other = owners.get(runAsUser.toLowerCase());
      owners.set(runAsUser.toLowerCase(), other ?? name);
      if (other === undefined) return [];
      const message = `${name} and ${other} act as the same user, ${runAsUser}.`;
      const action = 'Give each app a user of its own, so that access can be granted, traced and withdrawn for one.';
      return [warning(['apps', name, 'runAsUser'], message, action)];
    });
  },
};
