import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConvertedApp, convertConnectedApp } from '../../../src/compose/connected-app/convert.js';
import { MAPPING } from '../../../src/compose/connected-app/mapping.js';
import { newAppName } from '../../../src/compose/connected-app/names.js';
import { readConnectedApp } from '../../../src/compose/connected-app/read.js';
import { takeOver } from '../../../src/compose/take-over.js';
import { fieldVersions, findField } from '../../../src/metadata/field-table.js';
import { includesVersion } from '../../../src/metadata/api-version.js';
import { diff } from '../../../src/planning/diff.js';
import { newestFields as publishedFields } from '../metadata/newest-types.js';

/** Paths of all values that a Connected App can have. */
function publishedPaths(type = 'ConnectedApp', before = ''): readonly string[] {
  return publishedFields(type).flatMap(({ name, kind }) => {
    const path = `${before}${name}`;
    return publishedFields(kind).length === 0 ? [path] : publishedPaths(kind, `${path}.`);
  });
}

const SAMPLES: Readonly<Record<string, string>> = {
  contactEmail: 'a@acme.example',
  accessMethod: 'Post',
  locations: 'Chatter',
  locationOptions: 'Chatter',
  options: 'HideShare',
  canvasOptions: 'HideShare',
  samlInitiationMethod: 'None',
  encryptionType: 'AES_256',
  ipRelaxation: 'ENFORCE',
  refreshTokenPolicy: 'specific_lifetime:30:DAYS',
  policyAction: 'Block',
  sessionLevel: 'STANDARD',
  scopes: 'Api',
  start: '192.0.2.1',
  end: '192.0.2.9',
};

/** The file of a Connected App that says something in every field of a type. */
function everything(type = 'ConnectedApp'): string {
  const fields = publishedFields(type).map(({ name, kind }) => {
    const number = kind === 'number' ? '30' : undefined;
    const plain = SAMPLES[name] ?? number ?? (kind === 'boolean' ? 'true' : `a ${name}`);
    return `<${name}>${publishedFields(kind).length === 0 ? plain : everything(kind)}</${name}>`;
  });
  return fields.join('');
}

const file = (inside: string): string =>
  `<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">${inside}</ConnectedApp>`;

function converted(inside: string, apiVersion = '68.0', name = 'Legacy_ECA'): ConvertedApp {
  return convertConnectedApp(readConnectedApp(file(inside)), {
    name,
    apiVersion,
    contactEmail: 'nobody@example.invalid',
  });
}

const fieldsOf = ({ components }: ConvertedApp, type: string): Readonly<Record<string, unknown>> =>
  components.find((component) => component.type === type)?.fields ?? {};

const POLICY = 'ExtlClntAppOauthConfigurablePolicies';
const FLOW = '<isClientCredentialEnabled>true</isClientCredentialEnabled>';
const USER = '<oauthClientCredentialUser>a@acme.example</oauthClientCredentialUser>';
const oauth = (inside: string): string => `<oauthConfig>${inside}</oauthConfig>`;

