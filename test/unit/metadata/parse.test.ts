import { describe, expect, it } from 'vitest';
import { parse } from '../../../src/metadata/parse.js';
import { render } from '../../../src/metadata/render.js';
import { Secret } from '../../../src/secret.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const xml = (inside: string, root = GLOBAL): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n${inside}\n</${root}>\n`;
const fieldsOf = (inside: string): unknown => parse(GLOBAL, 'Billing_Sync_glbloauth', xml(inside)).component?.fields;

describe('parse', () => {
  it('reads leaves by the kind that the table says', () => {
    const inside =
      '<isPkceRequired> true </isPkceRequired><label>007</label><idTokenConfig><idTokenValidityInMinutes>2</idTokenValidityInMinutes></idTokenConfig>';
    expect(fieldsOf(inside)).toEqual({
      isPkceRequired: true,
      label: '007',
      idTokenConfig: { idTokenValidityInMinutes: 2 },
    });
  });

  it('keeps text that is not of the kind, and unknown elements, as text', () => {
    expect(
      fieldsOf('<isPkceRequired>yes</isPkceRequired><isClientCredentialsEnabled>true</isClientCredentialsEnabled>'),
    ).toEqual({
      isPkceRequired: 'yes',
      isClientCredentialsEnabled: 'true',
    });
  });

  it('reads a repeated element as a list, once or more', () => {
    const range = '<trustedIpRanges><endIpAddress>b</endIpAddress><startIpAddress>a</startIpAddress></trustedIpRanges>';
    const { component } = parse(
      'ExtlClntAppOauthSettings',
      'Billing_Sync_oauth',
      xml(range, 'ExtlClntAppOauthSettings'),
    );
    expect(component?.fields).toEqual({ trustedIpRanges: [{ startIpAddress: 'a', endIpAddress: 'b' }] });
  });

  it('ignores nil elements, comments, empty switches and the full name', () => {
    expect(
      fieldsOf(
        '<!-- <label>no</label> --><isPkceRequired/><certificate xsi:nil="true"/><fullName>x</fullName><label></label>',
      ),
    ).toEqual({ label: '' });
  });

  it('keeps the lines of a callback URL', () => {
    expect(fieldsOf('<callbackUrl>https://a.example\nhttps://b.example</callbackUrl>')).toEqual({
      callbackUrl: 'https://a.example\nhttps://b.example',
    });
  });

  it('replaces references once, and leaves CDATA as it stands', () => {
    expect(fieldsOf('<label>R&amp;D &#x41;&#66; &amp;lt;</label>')).toEqual({ label: 'R&D AB &lt;' });
    expect(fieldsOf('<label><![CDATA[R&amp;D <b>]]></label>')).toEqual({ label: 'R&amp;D <b>' });
  });

  it('wraps a secret, so that it is not printed', () => {
    const { component } = parse(GLOBAL, 'Billing_Sync_glbloauth', xml('<consumerSecret>s3cr3t</consumerSecret>'));
    expect(JSON.stringify(component)).not.toContain('s3cr3t');
    expect(component?.fields['consumerSecret']).toBeInstanceOf(Secret);
  });

  it('takes a document type for one only where it is', () => {
    const inside = '<!-- <!DOCTYPE x> &boom; --><label><![CDATA[<!DOCTYPE y> &boom;]]></label>';
    expect(fieldsOf(inside)).toEqual({ label: '<!DOCTYPE y> &boom;' });
  });

  it('refuses more levels and more characters than metadata has', () => {
    const deep = parse(GLOBAL, 'X', xml('<a>'.repeat(5000) + '</a>'.repeat(5000)));
    expect(deep).toMatchObject({ component: undefined, problems: [{ line: 1 }] });
    expect(deep.problems[0]?.message).toContain('nested');
    const long = parse(GLOBAL, 'X', xml(`<label>${'x'.repeat(10_000_000)}</label>`));
    expect(long.problems.map(({ message }) => message).join()).toContain('metadata has at most 10000000');
  });

  it('refuses an element with a name that no message should repeat', () => {
    const name = 'n'.repeat(100_000);
    const { problems } = parse(GLOBAL, 'X', xml(`<${name}>x</${name}>`));
    expect(problems.map(({ message }) => message)).toEqual([
      'The file has an element whose name has more than 200 characters, and no field of metadata has.',
    ]);
  });

  it('says of an empty file and of one that was cut off that they are just that', () => {
    const messageOf = (text: string): string => parse(GLOBAL, 'X', text).problems[0]?.message ?? '';
    expect(messageOf(' \n')).toBe('The file is empty.');
    expect(messageOf(`<${GLOBAL}><label>La`)).toBe(
      `The file is not well-formed XML: it ends before <${GLOBAL}> and <label> end.`,
    );
  });

  it('says what is not well-formed in a few words, whatever stands there', () => {
    const { problems } = parse(GLOBAL, 'X', `<${'a<'.repeat(50_000)}`);
    expect(problems[0]?.message.length).toBeLessThan(300);
  });

  it('refuses a document type and expands no entity of its own', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "${'ha'.repeat(1000)}">]>${xml('<label>&a;</label>').replace(/^.*\n/, '')}`;
    const { component, problems } = parse(GLOBAL, 'Billing_Sync_glbloauth', bomb);
    expect(component).toBeUndefined();
    expect(problems[0]?.message).toContain('document type');
  });

  it('says where malformed XML breaks', () => {
    const { component, problems } = parse(GLOBAL, 'Billing_Sync_glbloauth', xml('<label>Billing</lable>'));
    expect(component).toBeUndefined();
    expect(problems).toMatchObject([{ line: 3, path: GLOBAL }]);
  });

  it('refuses an entity that XML does not know, and lets it stand in comments and CDATA', () => {
    const unknown = parse(GLOBAL, 'Billing_Sync_glbloauth', xml('<label>Billing&nbsp;Sync</label>'));
    expect(unknown.problems[0]).toMatchObject({ line: 3, column: 15 });
    expect(unknown.problems[0]?.message).toContain('&nbsp;');
    expect(fieldsOf('<!-- &nbsp; --><label><![CDATA[a&nbsp;b]]></label>')).toEqual({ label: 'a&nbsp;b' });
  });

  it('gives back a secret that was rendered for a deploy', () => {
    const fields = { consumerSecret: new Secret(' $&<s3cr3t>\n') };
    const text = render({ type: GLOBAL, fullName: 'Billing_Sync_glbloauth', fields }, { secrets: 'reveal' });
    const read = parse(GLOBAL, 'Billing_Sync_glbloauth', text).component?.fields['consumerSecret'];
    expect(read instanceof Secret && read.equals(fields.consumerSecret)).toBe(true);
  });

  it.each(['', 'not xml', '<a></a><b></b>', '<?xml version="1.0"?>', '<label>\u0001</label>'])('refuses %o', (text) => {
    const { component, problems } = parse(GLOBAL, 'Billing_Sync_glbloauth', text);
    expect(component).toBeUndefined();
    expect(problems).toHaveLength(1);
  });

  it('refuses the root element of another type', () => {
    const { problems } = parse(GLOBAL, 'Billing_Sync', xml('', 'ExternalClientApplication'));
    expect(problems[0]?.message).toContain('The root element is ExternalClientApplication');
  });

  it('reports an element that stands twice and takes the last', () => {
    const { component, problems } = parse(GLOBAL, 'Billing_Sync_glbloauth', xml('<label>A</label>\n<label>B</label>'));
    expect(component?.fields).toEqual({ label: 'B' });
    expect(problems).toMatchObject([{ line: 4, path: `${GLOBAL}.label` }]);
  });

  it('reads settings by their name in a manifest and by their root element', () => {
    const text = xml(
      '<enableClientSecretInRestApiAccess>true</enableClientSecretInRestApiAccess>',
      'ExternalClientAppSettings',
    );
    for (const type of ['Settings', 'ExternalClientAppSettings']) {
      expect(parse(type, 'ExternalClientApp', text).component).toEqual({
        type: 'Settings',
        fullName: 'ExternalClientApp',
        fields: { enableClientSecretInRestApiAccess: true },
      });
    }
  });
});

describe('render', () => {
  const component = {
    type: GLOBAL,
    fullName: 'Billing_Sync_glbloauth',
    fields: { consumerSecret: new Secret('s3cr3t$&'), label: 'Billing Sync' },
  };

  it('leaves secrets out unless they are asked for', () => {
    expect(render(component)).not.toMatch(/s3cr3t|\[secret\]|consumerSecret/);
    expect(render(component, { secrets: 'reveal' })).toContain('<consumerSecret>s3cr3t$&amp;</consumerSecret>');
  });

  it('refuses what XML cannot hold', () => {
    expect(() => render({ ...component, fields: { label: 'a\u0000b' } })).toThrow('U+0000');
    expect(() => render({ ...component, fields: { 'label><x': 'a' } })).toThrow('is no name');
    expect(() => render({ ...component, type: 'CustomObject' })).toThrow('no template');
  });
});
