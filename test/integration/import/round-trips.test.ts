import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { compose } from '../../../src/compose/compose.js';
import { LocalOrg } from '../../../src/local-org/index.js';
import { parse } from '../../../src/metadata/parse.js';
import { typeOfPath } from '../../../src/metadata/types.js';
import type { Org } from '../../../src/org/org.js';
import { findConfigTarget } from '../../../src/project/config-target.js';
import { loadConfig } from '../../../src/project/load-config.js';
import { generate } from '../../../src/verbs/generate.js';
import { importApps } from '../../../src/verbs/import.js';
import { readImportedOrg } from '../../../src/verbs/import-org.js';
import { type Imported, readImportedSource } from '../../../src/verbs/import-source.js';
import { plan } from '../../../src/verbs/plan.js';
import { fileOf, type FileLayout } from '../../laws/xml-layout.js';
import { testWork } from '../../work.js';
import { connectTo } from '../project.js';

type Files = Readonly<Record<string, string>>;

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const CERTIFICATE = `-----BEGIN CERTIFICATE-----\n${'MIIBszCCAVmgAwIBAgIU'.repeat(4)}\n-----END CERTIFICATE-----`;

/** Reads the components of a fixture: what a project, or an org, holds. */
function fixture(name: string): Files {
  const folder = join(FIXTURES, name);
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => typeOfPath(path));
  return Object.fromEntries(
    paths.map((path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')] as const),
  );
}

/** Gives files with another text in each that a name picks out. */
function edited(files: Files, name: RegExp, edit: (text: string) => string): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, name.test(path) ? edit(text) : text]));
}

const only = (files: Files, name: RegExp): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => name.test(path)));

/** Moves each file to another path. */
const moved = (files: Files, move: (path: string) => string): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [move(path), text]));

/** Writes each file as somebody else would, in a layout of their own. */
function rewritten(files: Files, layout: FileLayout): Files {
  const written = Object.entries(files).map(([path, text]) => {
    const type = typeOfPath(path);
    const fullName = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+-meta\.xml$/, '');
    const { component } = parse(type?.name ?? '', fullName, text);
    if (component === undefined) throw new Error(`${path} is no component`);
    const file = fileOf(component, layout);
    return [file.path, file.text] as const;
  });
  return Object.fromEntries(written);
}

const LAYOUT: FileLayout = {
  ...{ turns: 0, indent: '    ', lineEnd: '\n', folder: '' },
  ...{ bom: false, comments: false, cdata: false, fullName: false, metadataFormat: false },
};

const billing = fixture('local-org/billing-sync');
const packaged = fixture('local-org/packaged');
const namespaced = (path: string): string => path.replace(/Partner_Hub\.eca-/, 'acme__Partner_Hub.eca-');

/** The policies that an admin decided about for an app which a package brought. */
const policiesOf = (app: string): Files =>
  moved(
    edited(only(billing, /Plcy/), /Plcy/, (text) =>
      text.replace('>Billing_Sync</ext', `>${app}</ext`).replace('>Zero<', '>Infinite<'),
    ),
    (path) => path.replace('Billing_Sync', 'Partner_Hub'),
  );

/** What exists, by how it came to be; and the API version of the project, where it matters. */
const SETS: (readonly [name: string, files: Files, version?: number])[] = [
  ['an app as Setup made it', fixture('local-org/setup-made')],
  ['parts with the names of the org for its own policies', billing],
  ['elements in any order, written by hand, in an odd folder', fixture('local-org/unordered')],
  ['a packaged app of the org that owns it', packaged],
  [
    'an app with a certificate, for JWT bearer',
    edited(billing, /ecaGlbl/, (text) =>
      text.replace(
        '<externalClientApplication>',
        `<certificate>${CERTIFICATE}</certificate><externalClientApplication>`,
      ),
    ),
  ],
  ['two apps, of which one has no OAuth', fixture('local-org/two-apps')],
  ['header and settings alone', only(billing, /\.(eca|ecaOauth)-meta\.xml$/)],
  ['admin-approved users of permission sets', fixture('metadata/03-pre-authorised/expected')],
  ['JWT tokens by the two switches of 62.0', fixture('metadata/10-api-62-jwt/expected'), 62],
  ['the security settings of 67.0', fixture('metadata/06-trusted-ip-ranges/expected'), 67],
  ['an app of 68.0', fixture('metadata/09-api-68/expected'), 68],
  ['SAML beside OAuth', fixture('metadata/07-saml-by-fields/expected')],
  [
    'comments, CDATA, a BOM and CRLF',
    rewritten(billing, { ...LAYOUT, lineEnd: '\r\n', bom: true, comments: true, cdata: true, turns: 2 }),
  ],
  ['metadata format, with full names', rewritten(billing, { ...LAYOUT, metadataFormat: true, fullName: true })],
  [
    'an app of another publisher, with its namespace',
    moved(
      edited({ ...packaged, ...policiesOf('acme__Partner_Hub') }, /ecaOauth-/, (text) =>
        text.replace('>Partner_Hub<', '>acme__Partner_Hub<'),
      ),
      namespaced,
    ),
  ],
];

