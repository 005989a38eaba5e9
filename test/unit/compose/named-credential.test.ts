import { describe, expect, it } from 'vitest';
import type { NamedCredentialConfig } from '../../../src/config/model.js';
import { checkFields, missingFields } from '../../../src/metadata/check-fields.js';
import { composeNamedCredential, layOverFound } from '../../../src/compose/named-credential.js';
import { parse } from '../../../src/metadata/parse.js';
import { render } from '../../../src/metadata/render.js';

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

  it('is in place when it is laid over itself, in whatever order', () => {
    for (const component of components) {
      const fields = Object.fromEntries(Object.entries(component.fields).reverse());
      expect(layOverFound(component, { ...component, fields })).toBeUndefined();
    }
  });

  it('keeps what somebody else added, and changes what differs', () => {
    const [external] = components;
    if (external === undefined) throw new Error('Nothing was composed.');
    const extra = { parameterName: 'X-Region', parameterType: 'AuthHeader', parameterValue: 'eu' };
    const parameters = external.fields.externalCredentialParameters as readonly object[];
    const found = {
      ...external,
      fields: { ...external.fields, label: 'By hand', externalCredentialParameters: [extra, ...parameters] },
    };
    expect(layOverFound(external, found as typeof external)?.fields).toMatchObject({
      label: 'Billing_API',
      externalCredentialParameters: [extra, ...parameters],
    });
  });
});
