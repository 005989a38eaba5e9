import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compose } from '../../../src/compose/compose.js';
import { render } from '../../../src/metadata/render.js';
import { mayBeReviewed } from '../../../src/metadata/review/review-file.js';
import { reviewSource } from '../../../src/metadata/review.js';
import { sourcePath } from '../../../src/metadata/types.js';
import { readConfig, STORIES } from '../compose/story.js';

const ROOT = 'force-app/main/default';
const APP = 'externalClientApps/Billing_Sync.eca-meta.xml';
const GLOBAL = 'extlClntAppGlobalOauthSets/Billing_Sync_glbloauth.ecaGlblOauth-meta.xml';
const SETTINGS = 'extlClntAppOauthSettings/Billing_Sync_oauth.ecaOauth-meta.xml';
const POLICIES = 'extlClntAppOauthPolicies/Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy-meta.xml';
const SWITCHES = 'extlClntAppPolicies/Billing_Sync_defaultPolicy.ecaPlcy-meta.xml';

type Source = Record<string, string>;

/** Source that the tool writes itself: nothing is wrong with it. */
function sourceOf(story: string): Source {
  const components = compose(readConfig(story));
  return Object.fromEntries(components.map((component) => [sourcePath(component), render(component)]));
}

const good = sourceOf('01-minimal');

/** The good source with one file changed; an empty replacement deletes a line's element. */
function changed(path: string, from: string | RegExp, to: string): Source {
  const before = good[path] ?? '';
  const text = before.replace(from, to);
  expect(text).not.toBe(before);
  return { ...good, [path]: text };
}

const without = (...paths: string[]): Source =>
  Object.fromEntries(Object.entries(good).filter(([path]) => !paths.includes(path)));

function review(source: Source, apiVersion = '66.0'): ReturnType<typeof reviewSource> {
  const files = Object.entries(source).map(([path, text]) => ({ path: `${ROOT}/${path}`, text }));
  return reviewSource(files, apiVersion);
}

/** What is wrong, in short: file name, line and message. */
const told = (source: Source, apiVersion?: string): string[] =>
  review(source, apiVersion).map(
    ({ file = '', line, message, action }) => `${file.replace(`${ROOT}/`, '')}:${line}: ${message} ${action}`,
  );

const add = (path: string, element: string): Source =>
  changed(path, /(<(?:ExternalClient|ExtlClnt)\w+ [^>]*>\n)/, `$1    ${element}\n`);

