import { mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EcaConfig } from '../../../src/config/model.js';
import { resolve } from '../../../src/config/resolve.js';
import { parseManifest } from '../../../src/metadata/parse-manifest.js';
import { generate } from '../../../src/verbs/generate.js';
import { resolved } from '../compose/story.js';

const HUB = {
  label: 'Partner Hub',
  contactEmail: 'partners@acme.example',
  runAsUser: 'partner.hub@acme.example',
  distribution: 'Packaged',
} as const;
const SYNC = { label: 'Billing Sync', contactEmail: 'platform@acme.example', runAsUser: 'billing.sync@acme.example' };
const MANIFEST = 'manifest/packaged-apps.xml';
const SETTINGS = 'extlClntAppOauthSettings/Partner_Hub_oauth.ecaOauth-meta.xml';
const LINK = '<oauthLink>00D000000000042:888000000000777</oauthLink>';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eca-packaged-'));
});
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const statesOf = async (apps: EcaConfig['apps'], more: { check?: boolean; prune?: boolean } = {}) => {
  const report = await generate({ config: resolved({ apps }), root, ...more });
  return { ...report, state: report.files.find(({ path }) => path === MANIFEST)?.state };
};

describe('generate for the owner of a packaged app', () => {
  it('writes the manifest of what the package may hold, beside the one of what is deployed', async () => {
    await statesOf({ Partner_Hub: HUB, Billing_Sync: SYNC });
    const { types } = parseManifest(text(MANIFEST));
    expect(types).toEqual([
      { name: 'ExternalClientApplication', members: ['Partner_Hub'] },
      { name: 'ExtlClntAppOauthSettings', members: ['Partner_Hub_oauth'] },
    ]);
    expect(parseManifest(text('manifest/package.xml')).types).toHaveLength(5);
    expect((await statesOf({ Partner_Hub: HUB, Billing_Sync: SYNC }, { check: true })).state).toBe('unchanged');
  });

  it('writes none for local apps and for a subscriber, whose manifest names the policies alone', async () => {
    const subscriber = { role: 'subscriber', runAsUser: HUB.runAsUser } as const;
    expect((await statesOf({ acme__Partner_Hub: subscriber })).state).toBeUndefined();
    const names = parseManifest(text('manifest/package.xml')).types.map(({ name }) => name);
    expect(names).toEqual(['ExtlClntAppConfigurablePolicies', 'ExtlClntAppOauthConfigurablePolicies']);
  });

  it('names the manifest as left over once nothing goes into a package, and prunes it', async () => {
    await statesOf({ Partner_Hub: HUB });
    const local = { Partner_Hub: { ...HUB, distribution: 'Local' as const } };
    expect((await statesOf(local)).state).toBe('stale');
    expect((await statesOf(local, { prune: true })).state).toBe('removed');
    expect((await statesOf(local)).state).toBeUndefined();
  });

  it('keeps the links that a retrieve brought, and lets those of a local app go', async () => {
    await statesOf({ Partner_Hub: HUB });
    const path = join(root, 'force-app/main/default', SETTINGS);
    const retrieve = (): void => {
      writeFileSync(path, readFileSync(path, 'utf8').replace('</label>', `</label>\n    ${LINK}`));
    };
    retrieve();
    expect(
      (await statesOf({ Partner_Hub: HUB }, { check: true })).files.every((one) => one.state === 'unchanged'),
    ).toBe(true);
    await statesOf({ Partner_Hub: { ...HUB, scopes: ['api', 'web'] } });
    expect(readFileSync(path, 'utf8')).toContain(LINK);
    expect(readFileSync(path, 'utf8')).toContain('Web');
    await statesOf({ Partner_Hub: { ...HUB, distribution: 'Local' } });
    expect(readFileSync(path, 'utf8')).not.toContain('oauthLink');
  });

  it('warns of what lies in the directory of a package and may not go into one, until it is moved', async () => {
    const packageDirectories = [{ path: 'packages/hub', default: true, package: 'Hub' }, { path: 'unpackaged' }];
    writeFileSync(join(root, 'sfdx-project.json'), JSON.stringify({ packageDirectories }));
    const { warnings, files } = await statesOf({ Partner_Hub: HUB });
    expect(warnings).toEqual([
      expect.stringMatching(/^The package "Hub" takes all of packages\/hub.*glbloauth.*ecaPlcy/),
    ]);
    const outside = files.map(({ path }) => path).filter((path) => /GlobalOauth|Policies/.test(path));
    expect(outside).toHaveLength(3);
    for (const path of outside) {
      const moved = join(root, path.replace('packages/hub', 'unpackaged'));
      mkdirSync(dirname(moved), { recursive: true });
      renameSync(join(root, path), moved);
    }
    const again = await statesOf({ Partner_Hub: HUB });
    expect(again.warnings).toEqual([]);
    expect(again.files.every(({ state }) => state === 'unchanged')).toBe(true);
    expect(again.files.some(({ path }) => path.startsWith('packages/hub') && /Global|Policies/.test(path))).toBe(false);
  });

  it('warns of links that the config writes for an app that is not packaged', () => {
    const fields = { ExtlClntAppOauthSettings: { oauthLink: '00D000000000042:888000000000777' } };
    const warningsOf = (apps: EcaConfig['apps']) => resolve({ apiVersion: '66.0', apps }, { env: {} }).warnings;
    expect(warningsOf({ Partner_Hub: { ...HUB, fields } })).toEqual([]);
    expect(warningsOf({ Billing_Sync: { ...SYNC, fields } })).toMatchObject([
      { path: ['apps', 'Billing_Sync', 'fields', 'ExtlClntAppOauthSettings', 'oauthLink'], kind: 'made-by-one-org' },
    ]);
  });
});
