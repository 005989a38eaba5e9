import { describe, expect, it } from 'vitest';
import { EcaError } from '../../../src/errors.js';
import { LoginRefusal, refusedLogin } from '../../../src/org/login-refusal.js';
import { loginCause } from '../../../src/refresh/login-cause.js';

describe('why a login to a sandbox cannot work', () => {
  it.each([
    ['inactive_user', 'user is inactive', 'user-frozen'],
    ['invalid_grant', 'ip restricted or invalid login hours', 'ip-or-hours'],
    ['OAUTH_APP_BLOCKED', 'this app is blocked by admin', 'api-access-control'],
    ['invalid_app_access', 'user is not admin approved to access this app', 'not-approved'],
    ['app_not_found', 'External client app is not installed in this org', 'app-gone'],
    ['invalid_client_id', 'client identifier invalid', 'app-gone'],
    ['invalid_grant', "user hasn't approved this consumer", 'user-unknown'],
    ['invalid_grant', 'expired access/refresh token', 'session-gone'],
    ['invalid_grant', 'expired authorization code', 'session-gone'],
  ])('%s: %s is %s', (error, description, cause) => {
    expect(loginCause(refusedLogin(new LoginRefusal(400, error, description), 'The org'))).toBe(cause);
  });

  it('is that the sandbox waits, where production says so', () => {
    const data = { code: 'INVALID_STATUS', status: 400 };
    const error = new EcaError({ name: 'OrgRequestFailedError', message: 'not ready', actions: ['Wait.'], data });
    expect(loginCause(error)).toBe('not-activated');
  });
});