describe('the mapping of Connected Apps', () => {
  it('has a row for every published field, and no others', () => {
    expect(MAPPING.map(({ from }) => from).toSorted()).toEqual([...publishedPaths()].toSorted());
    expect(publishedPaths().length).toBeGreaterThan(90);
  });

  it('leads to fields that there are, or says what to do instead', () => {
    for (const { from, to, instead } of MAPPING) {
      if (to.length === 0)
        expect({ from, instead }).toEqual({ from, instead: expect.stringMatching(/\w.*\.$/) as string });
      for (const place of to) {
        const [type = '', field = '', inner] = place.split('.');
        const row = findField(type, field);
        expect({ place, found: row !== undefined }).toEqual({ place, found: true });
        if (inner !== undefined) expect(findField(row?.kind ?? '', inner)?.field).toBe(inner);
      }
    }
  });

  it.each([60, 61, 62, 63, 64, 65, 66, 67, 68])('loses nothing silently in API version %i', (version) => {
    const all = converted(everything(), `${String(version)}.0`);
    expect(all.problems).toEqual([]);
    const told = [...all.moved, ...all.left].map(({ from }) => from);
    expect(publishedPaths().filter((path) => !told.includes(path))).toEqual([]);
    for (const { type, fields } of all.components) {
      for (const field of Object.keys(fields)) {
        const row = findField(type, field);
        const span = row === undefined ? undefined : fieldVersions(type, row);
        expect({ type, field, there: span !== undefined && includesVersion(span, version) }).toMatchObject({
          there: true,
        });
      }
    }
  });

  it('makes what a config says again: generated components equal the mapping', () => {
    const inside = `<label>Legacy</label><contactEmail>a@acme.example</contactEmail>${oauth(
      `<callbackUrl>https://acme.example/a\nhttps://acme.example/b</callbackUrl><isPkceRequired>false</isPkceRequired>${FLOW}${USER}<scopes>Api</scopes><scopes>SFAP</scopes>
       <idTokenConfig><idTokenValidity>5</idTokenValidity></idTokenConfig>`,
    )}<ipRanges><start>192.0.2.1</start><end>192.0.2.9</end></ipRanges><attributes><key>k</key><formula>$User.Id</formula></attributes>`;
    const { components } = converted(inside);
    const taken = takeOver(components, { apiVersion: '68.0' });
    expect(taken.unsaid).toEqual([]);
    expect(diff(taken.wanted, components).changes).toEqual([]);
    expect(taken.written.apps.Legacy_ECA).toMatchObject({
      scopes: ['api', 'sfap_api'],
      runAsUser: 'a@acme.example',
      callbackUrls: ['https://acme.example/a', 'https://acme.example/b'],
      trustedIpRanges: [{ startIpAddress: '192.0.2.1', endIpAddress: '192.0.2.9' }],
    });
  });
});

