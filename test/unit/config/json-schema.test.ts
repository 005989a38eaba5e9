import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { configJsonSchema } from '../../../src/config/json-schema.js';
import { APP_KEYS } from '../../../src/config/rows/app.js';
import { configWith } from '../../fixtures/config/billing-sync.js';

const schema = configJsonSchema();
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

function errorsOf(config: unknown): readonly string[] {
  return validate(config) ? [] : (validate.errors ?? []).map(({ instancePath }) => instancePath);
}

/** Gives what stands at a path of the schema. */
function at(...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], schema);
}

const app = ['properties', 'apps', 'additionalProperties', 'properties'] as const;

describe('the JSON Schema of the config', () => {
  it('is of draft 2020-12 and has a name', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:eca-as-code:config',
      title: 'Config of eca-as-code',
    });
  });

  it('accepts a config with environments, variables, fields and sinks', () => {
    const config = configWith(
      {
        tokenFormat: '${env:FORMAT}',
        scopes: ['api', 'CDPQuery', '${env:SCOPE}'],
        fields: { ExtlClntAppGlobalOauthSettings: { isPkceRequired: true, consumerSecret: '${env:BILLING_SECRET}' } },
        sink: { file: 'billing.json' },
      },
      {
        environments: {
          uat: {
            apps: {
              Billing_Sync: { scopes: null, fields: { ExtlClntAppGlobalOauthSettings: { isPkceRequired: null } } },
            },
          },
        },
      },
    );
    expect(errorsOf(config)).toEqual([]);
  });

  it.each([
    ['an unknown key', configWith({ labl: 'x' }), '/apps/Billing_Sync'],
    ['a number as text', configWith({}, { apiVersion: 66 }), '/apiVersion'],
    ['an unknown word', configWith({ tokenFormat: 'JWT' }), '/apps/Billing_Sync/tokenFormat'],
    ['an unknown scope', configWith({ scopes: ['apy'] }), '/apps/Billing_Sync/scopes/0'],
    ['an unknown type', configWith({ fields: { ExtlClntApp: {} } }), '/apps/Billing_Sync/fields'],
    [
      'an unknown field',
      configWith({ fields: { ExtlClntAppOauthSettings: { scopes: 'Api' } } }),
      '/apps/Billing_Sync/fields/ExtlClntAppOauthSettings',
    ],
    [
      'a secret in plain text',
      configWith({ fields: { ExtlClntAppGlobalOauthSettings: { consumerSecret: 'x' } } }),
      '/apps/Billing_Sync/fields/ExtlClntAppGlobalOauthSettings/consumerSecret',
    ],
    ['a sink of two kinds', configWith({ sink: { file: 'a', exec: ['b'] } }), '/apps/Billing_Sync/sink'],
    ['null in the base', configWith({ scopes: null }), '/apps/Billing_Sync/scopes'],
  ])('refuses %s', (_, config, place) => {
    expect(errorsOf(config)).toContain(place);
  });

  it('describes every key of an app, with the fields that it becomes', () => {
    for (const key of APP_KEYS) expect(at(...app, key)).toHaveProperty(key === 'fields' ? '$ref' : 'description');
    expect(at(...app, 'runAsUser', 'description')).toContain(
      'ExtlClntAppOauthConfigurablePolicies.clientCredentialsFlowUser',
    );
    expect(at(...app, 'distribution', 'default')).toBe('Local');
  });

  it('offers the fields of every type, with their versions', () => {
    const field = at('$defs', 'fields', 'properties', 'ExtlClntAppGlobalOauthSettings', 'properties', 'isMtlsEnabled');
    expect(field).toEqual({ description: 'API version 68.0 and later.', type: 'boolean' });
  });

  it('leaves no word in the schema that only the rows know', () => {
    expect(JSON.stringify(schema)).not.toMatch(/"(?:becomes|defaultText|rules|resolved|belongsTo)":/);
  });
});
