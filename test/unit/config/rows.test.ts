import { describe, expect, it } from 'vitest';
import { configInterfaces } from '../../../scripts/config/interfaces.js';
import { withTables } from '../../../scripts/config/tables.js';
import { checkShape } from '../../../src/config/check-shape.js';
import { configJsonSchema } from '../../../src/config/json-schema.js';
import type { KeyRow } from '../../../src/config/key-row.js';
import { resolveKeys } from '../../../src/config/resolve-keys.js';
import { APP } from '../../../src/config/rows/app.js';
import { CONFIG } from '../../../src/config/rows/config.js';
import { ENVIRONMENT } from '../../../src/config/rows/environment.js';
import { choice, type Group, mapOf, overlayOf, type Shape, under } from '../../../src/config/shape.js';
import { NEWEST_API_VERSION, OLDEST_API_VERSION } from '../../../src/metadata/api-version.js';
import { checkFields } from '../../../src/metadata/check-fields.js';
import { findField } from '../../../src/metadata/field-table.js';
import { BILLING_SYNC } from '../../fixtures/config/billing-sync.js';

/** Lists every key below a shape with its row, such as `environments[].auth.jwt.key`. */
function keysBelow(shape: Shape, path = ''): readonly (readonly [string, KeyRow])[] {
  const inner = under(shape);
  if (inner.kind === 'list') return keysBelow(inner.item, `${path}[]`);
  if (inner.kind === 'one-or-list') return keysBelow(inner.of, path);
  if (inner.kind === 'map') return keysBelow(inner.value, `${path}[]`);
  if (inner.kind !== 'group') return [];
  return Object.entries(inner.keys).flatMap(([key, row]) => {
    const at = path === '' ? key : `${path}.${key}`;
    return [[at, row] as const, ...keysBelow(row.shape, at)];
  });
}

describe('the rows of the config', () => {
  const keys = keysBelow(CONFIG);

  it('describe every key', () => {
    const silent = keys.filter(([, { text, defaultText }]) => text === '' && defaultText === undefined);
    expect(silent.map(([path]) => path)).toEqual([]);
    expect(keys.length).toBeGreaterThan(100);
  });

  it('name only metadata fields that the field table knows', () => {
    const fields = keys.flatMap(([, { becomes = [] }]) => becomes);
    expect(fields.filter(({ type, field }) => findField(type, field) === undefined)).toEqual([]);
    expect(fields.map(({ field }) => field)).toContain('contactEmail');
  });

  it('take only words that their fields take, where a word is written as it is', () => {
    const words = keys.flatMap(([, { shape, becomes = [] }]) =>
      shape.kind === 'choice'
        ? becomes
            .filter(({ value }) => value === undefined)
            .flatMap((field) => shape.of.map((word) => ({ ...field, word })))
        : [],
    );
    expect(words.map(({ word }) => word)).toEqual(expect.arrayContaining(['Packaged', 'Bypass_2factor']));
    for (const { type, field, word } of words) {
      expect(checkFields(type, { [field]: word }, `${OLDEST_API_VERSION}.0`)).toEqual([]);
      expect(checkFields(type, { [field]: word }, `${NEWEST_API_VERSION}.0`)).toEqual([]);
    }
  });

  it('have defaults of their own shape', () => {
    const wrong = keys.filter(([, row]) => row.default !== undefined && checkShape(row.default, row.shape).length > 0);
    expect(wrong.map(([path]) => path)).toEqual([]);
  });

  it('have examples of their own shape', () => {
    const examples = keys.flatMap(([path, row]) => (row.examples ?? []).map((value) => ({ path, row, value })));
    expect(examples.flatMap(({ row, value }) => checkShape(value, row.shape))).toEqual([]);
    expect(examples.length).toBeGreaterThan(8);
  });
});

describe('a new key of an app', () => {
  const tier: KeyRow = {
    shape: choice('gold', 'silver'),
    text: 'How much the app may ask for.',
    default: 'silver',
    becomes: [{ type: 'ExtlClntAppOauthConfigurablePolicies', field: 'startUrl' }],
  };
  const app: Group = { ...APP, keys: { ...APP.keys, tier } };
  const environment: Group = {
    ...ENVIRONMENT,
    keys: { ...ENVIRONMENT.keys, apps: { shape: mapOf(overlayOf(app)), text: 'Changes to apps.' } },
  };
  const config: Group = {
    ...CONFIG,
    keys: {
      ...CONFIG.keys,
      apps: { shape: mapOf(app), text: 'Apps.', required: true },
      environments: { shape: mapOf(environment), text: 'Overlays.' },
    },
  };
  const written = { apps: { Billing_Sync: { ...BILLING_SYNC, tier: 'bronze' } } };

  it('is one row, from which the written and the resolved type follow', () => {
    const types = configInterfaces(config, app, environment);
    expect(types).toContain("readonly tier?: 'gold' | 'silver' | undefined;");
    expect(types).toContain("readonly tier: 'gold' | 'silver';");
    expect(types).toContain('/** How much the app may ask for. Default: `silver`. */');
  });

  it('is in the JSON Schema, for apps and for what environments change', () => {
    const schema = JSON.stringify(configJsonSchema(config));
    expect(schema.match(/"tier":/g)).toHaveLength(2);
    expect(schema).toContain('How much the app may ask for. Becomes ExtlClntAppOauthConfigurablePolicies.startUrl.');
  });

  it('is in the reference', () => {
    const page = withTables('<!-- keys: AppConfig -->\n<!-- end -->', [config]);
    expect(page).toContain(
      '| `tier` | `silver` | How much the app may ask for. Words: `gold`, `silver`. | `ExtlClntAppOauthConfigurablePolicies.startUrl` |',
    );
  });

  it('is checked, in the config and in environments', () => {
    expect(checkShape(written, config)).toEqual([
      {
        path: ['apps', 'Billing_Sync', 'tier'],
        message: 'apps.Billing_Sync.tier cannot be "bronze".',
        action: 'Use one of gold, silver.',
        kind: 'wrong-word',
      },
    ]);
    const overlaid = { apps: {}, environments: { uat: { apps: { Billing_Sync: { tier: 1 } } } } };
    expect(checkShape(overlaid, config).map(({ path }) => path.join('.'))).toEqual([
      'environments.uat.apps.Billing_Sync.tier',
    ]);
    expect(checkShape({ apps: {}, environments: { uat: { apps: { X: { tier: null } } } } }, config)).toEqual([]);
  });

  it('gets its default', () => {
    expect(resolveKeys(app, BILLING_SYNC)).toMatchObject({ tier: 'silver' });
    expect(resolveKeys(app, { ...BILLING_SYNC, tier: 'gold' })).toMatchObject({ tier: 'gold' });
  });
});