describe('any Connected App', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom(
      'true',
      'false',
      '7',
      'Api',
      'https://acme.example/cb',
      'a@acme.example',
      '${env:HOME}',
      '<&>',
      'a,b',
    ),
  );
  const escape = (value: string): string =>
    value
      .replace(/[\u0000-\u001f\ufffe\uffff]|[\ud800-\udfff]/g, '')
      .replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const leaf = fc.record({ path: fc.constantFrom(...publishedPaths()), text });

  /** Writes leaves as a file; each in a group of its own, as none of them is repeated. */
  function fileOf(leaves: readonly { path: string; text: string }[]): string {
    const inside = [...Map.groupBy(leaves, ({ path }) => path.split('.')[0] ?? '')].map(([top, own]) => {
      const rest = own.flatMap(({ path, text: value }) =>
        path === top ? [] : [{ path: path.slice(top.length + 1), text: value }],
      );
      const [first] = own;
      return `<${top}>${rest.length === 0 ? escape(first?.text ?? '') : fileOf(rest)}</${top}>`;
    });
    return inside.join('');
  }

  it('is told whole, and is said by the config but for what is named', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(leaf, { selector: ({ path }) => path, maxLength: 25 }),
        fc.integer({ min: 60, max: 68 }),
        (leaves, version) => {
          const apiVersion = `${String(version)}.0`;
          const read = readConnectedApp(file(fileOf(leaves)));
          expect(read.problems).toEqual([]);
          expect(read.unknown).toEqual([]);
          const app = convertConnectedApp(read, { name: 'Any_ECA', apiVersion, contactEmail: 'a@acme.example' });
          const told = new Set([...app.moved, ...app.left].map(({ from }) => from));
          const wrong = new Set(app.problems.map(({ path }) => path));
          const off = read.leaves.filter(({ text: said }) => said === 'false' || said === '0').map(({ path }) => path);
          for (const { path } of read.leaves)
            expect(told.has(path) || wrong.has(path) || off.includes(path)).toBe(true);
          const taken = takeOver(app.components, { apiVersion });
          const named = new Set(taken.unsaid.map(({ type, field }) => `${type} ${field ?? ''}`));
          const { changes } = diff(taken.wanted, app.components);
          if (taken.apps.length === 0) return;
          for (const { type, fields } of changes)
            for (const { path } of fields) expect([...named]).toContain(`${type} ${path}`);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a converted Connected App', () => {
  it('runs as the user of the client credentials flow, with both switches on', () => {
    const app = converted(oauth(FLOW + USER));
    expect(fieldsOf(app, 'ExtlClntAppGlobalOauthSettings')).toMatchObject({ isClientCredentialsFlowEnabled: true });
    expect(fieldsOf(app, POLICY)).toMatchObject({
      isClientCredentialsFlowEnabled: true,
      clientCredentialsFlowUser: 'a@acme.example',
    });
  });

  it('has the flow off where it names no user, and says so', () => {
    const app = converted(oauth(FLOW));
    expect(fieldsOf(app, POLICY)).toMatchObject({ isClientCredentialsFlowEnabled: false });
    expect(app.left).toEqual([
      {
        from: 'oauthConfig.isClientCredentialEnabled',
        value: 'true',
        instead: expect.stringContaining('runAsUser') as string,
      },
    ]);
  });

  it.each([
    ['infinite', { refreshTokenPolicyType: 'Infinite' }],
    ['zero', { refreshTokenPolicyType: 'Zero' }],
    [
      'specific_inactivity:8:HOURS',
      {
        refreshTokenPolicyType: 'SpecificInactivity',
        refreshTokenValidityPeriod: 8,
        refreshTokenValidityUnit: 'Hours',
      },
    ],
  ])('takes the refresh token policy %s', (text, fields) => {
    const policy = `<oauthPolicy><refreshTokenPolicy>${text}</refreshTokenPolicy><ipRelaxation>BYPASS</ipRelaxation></oauthPolicy>`;
    const app = converted(oauth(FLOW + USER) + policy);
    expect(fieldsOf(app, POLICY)).toMatchObject({ ...fields, ipRelaxationPolicyType: 'Bypass' });
    expect(app.left).toEqual([]);
  });

  it.each([
    ['oauthPolicy.refreshTokenPolicy', 'specific_lifetime:many:DAYS'],
    ['oauthPolicy.ipRelaxation', 'RELAX_SOMEHOW'],
    ['sessionPolicy.sessionLevel', 'HIGHEST'],
  ])('names a value of %s that it does not know, with what to do', (path, value) => {
    const [group = '', field = ''] = path.split('.');
    const app = converted(`${oauth(FLOW + USER)}<${group}><${field}>${value}</${field}></${group}>`);
    expect(app.left).toEqual([{ from: path, value, instead: expect.stringMatching(/\w/) as string }]);
  });

  it('has only scopes that there are', () => {
    const app = converted(oauth('<scopes>Api</scopes><scopes>CmdbDiscovery</scopes><scopes>A2A</scopes>'));
    expect(fieldsOf(app, 'ExtlClntAppOauthSettings')).toMatchObject({ commaSeparatedOauthScopes: 'Api' });
    expect(app.left[0]).toMatchObject({ from: 'oauthConfig.scopes', value: 'CmdbDiscovery, A2A' });
  });

  it('takes no key and no secret, and shows none', () => {
    const app = converted(
      oauth('<consumerKey>3MVG9canary</consumerKey><consumerSecret>canary-secret</consumerSecret>'),
    );
    expect(JSON.stringify(app)).not.toContain('canary');
    expect(app.left.map(({ from }) => from)).toEqual(['oauthConfig.consumerKey', 'oauthConfig.consumerSecret']);
  });

  it('has SAML or canvas alone where the Connected App has no OAuth', () => {
    const saml = converted(
      '<samlConfig><acsUrl>https://a.example</acsUrl><entityUrl>https://e.example</entityUrl><encryptionType>Triple_Des</encryptionType><samlSubjectType>UserId</samlSubjectType></samlConfig>',
    );
    expect(saml.components.map(({ type }) => type)).toEqual([
      'ExternalClientApplication',
      'ExtlClntAppConfigurablePolicies',
      'ExtlClntAppSamlConfigurablePolicies',
    ]);
    expect(fieldsOf(saml, 'ExtlClntAppConfigurablePolicies')).toMatchObject({
      isOauthPluginEnabled: false,
      isSamlPluginEnabled: true,
    });
    expect(saml.left[0]).toMatchObject({ from: 'samlConfig.encryptionType', value: 'Triple_Des' });
    const canvas = converted(
      '<canvasConfig><accessMethod>Get</accessMethod><canvasUrl>https://c.example</canvasUrl><locations>Chatter</locations><locations>Aura</locations></canvasConfig>',
    );
    expect(fieldsOf(canvas, 'ExtlClntAppCanvasSettings')).toMatchObject({ canvasLocationOptions: ['Chatter', 'Aura'] });
    const old = converted('<ipRanges><start>192.0.2.1</start><end>192.0.2.9</end></ipRanges>');
    expect(old.left.map(({ instead }) => instead)).toEqual([
      expect.stringContaining('no ExtlClntAppOauthSettings'),
      expect.stringContaining('no ExtlClntAppOauthSettings'),
    ]);
  });

  it('says which API version would have a place', () => {
    const app = converted(oauth('<isDPopEnabled>true</isDPopEnabled>'), '66.0');
    expect(app.left[0]?.instead).toContain('68.0 and later');
    expect(converted(oauth('<isDPopEnabled>false</isDPopEnabled>'), '66.0').left).toEqual([]);
  });

  it('shortens a label that is too long, and tells the whole of it', () => {
    const label = 'L'.repeat(93);
    const app = converted(`<label>${label}</label>`);
    expect(fieldsOf(app, 'ExternalClientApplication').label).toHaveLength(80);
    expect(app.left).toMatchObject([{ from: 'label', value: label }]);
  });

  it('leaves out names that a list cannot hold', () => {
    const app = converted(
      `${oauth(FLOW + USER)}<profileName>Sales, EMEA</profileName><profileName>Sales</profileName>`,
    );
    expect(fieldsOf(app, POLICY).commaSeparatedProfile).toBe('Sales');
    expect(app.left).toMatchObject([{ from: 'profileName', value: 'Sales, EMEA' }]);
  });
});