describe('reviewSource', () => {
  it.each(STORIES)('finds nothing wrong with the source of story %s', (story) => {
    expect(told(sourceOf(story), readConfig(story).apiVersion)).toEqual([]);
  });

  it('gives level, file, line, column, path, message, action and kind', () => {
    expect(review(changed(POLICIES, '>Enforce<', '>Enforced<'))).toEqual([
      {
        level: 'error',
        file: `${ROOT}/${POLICIES}`,
        line: 5,
        column: 5,
        path: 'ExtlClntAppOauthConfigurablePolicies.ipRelaxationPolicyType',
        message: '"Enforced" is not a value of ipRelaxationPolicyType.',
        action: 'Did you mean "Enforce"?',
        kind: 'field-value',
      },
    ]);
  });

  it('recognises files written after the help article, and says where each field belongs', () => {
    const source = {
      ...changed(POLICIES, /    <(isClientCredentialsFlowEnabled|clientCredentialsFlowUser)>.*\n/g, ''),
      [SWITCHES]: (good[SWITCHES] ?? '').replace(
        '    <isEnabled>',
        '    <clientCredentialsFlowUser>billing.sync@acme.example</clientCredentialsFlowUser>\n    <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\n    <isEnabled>',
      ),
    };
    const problems = told(source);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toContain(`${GLOBAL}:5: The client credentials flow is on here and not in`);
    expect(problems[1]).toContain(
      `${SWITCHES}:4: ExtlClntAppConfigurablePolicies has no field clientCredentialsFlowUser.`,
    );
    expect(problems[2]).toContain(
      'It belongs in ExtlClntAppGlobalOauthSettings and in ExtlClntAppOauthConfigurablePolicies',
    );
  });

  it('recognises the mistakes of templates that circulate', () => {
    const template = `<?xml version="1.0" encoding="UTF-8"?>
<ExtlClntAppConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata">
    <ipRelaxation>ENFORCE</ipRelaxation>
    <refreshTokenPolicy>infinite</refreshTokenPolicy>
    <sessionTimeout>60</sessionTimeout>
</ExtlClntAppConfigurablePolicies>
`;
    const problems = reviewSource([{ path: 'assets/eca-policies.xml', text: template }], '66.0');
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [
        1,
        'A file of ExtlClntAppConfigurablePolicies does not have the name eca-policies.xml, so a deploy would pass it over.',
      ],
      [2, 'ExtlClntAppConfigurablePolicies needs the field externalClientApplication.'],
      [2, 'ExtlClntAppConfigurablePolicies needs the field isEnabled.'],
      [3, 'ExtlClntAppConfigurablePolicies has no field ipRelaxation.'],
      [4, 'ExtlClntAppConfigurablePolicies has no field refreshTokenPolicy.'],
      [5, 'ExtlClntAppConfigurablePolicies has no field sessionTimeout.'],
    ]);
    expect(
      problems.slice(3).every(({ action }) => action.startsWith('It belongs in ExtlClntAppOauthConfigurablePolicies')),
    ).toBe(true);
  });

  it('recognises wrong scopes and wrong distribution states', () => {
    expect(told(changed(SETTINGS, '>Api<', '>Api, ChatterApi, McpApi<'))).toHaveLength(2);
    expect(told(changed(APP, '>Local<', '>Packageable<'))[0]).toContain('Did you mean "Packaged"?');
  });

  it('names the versions of an element that the API version does not have', () => {
    const [problem] = told(add(POLICIES, '<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>'));
    expect(problem).toContain('61.0 to 63.0, not in 66.0');
    expect(told(good, '60.0').map((text) => text.split(':')[0])).toEqual([POLICIES, SWITCHES]);
  });

  it('says where XML is malformed', () => {
    expect(told(changed(APP, '</label>', '</lable>'))).toHaveLength(1);
    expect(told(changed(APP, '</label>', '</lable>'))[0]).toContain(`${APP}:6: The file is not well-formed XML`);
  });

  it('recognises a wrong root element', () => {
    const [problem] = told(changed(APP, /ExternalClientApplication/g, 'ExternalClientApp'));
    expect(problem).toContain(
      'The root element is ExternalClientApp, and a file of this type has ExternalClientApplication.',
    );
  });

  it('recognises a wrong folder and a wrong suffix', () => {
    const moved = {
      ...without(POLICIES),
      [POLICIES.replace('extlClntAppOauthPolicies', 'policies')]: good[POLICIES] ?? '',
    };
    expect(told(moved)).toHaveLength(1);
    expect(told(moved)[0]).toContain('Move it to the folder extlClntAppOauthPolicies.');
    const renamed = {
      ...without(POLICIES),
      [POLICIES.replace('ecaOauthPlcy-', 'ecaOauthPolicy-')]: good[POLICIES] ?? '',
    };
    expect(told(renamed)).toHaveLength(1);
    expect(told(renamed)[0]).toContain(`Rename it to ${POLICIES}.`);
  });

  it('accepts a file whose folder the user left out of the path', () => {
    expect(reviewSource([{ path: 'Billing_Sync.eca-meta.xml', text: good[APP] ?? '' }], '66.0')).toEqual([]);
  });

  it('recognises a switch that only one of both files has', () => {
    const off = changed(POLICIES, /(<isClientCredentialsFlowEnabled>)true/, '$1false');
    expect(told(off).map((text) => text.split(':')[0])).toEqual([GLOBAL, POLICIES]);
    expect(told(changed(GLOBAL, /(<isClientCredentialsFlowEnabled>)true/, '$1false'))[0]).toContain(
      `Set isClientCredentialsFlowEnabled to true in ${ROOT}/${GLOBAL} too`,
    );
    expect(told(without(POLICIES))[0]).toContain(`${GLOBAL}:5: The client credentials flow is on here and not in`);
  });

  it('recognises a switch without a user, and a user that is no username', () => {
    expect(told(changed(POLICIES, /    <clientCredentialsFlowUser>.*\n/, ''))[0]).toContain('no user is named');
    expect(told(changed(POLICIES, '>billing.sync@acme.example<', '>005000000000001AAA<'))[0]).toContain(
      'is not a username',
    );
  });

  it('recognises a part without an owner, and one whose app is not there', () => {
    const orphan = changed(SETTINGS, /    <externalClientApplication>.*\n/, '');
    expect(told(orphan).join('\n')).toContain('ExtlClntAppOauthSettings needs the field externalClientApplication.');
    const misspelt = told(changed(SETTINGS, '>Billing_Sync<', '>Biling_Sync<'));
    expect(misspelt.join('\n')).toContain(
      'The app "Biling_Sync" that this file belongs to is not in the source. Did you mean "Billing_Sync"?',
    );
    expect(told(without(APP)).filter((text) => text.includes('is not in the source'))).toHaveLength(2);
  });

  it('recognises two records where an org keeps one', () => {
    const second = { ...good, [POLICIES.replace('_oauth_defaultPolicy', '_oauthPlcy')]: good[POLICIES] ?? '' };
    expect(told(second)).toHaveLength(1);
    expect(told(second)[0]).toContain('has a second ExtlClntAppOauthConfigurablePolicies');
  });

  it('recognises global settings without the OAuth settings that an org demands', () => {
    expect(told(without(SETTINGS))).toHaveLength(1);
    expect(told(without(SETTINGS))[0]).toContain(`Add ${SETTINGS}.`);
  });

  it('recognises what an org refuses although the schema allows it', () => {
    expect(told(changed(APP, /    <contactEmail>.*\n/, ''))[0]).toContain('Add contactEmail.');
    expect(told(changed(GLOBAL, /    <callbackUrl>.*\n/, ''))[0]).toContain('Add callbackUrl.');
  });

  it('refuses a session level that the flow cannot reach', () => {
    expect(told(changed(POLICIES, '>STANDARD<', '>HIGH_ASSURANCE<'))[0]).toContain('cannot reach');
  });

  it('recognises an approval that approves nobody', () => {
    expect(told(changed(POLICIES, '>AllSelfAuthorized<', '>AdminApprovedPreAuthorized<'))[0]).toContain(
      'lets nobody in',
    );
  });

  it('recognises what one org made up in the source of a local app, and lets it stand in a packaged one', () => {
    const link = '<oauthLink>00D000000000042:888000000000001</oauthLink>';
    const local = add(SETTINGS, link);
    expect(told(local)).toHaveLength(1);
    expect(told(local)[0]).toContain(`${SETTINGS}:3: oauthLink is made up by one org`);
    expect(told({ ...local, [APP]: (good[APP] ?? '').replace('>Local<', '>Packaged<') })).toEqual([]);
  });

  it('recognises a secret and does not repeat it', () => {
    const problems = told(add(GLOBAL, '<consumerSecret>0123456789ABCDEF</consumerSecret>'));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${GLOBAL}:3: consumerSecret is a secret and stands in source.`);
    expect(problems.join('\n')).not.toContain('0123456789ABCDEF');
  });

  it('finds the line of a problem inside a list, in a file with Windows line ends', () => {
    const ranges = ['203.0.113.1', '203.0.113.2']
      .map(
        (ip, index) =>
          `<trustedIpRanges>\r\n<endIpAddress>${ip}</endIpAddress>\r\n${index === 0 ? `<startIpAddress>${ip}</startIpAddress>` : '<start/>'}\r\n</trustedIpRanges>`,
      )
      .join('\r\n');
    const problems = review({
      ...good,
      [SETTINGS]: (good[SETTINGS] ?? '').replaceAll('\n', '\r\n').replace('    <label>', `${ranges}\r\n    <label>`),
    });
    expect(problems.map(({ line, path }) => [line, path])).toEqual([
      [9, 'ExtlClntAppOauthSettings.trustedIpRanges[1]'],
      [11, 'ExtlClntAppOauthSettings.trustedIpRanges[1].start'],
    ]);
  });

  it('survives any damage to a file, and always says where', () => {
    const damaged = fc.tuple(
      fc.constantFrom(...Object.keys(good)),
      fc.nat(600),
      fc.nat(40),
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 12 }),
        fc.constantFrom('<', '>', '&', '</', '<!--', '<![CDATA[', '<a b="', '<__proto__/>', ']]>'),
      ),
    );
    fc.assert(
      fc.property(damaged, ([path, at, length, insert]) => {
        const text = good[path] ?? '';
        const problems = review({ ...good, [path]: text.slice(0, at) + insert + text.slice(at + length) });
        for (const { file, line = 0, column = 0, message, action } of problems) {
          expect(Object.keys(good).map((each) => `${ROOT}/${each}`)).toContain(file);
          expect(Math.min(line, column)).toBeGreaterThan(0);
          expect(message.length * action.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('passes over other metadata', () => {
    expect(mayBeReviewed('force-app/main/default/classes/Billing.cls-meta.xml')).toBe(false);
    expect(mayBeReviewed('force-app/main/default/settings/Account.settings-meta.xml')).toBe(false);
    const manifest = '<Package><types><name>ExtlClntAppOauthSettings</name></types></Package>';
    expect(reviewSource([{ path: 'manifest/package.xml', text: manifest }], '66.0')).toEqual([]);
  });
});
