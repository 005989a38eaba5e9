import { describe, expect, it } from 'vitest';
import type { NamedCredentialConfig } from '../../../src/config/model.js';
import { checkFields, missingFields } from '../../../src/metadata/check-fields.js';
import { composeConsumingSides, composeNamedCredential, layOverFound } from '../../../src/compose/named-credential.js';
import type { FieldGroup, MetadataComponent } from '../../../src/metadata/component.js';
import { parse } from '../../../src/metadata/parse.js';
import { render } from '../../../src/metadata/render.js';
import { diff } from '../../../src/planning/diff.js';

const TOKEN = 'https://acme.my.salesforce.com/services/oauth2/token';
const CONFIG: NamedCredentialConfig = {
  name: 'Billing_API',
  url: 'https://acme.my.salesforce.com',
  permissionSet: 'Billing_Callers',
  scope: 'api',
};

describe('the consuming side', () => {
  const components = composeNamedCredential(CONFIG, TOKEN);

  it('survives being rendered and parsed', () => {
    for (const component of components) {
      const { component: again } = parse(component.type, component.fullName, render(component));
      expect(again).toEqual(component);
    }
  });

  it('is made of fields and values that the Metadata API has', () => {
    for (const { type, fields } of components) {
      expect(checkFields(type, fields, '66.0')).toEqual([]);
      expect(missingFields(type, fields, '66.0')).toEqual([]);
    }
  });

  it('bears the names of the config', () => {
    expect(components.map(({ type, fullName }) => [type, fullName])).toEqual([
      ['ExternalCredential', 'Billing_API'],
      ['NamedCredential', 'Billing_API'],
      ['PermissionSet', 'Billing_Callers'],
    ]);
  });

  it('has no permission set when none is named, and nothing secret anywhere', () => {
    const { name, url } = CONFIG;
    expect(composeNamedCredential({ name, url }, TOKEN)).toHaveLength(2);
    expect(components.map((component) => render(component)).join('')).not.toMatch(/clientSecret>/);
  });

  const wanted = composeConsumingSides([{ name: 'Billing_Sync', namedCredential: CONFIG }], TOKEN);

  it('is in place when it is laid over itself, in whatever order', () => {
    const found = components.map((component) => ({
      ...component,
      fields: Object.fromEntries(Object.entries(component.fields).reverse()),
    }));
    expect(diff(layOverFound(wanted, found), found)).toMatchObject({ inSync: true, changes: [] });
  });

  it('keeps what somebody else added, and changes what differs', () => {
    const [external] = components;
    if (external === undefined) throw new Error('Nothing was composed.');
    const extra = { parameterName: 'X-Region', parameterType: 'AuthHeader', parameterValue: 'eu' };
    const parameters = external.fields.externalCredentialParameters as readonly FieldGroup[];
    const found: MetadataComponent = {
      ...external,
      fields: { ...external.fields, label: 'By hand', externalCredentialParameters: [extra, ...parameters] },
    };
    const [laid] = layOverFound(wanted, [found]);
    expect(laid?.fields).toMatchObject({
      externalCredentialParameters: [extra, ...parameters],
    });
    expect(
      diff(
        [laid].flatMap((one) => one ?? []),
        [found],
      ).changes,
    ).toEqual([]);
  });

  it('leaves alone what the config does not write, and changes what it does', () => {
    const found = components.map((component) => ({ ...component, fields: { ...component.fields, label: 'By hand' } }));
    expect(diff(layOverFound(wanted, found), found).changes).toEqual([]);
    const labelled = [{ name: 'Billing_Sync', namedCredential: { ...CONFIG, label: 'Billing API' } }];
    const { changes } = diff(layOverFound(composeConsumingSides(labelled, TOKEN), found), found);
    expect(changes.map(({ type, fields }) => [type, fields])).toEqual(
      ['ExternalCredential', 'NamedCredential'].map((type) => [
        type,
        [{ path: 'label', from: 'By hand', to: 'Billing API' }],
      ]),
    );
  });

  it('makes one permission set of two apps that share it, and keeps the label that it has', () => {
    const other = { ...CONFIG, name: 'Ledger_API', externalCredential: 'Ledger_API' };
    const both = [
      { name: 'Billing_Sync', namedCredential: CONFIG },
      { name: 'Ledger_Sync', namedCredential: other },
    ];
    const found = { type: 'PermissionSet', fullName: 'Billing_Callers', fields: { label: 'By hand' } };
    const sets = layOverFound(composeConsumingSides(both, TOKEN), [found]).filter(({ type }) => type === found.type);
    expect(sets).toHaveLength(1);
    expect(sets[0]?.fields.label).toBeUndefined();
    expect(sets[0]?.fields.externalCredentialPrincipalAccesses).toHaveLength(2);
    expect(diff(sets, [found]).components[0]?.fields).toMatchObject({ label: 'By hand' });
  });
});