describe('a file of a Connected App', () => {
  it.each([
    [
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><ConnectedApp><label>&e;</label></ConnectedApp>',
      'document type',
    ],
    ['<ConnectedApp><label>a</label>', 'well-formed'],
    ['<ConnectedApp><label>&evil;</label></ConnectedApp>', '&evil;'],
    ['<ExternalClientApplication/>', 'ExternalClientApplication'],
    ['', 'empty'],
    ['<ConnectedApp><label>a</label><label>b</label></ConnectedApp>', 'several times'],
  ])('is refused: %s', (text, why) => {
    const [problem] = readConnectedApp(text).problems;
    expect((problem?.message ?? '').toLowerCase()).toContain(why.toLowerCase());
    expect(problem?.line).toBeGreaterThan(0);
  });

  it('has switches and numbers where they belong', () => {
    const wrong = converted(
      `${oauth('<isPkceRequired>maybe</isPkceRequired>')}<sessionPolicy><sessionTimeout>soon</sessionTimeout></sessionPolicy>`,
    );
    expect(wrong.problems.map(({ message }) => message)).toEqual([
      'oauthConfig.isPkceRequired is "maybe", and takes true or false.',
      'sessionPolicy.sessionTimeout is "soon", and takes a whole number.',
    ]);
  });

  it('may have a byte order mark, comments, CDATA, nil, another order and elements that nobody knows', () => {
    const text = `\u{FEFF}<?xml version="1.0"?>\r\n<ConnectedApp xmlns:xsi="x"><!-- ours --><oauthConfig><scopes>Api</scopes></oauthConfig>
      <startUrl xsi:nil="true"/><label><![CDATA[A & <B>]]></label><colour>red</colour><fullName>X</fullName></ConnectedApp>`;
    const read = readConnectedApp(text);
    expect(read.problems).toEqual([]);
    expect(read.unknown).toEqual(['colour']);
    expect(read.leaves.map(({ path, text: said }) => `${path}=${said}`)).toEqual([
      'oauthConfig.scopes=Api',
      'label=A & <B>',
    ]);
  });
});

describe('the name of the new app', () => {
  it.each([
    ['Billing_Legacy', 'Billing_Legacy_ECA'],
    ['9 lives -- of a cat!', 'lives_of_a_cat_ECA'],
    ['日本', 'Connected_App_ECA'],
    ['a'.repeat(120), `${'a'.repeat(55)}_ECA`],
  ])('%s becomes %s', (name, wanted) => {
    expect(newAppName(name)).toBe(wanted);
  });
});
