import { describe, expect, it } from 'vitest';
import { checkShape } from '../../../src/config/check-shape.js';
import { BILLING_SYNC, configWith, spelled } from '../../fixtures/config/billing-sync.js';

const actions = (config: unknown): readonly string[] => checkShape(config).map(({ action }) => action);

describe('checkShape', () => {
  it('accepts the smallest config', () => {
    expect(checkShape(configWith({}))).toEqual([]);
  });

  it.each([
    ['a list', []],
    ['the text "apps"', 'apps'],
  ])('refuses %s as a config', (what, config) => {
    expect(spelled(checkShape(config))).toEqual([`: The config needs a map, not ${what}.`]);
  });

  it('lets JSON name its schema', () => {
    expect(checkShape(configWith({}, { $schema: './.eca/eca-config.schema.json' }))).toEqual([]);
  });

  it('names a missing key', () => {
    expect(checkShape({})).toEqual([
      { path: ['apps'], message: 'apps is missing.', action: 'Add apps: it takes a map.', kind: 'missing-key' },
    ]);
  });

  it('finds all problems at once, also in environments', () => {
    const config = {
      apiVersion: 66,
      apps: { Billing_Sync: { ...BILLING_SYNC, scopes: 'api', contactEmail: undefined } },
      environments: { uat: { production: 'yes', apps: { Billing_Sync: { permissionSets: [1] } } }, production: [] },
    };
    expect(spelled(checkShape(config))).toEqual([
      'apiVersion: apiVersion needs text, not the number 66.',
      'apps.Billing_Sync.contactEmail: apps.Billing_Sync.contactEmail is missing.',
      'apps.Billing_Sync.scopes: apps.Billing_Sync.scopes needs a list, not the text "api".',
      'environments.uat.production: environments.uat.production needs true or false, not the text "yes".',
      'environments.uat.apps.Billing_Sync.permissionSets[0]: ' +
        'environments.uat.apps.Billing_Sync.permissionSets[0] needs text, not the number 1.',
      'environments.production: environments.production needs a map, not a list.',
    ]);
  });

  it('lets null remove in an environment, and nowhere else', () => {
    expect(checkShape(configWith({}, { environments: { uat: { apps: { Billing_Sync: { scopes: null } } } } }))).toEqual(
      [],
    );
    expect(spelled(checkShape(configWith({ scopes: null })))).toEqual([
      'apps.Billing_Sync.scopes: apps.Billing_Sync.scopes has no value.',
    ]);
  });

  it.each([
    ['a letter that is missing', configWith({ contactMail: 'a@acme.example' }), 'Did you mean "contactEmail"?'],
    ['another case', configWith({ runasuser: 'a@acme.example' }), 'Did you mean "runAsUser"?'],
    ['a metadata field that a key sets', configWith({ clientCredentialsFlowUser: 'a' }), 'Write it as "runAsUser".'],
    ['a field name of Connected Apps', configWith({ oauthClientCredentialUser: 'a' }), 'Write it as "runAsUser".'],
    [
      'a metadata field without a key',
      configWith({ isPkceRequired: true }),
      'Write it below fields.ExtlClntAppGlobalOauthSettings.',
    ],
    [
      'a key of an app at the top',
      configWith({}, { runAsUser: 'a' }),
      'It is a key of an app: write it below apps.<name>.',
    ],
    [
      'a key of an environment in an app',
      configWith({ targetOrg: 'acme' }),
      'It is a key of an environment: write it below environments.<name>.',
    ],
    [
      'a key of the top in an environment',
      configWith({}, { environments: { uat: { apiVersion: '66.0' } } }),
      'Write it at the top of the config.',
    ],
  ])('says what to do about %s', (_, config, action) => {
    expect(actions(config)).toEqual([action]);
  });

  it('lists the known keys where nothing comes near', () => {
    expect(actions(configWith({ verify: { telephone: true } }))).toEqual([
      'Remove it. apps.Billing_Sync.verify takes query, access, expectScopes, callout, from.',
    ]);
  });

  it('suggests the word that a misspelt choice stands for', () => {
    expect(actions(configWith({ ipRelaxation: 'Enforce_relaxrefresh' }))).toEqual([
      'Did you mean "Enforce_RelaxRefresh"?',
    ]);
    expect(actions(configWith({ tokenFormat: 'saml' }))).toEqual(['Use one of opaque, jwt.']);
    expect(actions(configWith({ verify: { access: { Account: ['reed'] } } }))).toEqual(['Did you mean "read"?']);
  });

  it('lets a variable stand for a word, but not for a number or boolean', () => {
    expect(checkShape(configWith({ tokenFormat: '${env:TOKEN_FORMAT}' }))).toEqual([]);
    expect(actions(configWith({ sessionTimeoutMinutes: '${env:MINUTES}' }))[0]).toContain(
      'cannot come from a variable',
    );
    expect(actions(configWith({ clientCredentials: '${env:FLOW}' }))[0]).toContain('cannot come from a variable');
  });

  it('refuses a timeout that is no whole number', () => {
    expect(spelled(checkShape(configWith({ sessionTimeoutMinutes: 1.5 })))[0]).toContain('needs a whole number');
  });

  it('does not take an inherited name for a key', () => {
    const config: unknown = JSON.parse('{"apps": {}, "__proto__": {"a": 1}, "constructor": 1}');
    expect(checkShape(config).map(({ path }) => path)).toContainEqual(['constructor']);
  });
});
