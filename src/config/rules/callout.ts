import { hasPlaceholder } from '../placeholders.js';
import { show } from '../../problem.js';
import { type AppRule, problem } from './rule.js';

/** Characters of a path with query, as RFC 3986 has them. */
const PATH = /^\/[\w\-.~%!$&'()*+,;=:@/?]*$/;

/** A callout goes through a Named Credential, to a path below its URL. */
export const callout: AppRule = {
  name: 'callout',
  reads: ['verify', 'namedCredential'],
  check: ({ verify, namedCredential }) => {
    const path = verify?.callout;
    if (path === undefined) return [];
    const where = ['verify', 'callout'];
    if (namedCredential === undefined) {
      const message = 'verify.callout needs a Named Credential to go through, and the app has none.';
      return [problem(where, message, 'Add namedCredential, or remove verify.callout.')];
    }
    if (path === true || hasPlaceholder(path) || PATH.test(path)) return [];
    const action = 'Write true, or a path that begins with a slash, such as /services/data/.';
    return [problem(where, `${show(path)} is not a path.`, action)];
  },
};
