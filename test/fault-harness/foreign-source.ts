import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AppConfig } from '../../src/config/model.js';
import { compose } from '../../src/compose/compose.js';
import { render } from '../../src/metadata/render.js';
import { sourcePath } from '../../src/metadata/types.js';
import { resolved } from '../integration/project.js';

/** An app as somebody else could have made it: other names of its parts, and other values than our defaults. */
const foreignApp = (name: string): AppConfig => ({
  label: 'Old name',
  contactEmail: 'somebody@acme.example',
  description: 'Made by somebody else',
  scopes: ['api', 'id'],
  runAsUser: 'admin@acme.example',
  callbackUrls: ['https://billing.acme.example/callback'],
  ipRelaxation: 'Bypass',
  sessionTimeoutMinutes: 30,
  names: {
    ExtlClntAppOauthConfigurablePolicies: `${name}_oauthPlcy`,
    ExtlClntAppConfigurablePolicies: `${name}_plcy`,
  },
  fields: {
    ExternalClientApplication: { contactPhone: '+49 89 1234' },
    ExtlClntAppGlobalOauthSettings: { isIntrospectAllTokens: true, isPkceRequired: true },
    ExtlClntAppOauthConfigurablePolicies: {
      refreshTokenPolicyType: 'SpecificLifetime',
      refreshTokenValidityPeriod: 30,
      refreshTokenValidityUnit: 'Days',
    },
    ExtlClntAppConfigurablePolicies: { startPage: 'OAuth' },
  },
});

/** Writes the source of such apps into a folder of its own, for the seed of a local org, and gives its path. */
export function foreignSource(names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'eca-foreign-'));
  const config = resolved({
    apiVersion: '66.0',
    apps: Object.fromEntries(names.map((name) => [name, foreignApp(name)])),
  });
  for (const component of compose(config)) {
    const path = join(folder, sourcePath(component));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, render(component, { secrets: 'omit' }));
  }
  return folder;
}
