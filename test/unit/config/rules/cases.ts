import { expect, it } from 'vitest';
import { spellPath } from '../../../../src/problem.js';
import { configWith, resolved, spelled } from '../../../fixtures/config/billing-sync.js';

/** Keys of an app beside the three that every app has. */
export type Keys = Readonly<Record<string, unknown>>;

/** What is tried, the keys that do it, and what is found: place below the app, message, action. */
export type Row = readonly [sentence: string, app: Keys, path: string, message: RegExp, action: RegExp];

export const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
export const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';
export const policy = (fields: Keys): Keys => ({ fields: { [POLICIES]: fields } });
export const range = (startIpAddress: string, endIpAddress: string): Keys => ({
  trustedIpRanges: [{ startIpAddress, endIpAddress }],
});

/** Tests that each app has exactly one problem. */
export function refuses(rows: readonly Row[]): void {
  it.each(rows)('%s', (_, app, path, message, action) => {
    const { config, problems } = resolved(configWith(app));
    expect(config).toBeUndefined();
    expect(problems.map((problem) => spellPath(problem.path))).toEqual([`apps.Billing_Sync.${path}`]);
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.action).toMatch(action);
  });
}

/** Tests that each app has exactly one warning and no problem. */
export function warns(rows: readonly Row[]): void {
  it.each(rows)('%s', (_, app, path, message, action) => {
    const { config, problems, warnings } = resolved(configWith(app));
    expect(problems).toEqual([]);
    expect(config).toBeDefined();
    expect(warnings.map((warning) => spellPath(warning.path))).toEqual([`apps.Billing_Sync.${path}`]);
    expect(warnings[0]?.message).toMatch(message);
    expect(warnings[0]?.action).toMatch(action);
  });
}

/** Tests that nothing is said of an app. */
export function allows(rows: readonly (readonly [sentence: string, app: Keys])[]): void {
  it.each(rows)('allows %s', (_, app) => {
    const { problems, warnings } = resolved(configWith(app));
    expect([...spelled(problems), ...spelled(warnings)]).toEqual([]);
  });
}
