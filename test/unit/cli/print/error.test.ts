import { describe, expect, it } from 'vitest';
import { errorJson, errorLines, problemLines } from '../../../../src/cli/print/error.js';
import { EcaError } from '../../../../src/errors.js';
import { asEcaError } from '../../../../src/internal-error.js';
import { Secret } from '../../../../src/secret.js';
import { CANARY, expectNoCanary } from '../../oauth/canary.js';
import { page, PLAIN } from './printing.js';

const notFound = new EcaError({
  name: 'RunAsUserNotFoundError',
  message: 'No user of org "acme-uat" has the username "bs@acme.example".',
  actions: ['Create the user.', 'Or correct apps.Billing_Sync.runAsUser.'],
});
const invalid = new EcaError({
  name: 'ConfigInvalidError',
  message: 'The config has 2 problems.',
  actions: ['Correct them.'],
  problems: [
    {
      file: 'eca.config.yaml',
      line: 4,
      column: 14,
      path: 'apps.Billing_Sync.scopes[0]',
      message: '"apy" is no scope.',
      action: 'Did you mean "api"?',
    },
    { path: 'apps', message: 'No app is named.', action: 'Name one.' },
  ],
});

describe('errorLines', () => {
  it('shows what is wrong and each thing to try', () => {
    expect(page(errorLines(notFound, PLAIN))).toMatchInlineSnapshot(`
      "
      Error (RunAsUserNotFoundError): No user of org "acme-uat" has the username "bs@acme.example".
      Try: Create the user.
      Try: Or correct apps.Billing_Sync.runAsUser.
      "
    `);
  });

  it('shows what to try where an error about source has no problems of its own', () => {
    const nothing = new EcaError({ name: 'SourceInvalidError', message: 'No folder.', actions: ['Name another.'] });
    expect(errorLines(nothing, PLAIN)).toEqual(['Error (SourceInvalidError): No folder.', 'Try: Name another.']);
  });

  it('shows every problem of a config with its place', () => {
    expect(page(errorLines(invalid, PLAIN))).toMatchInlineSnapshot(`
      "
      Error (ConfigInvalidError): The config has 2 problems.
        eca.config.yaml:4:14 apps.Billing_Sync.scopes[0]
          "apy" is no scope.
          → Did you mean "api"?
        apps
          No app is named.
          → Name one.
      "
    `);
  });
});

describe('problemLines', () => {
  it('gives the place as far as it is known', () => {
    const rest = { level: 'error' as const, path: 'apps', message: 'No app is named.', action: 'Name one.' };
    const head = (place: object) => problemLines({ ...rest, ...place }, PLAIN)[0];
    expect(head({})).toBe('  apps');
    expect(head({ file: 'eca.config.ts' })).toBe('  eca.config.ts apps');
    expect(head({ file: 'eca.config.yaml', line: 3 })).toBe('  eca.config.yaml:3 apps');
    expect(head({ file: 'eca.config.yaml', line: 3, column: 5, path: '' })).toBe('  eca.config.yaml:3:5');
  });
});

describe('errorJson', () => {
  it('has the shape that scripts know from sf', () => {
    expect(errorJson(notFound, 1, ['Two apps share a user.'])).toEqual({
      status: 1,
      name: 'RunAsUserNotFoundError',
      message: notFound.message,
      actions: notFound.actions,
      exitCode: 1,
      warnings: ['Two apps share a user.'],
    });
  });

  it('adds problems and data where there are any', () => {
    expect(errorJson(invalid, 4, [])).toMatchObject({ status: 4, problems: invalid.problems });
    const timeout = new EcaError({
      name: 'DeployTimeoutError',
      message: 'The deploy still runs.',
      actions: ['Wait.'],
      data: { id: '0Af000000000001' },
    });
    expect(errorJson(timeout, timeout.exitCode, [])).toMatchObject({ status: 69, data: { id: '0Af000000000001' } });
  });

  it('can be written as JSON, without causes and secrets', () => {
    const error = new EcaError({
      name: 'SinkFailedError',
      message: 'The sink took nothing.',
      actions: ['Look at it.'],
      cause: new Error(CANARY),
      data: { secret: new Secret(CANARY) },
    });
    const json = JSON.stringify(errorJson(error, 1, []));
    expect(json).toContain('[secret]');
    expect(json).not.toContain(CANARY);
    expect(page(errorLines(error, PLAIN))).not.toContain(CANARY);
  });
});

describe('asEcaError', () => {
  it('gives back an error of the closed list as it is', () => {
    expect(asEcaError(notFound)).toBe(notFound);
  });

  it.each([
    ['an error', new TypeError('x is not a function'), 'x is not a function'],
    ['a text', 'boom', 'boom'],
    ['nothing', undefined, 'undefined'],
  ])('calls %s a defect of the tool, and keeps it as the cause', (_what, thrown, text) => {
    const error = asEcaError(thrown);
    expect(error).toMatchObject({ name: 'InternalError', exitCode: 1 });
    expect(error.message).toContain(text);
    expect(error.cause).toBe(thrown);
    expect(error.actions[0]).toContain('--debug');
  });

  it('shows no secret that was thrown by mistake', () => {
    expectNoCanary(asEcaError(new Secret(CANARY)));
  });
});
