import { describe, expect, it } from 'vitest';
import { EcaError, type ErrorName } from '../../../src/errors.js';
import { orgFailure, unknownOrg } from '../../../src/org/failure.js';

/** An error as the Salesforce libraries throw them. */
function thrown(name: string, message: string, more: Readonly<Record<string, unknown>> = {}): Error {
  const { cause, ...fields } = more;
  return Object.assign(new Error(message, cause === undefined ? {} : { cause }), { name }, fields);
}

const socket = thrown('Error', 'connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED' });

const FAILURES: readonly (readonly [string, unknown, ErrorName, RegExp])[] = [
  [
    'an org that sf does not know',
    thrown('NamedOrgNotFoundError', 'No authorization'),
    'TargetOrgNotFoundError',
    /known as "acme-uat"/,
  ],
  ['an org without stored auth', thrown('NoAuthInfoFound', 'none'), 'TargetOrgNotFoundError', /known as "acme-uat"/],
  [
    'a JWT session refused by SOAP',
    thrown('Error', 'SOAP API does not support JWT-based access tokens. You must'),
    'OrgAuthInvalidError',
    /is a JWT/,
  ],
  [
    'a page of an org in maintenance',
    thrown(
      'ERROR_HTTP_503',
      '<!DOCTYPE html>\n<html><head><title>Down</title><style>p{}</style></head><body><p>Back soon.</p></body></html>',
      {
        errorCode: 'ERROR_HTTP_503',
      },
    ),
    'OrgRequestFailedError',
    /it answered with a web page \(HTTP 503\), "Down: Back soon\."\.$/,
  ],
  [
    'a refused query',
    thrown(
      'INVALID_TYPE',
      "\nSELECT Id FROM X\n               ^\nERROR at Row:1:Column:16\nsObject type 'X' is not supported.",
      {
        errorCode: 'INVALID_TYPE',
      },
    ),
    'OrgRequestFailedError',
    /: sObject type 'X' is not supported\.$/,
  ],
  [
    'an expired session',
    thrown('INVALID_SESSION_ID', 'Session expired or invalid', { errorCode: 'INVALID_SESSION_ID' }),
    'SessionExpiredError',
    /refused the session/,
  ],
  [
    'an expired session of SOAP',
    thrown('sf:INVALID_SESSION_ID', 'INVALID_SESSION_ID: Invalid'),
    'SessionExpiredError',
    /refused the session/,
  ],
  [
    'a dead refresh token',
    thrown('RefreshTokenAuthError', 'Error authenticating with the refresh token'),
    'SessionExpiredError',
    /expired or was revoked/,
  ],
  [
    'a status of 401',
    thrown('Error', 'Unauthorized', { statusCode: 401 }),
    'SessionExpiredError',
    /refused the session/,
  ],
  [
    'a wrong token that userinfo refuses',
    thrown('AuthCodeUsernameRetrievalError', 'Could not retrieve the username', { statusCode: 403 }),
    'SessionExpiredError',
    /refused the token \(HTTP 403\)/,
  ],
  [
    'a server that fails while it is asked whose token it is',
    thrown('AuthCodeUsernameRetrievalError', 'Could not retrieve the username', { statusCode: 503 }),
    'OrgRequestFailedError',
    /it answered HTTP 503/,
  ],
  ['a refused connection', socket, 'OrgUnreachableError', /ECONNREFUSED/],
  [
    'a failed fetch with its cause',
    thrown('TypeError', 'fetch failed', { cause: thrown('Error', 'x', { code: 'ENOTFOUND' }) }),
    'OrgUnreachableError',
    /ENOTFOUND/,
  ],
  [
    'a failed request known by text only',
    thrown('FetchError', 'request to https://acme failed, reason: socket hang up'),
    'OrgUnreachableError',
    /socket hang up/,
  ],
  [
    'a host without DNS',
    thrown('DomainNotFoundError', 'The org cannot be found'),
    'OrgUnreachableError',
    /DomainNotFoundError/,
  ],
  [
    'a proxy with its own certificate',
    thrown('TypeError', 'fetch failed', {
      cause: thrown('Error', 'self-signed', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
    }),
    'OrgUnreachableError',
    /SELF_SIGNED/,
  ],
  [
    'a timeout',
    thrown('TimeoutError', 'The operation was aborted due to timeout'),
    'OrgUnreachableError',
    /TimeoutError/,
  ],
  [
    'used-up requests',
    thrown('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', { errorCode: 'REQUEST_LIMIT_EXCEEDED' }),
    'OrgRequestFailedError',
    /used up its API requests/,
  ],
  [
    'an answer of the org',
    thrown('INVALID_FIELD', 'No such column Foo\nstack'),
    'OrgRequestFailedError',
    /did not read the users: No such column Foo$/,
  ],
  ['a text that was thrown', 'boom', 'OrgRequestFailedError', /did not read the users/],
];

describe('orgFailure', () => {
  it.each(FAILURES)('turns %s into the right error, with its cause and what to do', (_what, error, name, message) => {
    const failure = orgFailure(error, 'read the users', 'acme-uat');
    expect(failure).toBeInstanceOf(EcaError);
    expect(failure.name).toBe(name);
    expect(failure.message).toMatch(message);
    expect(failure.message).toContain('acme-uat');
    expect(failure.actions.length).toBeGreaterThan(0);
    expect(failure.cause).toBe(error);
  });

  it('gives back an error of the closed list as it is', () => {
    const known = unknownOrg('acme-uat');
    expect(orgFailure(known, 'read the users', 'acme-uat')).toBe(known);
  });

  it('names the aliases that are known where they are few, and the alias to make', () => {
    const few = unknownOrg('acme-dve', { aliases: ['acme-uat', 'acme-dev'] });
    expect(few.actions[0]).toBe('Known are acme-dev, acme-uat; `sf org login web --alias acme-dve` adds one.');
    expect(few.actions[1]).toContain('`eca local-org start --alias acme-dve`');
    const many = unknownOrg('me@acme.com', { aliases: Array.from({ length: 9 }, (_, index) => `org${index}`) });
    expect(many.actions[0]).toBe(
      '`sf org list` shows the orgs that are logged in; `sf org login web --alias ALIAS` adds one.',
    );
  });

  it('says how to log in again to an alias, and makes no alias of a variable or a URL', () => {
    const again = (target: string) => orgFailure(thrown('INVALID_SESSION_ID', 'x'), 'connect', target).actions[0];
    expect(again('acme-uat')).toContain('`sf org login web --alias acme-uat`');
    for (const target of ['SFDX_AUTH_URL', 'https://acme.my.salesforce.com', 'me@acme.com']) {
      expect(again(target)).toContain('`sf org login web --alias ALIAS`');
    }
  });

  it('says less than a page when the org answers with one', () => {
    const { message } = orgFailure(thrown('Error', `<html>${'x'.repeat(5000)}`), 'read the users', 'acme-uat');
    expect(message.length).toBeLessThan(700);
  });

  it('does not go round in circles when causes do', () => {
    const error = thrown('Error', 'first');
    error.cause = error;
    expect(orgFailure(error, 'read the users', 'acme-uat').name).toBe('OrgRequestFailedError');
  });

  it.each([
    ['a session id', '00D000000000042!AQcanary.x9_z'],
    ['a JWT', 'eyJhbGciOi.eyJjYW5hcnki.c2lnbmF0dXJl'],
  ])('shows no %s that the libraries put into their message', (_what, token) => {
    for (const name of ['Error', 'FetchError', 'REQUEST_LIMIT_EXCEEDED']) {
      const { message } = orgFailure(thrown(name, `socket hang up for ${token} at once`), 'read the users', 'acme-uat');
      expect(message).not.toContain(token);
      expect(message).toContain('at once');
    }
  });
});
