import { describe, expect, it } from 'vitest';
import { KNOWN_STATE_TYPES, knownStateOf } from '../../../src/proof/known-state.js';
import { findType } from '../../../src/metadata/types.js';
import { application, GLOBAL, part, PLUGINS, POLICIES, SETTINGS } from '../planning/apps.js';

const on = { isClientCredentialsFlowEnabled: true };

describe('knownStateOf', () => {
  it('reads switches, user and key of a complete app, whatever its parts are called', () => {
    const found = [
      application('Billing_Sync'),
      part(GLOBAL, 'Odd_name', 'Billing_Sync', { ...on, consumerKey: '3MVG9.key' }),
      part(POLICIES, 'Billing_Sync_oauthPlcy', 'Billing_Sync', { ...on, clientCredentialsFlowUser: 'bs@acme.example' }),
      part(SETTINGS, 'Billing_Sync_oauth', 'Billing_Sync'),
      part(PLUGINS, 'Billing_Sync_plcy', 'Billing_Sync', { isEnabled: true, isOauthPluginEnabled: true }),
    ];
    expect(knownStateOf('Billing_Sync', found)).toEqual({
      state: {
        appExists: true,
        flowOnApp: true,
        flowInPolicy: true,
        policyUser: 'bs@acme.example',
        appIsEnabled: true,
      },
      consumerKey: '3MVG9.key',
    });
  });

  it('knows nothing of parts that the org does not have', () => {
    expect(knownStateOf('Billing_Sync', [])).toEqual({ state: { appExists: false } });
    expect(knownStateOf('Billing_Sync', [application('Billing_Sync')])).toEqual({
      state: { appExists: true, missingParts: [GLOBAL, SETTINGS, PLUGINS, POLICIES] },
    });
  });

  it('takes a switch that the org leaves out for one that is off', () => {
    const found = [
      part(GLOBAL, 'a', 'Billing_Sync'),
      part(POLICIES, 'b', 'Billing_Sync'),
      part(PLUGINS, 'c', 'Billing_Sync'),
    ];
    expect(knownStateOf('Billing_Sync', found).state).toEqual({
      appExists: false,
      flowOnApp: false,
      flowInPolicy: false,
      appIsEnabled: false,
    });
  });

  it.each([
    [{ isEnabled: true }, true],
    [{ isEnabled: true, isOauthPluginEnabled: false }, false],
    [{ isEnabled: false, isOauthPluginEnabled: true }, false],
  ])('takes the plug-in switches %j for an app that is on: %s', (fields, isOn) => {
    const found = [part(PLUGINS, 'Billing_Sync_plcy', 'Billing_Sync', fields)];
    expect(knownStateOf('Billing_Sync', found).state.appIsEnabled).toBe(isOn);
  });

  it('does not mistake the parts of another app for its own', () => {
    const found = [
      application('Billing_Sync_Legacy'),
      part(GLOBAL, 'Billing_Sync_glbloauth', 'Billing_Sync_Legacy', { ...on, consumerKey: '3MVG9.legacy' }),
    ];
    expect(knownStateOf('Billing_Sync', found)).toEqual({ state: { appExists: false } });
  });

  it('looks at types that exist only', () => {
    expect(KNOWN_STATE_TYPES.map((name) => findType(name)?.name)).toEqual([...KNOWN_STATE_TYPES]);
  });
});