const USERS = ['billing.sync@acme.example', 'reporting@acme.example', 'warehouse@acme.example', 'stock@acme.example'];

describe('what exists', () => {
  const orgs: LocalOrg[] = [];
  afterEach(async () => {
    for (const org of orgs.splice(0)) await org.stop();
  });

  function folderWith(files: Files, project: readonly string[] = []): string {
    const cwd = mkdtempSync(join(tmpdir(), 'eca-round-trip-'));
    const packageDirectories = project.map((path, index) => ({ path, default: index === 0 }));
    const all =
      project.length === 0 ? files : { ...files, 'sfdx-project.json': JSON.stringify({ packageDirectories }) };
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
    return cwd;
  }

  async function orgWith(files: Files, version: number): Promise<Org> {
    const named = Object.values(files).flatMap((text) =>
      [...text.matchAll(/<commaSeparatedPermissionSet>([^<]*)</g)].flatMap(([, names = '']) => names.split(/,\s*/)),
    );
    const users = Object.values(files).flatMap((text) =>
      [...text.matchAll(/<clientCredentialsFlowUser>([^<]*)</g)].map(([, name = '']) => name.trim().toLowerCase()),
    );
    const org = new LocalOrg({
      seed: {
        users: [
          { username: 'admin@acme.example', profile: 'System Administrator' },
          ...[...new Set([...USERS, ...users])].map((username) => ({ username })),
        ],
        permissionSets: [...new Set(named)].map((name) => ({ name })),
        source: folderWith(files),
      },
    });
    orgs.push(org);
    return connectTo(await org.start(), `${version}.0`);
  }

  /** Imports into a folder of its own, generates, and expects that neither config nor source differ from the org. */
  async function expectTakenOver(imported: Imported, org: Org): Promise<readonly string[]> {
    const cwd = folderWith({}, ['force-app']);
    const target = await findConfigTarget({ cwd, named: 'eca.config.yaml' });
    const report = await importApps({ imported, target, env: {} });
    expect(report).toMatchObject({ written: true, toPaste: [] });
    const { config } = await loadConfig({ cwd, env: {} });
    expect(await plan(org, config, testWork())).toMatchObject({ inSync: true, changes: [] });
    await generate({ config, root: cwd });
    const again = await readImportedSource({ cwd, sourceDirs: ['force-app'], apiVersion: config.apiVersion, env: {} });
    const identities = (parts: readonly { readonly type: string; readonly fullName: string }[]) =>
      parts.map(({ type, fullName }) => `${type} ${fullName}`).sort();
    expect(identities(again.components)).toEqual(identities(compose(config)));
    const second = await importApps({
      imported: again,
      target: await findConfigTarget({ cwd, named: 'eca.config.yaml' }),
      env: {},
    });
    expect(second).toMatchObject({ changes: [], waiting: [], written: false });
    return report.notes;
  }

  it.each(SETS.map(([name, files, version = 66]) => ({ name, files, version })))(
    '$name is taken over from source and from the org, and nothing is left to plan',
    async ({ files, version }) => {
      const org = await orgWith(files, version);
      const cwd = folderWith(files);
      const source = await readImportedSource({ cwd, sourceDirs: ['.'], apiVersion: `${version}.0`, env: {} });
      await expectTakenOver(source, org);
      await expectTakenOver(await readImportedOrg(org, testWork()), org);
    },
  );

  it.each([62, 67])(
    'a set that was retrieved in %i.0 is taken over, with every switch that the org gives',
    async (version) => {
      const org = await orgWith({ ...billing, ...fixture('local-org/setup-made') }, version);
      const { components } = await readImportedOrg(org, testWork());
      const retrieved = Object.fromEntries(
        components.map((component) => {
          const { path, text } = fileOf(component, LAYOUT);
          return [path, text] as const;
        }),
      );
      expect(Object.values(retrieved).join('\n')).toContain('<oauthLink>');
      const cwd = folderWith(retrieved);
      const source = await readImportedSource({ cwd, sourceDirs: ['.'], apiVersion: `${version}.0`, env: {} });
      const notes = await expectTakenOver(source, org);
      expect(notes.join('\n')).toContain('made up by the org');
    },
  );

  it('sources in several package directories are taken over together', async () => {
    const files = moved(billing, (path) => `${/Polic/.test(path) ? 'policies' : 'apps/main'}/${path}`);
    const org = await orgWith(billing, 66);
    const cwd = folderWith(files, ['apps', 'policies']);
    const read = (sourceDirs: readonly string[]) =>
      readImportedSource({ cwd, sourceDirs, apiVersion: '66.0', env: {} });
    await expectTakenOver(await read(['.']), org);
    await expectTakenOver(await read(['apps', 'policies']), org);
  });
});
