import { hasPlaceholder } from '../placeholders.js';
import { show } from '../../problem.js';
import { type AppRule, problem } from './rule.js';
import { EMAIL } from './users.js';

/** Calling users get the permission set that gives access to the principal, so there has to be one. */
export const callingUsers: AppRule = {
  name: 'calling-users',
  reads: ['namedCredential'],
  check: ({ namedCredential }) => {
    const users = namedCredential?.assign ?? [];
    const where = ['namedCredential', 'assign'];
    const wrong = users.flatMap((username, index) =>
      hasPlaceholder(username) || EMAIL.test(username)
        ? []
        : [
            problem(
              [...where, index],
              `${show(username)} is not a username.`,
              'Write the username of the calling org, which has the form of an e-mail address.',
            ),
          ],
    );
    if (users.length === 0 || namedCredential?.permissionSet !== undefined) return wrong;
    const message = 'namedCredential.assign gives the permission set to calling users, and there is none.';
    return [...wrong, problem(where, message, 'Add namedCredential.permissionSet, or remove namedCredential.assign.')];
  },
};
