import { describe, expect, it } from 'vitest';
import { compose } from '../../../src/compose/compose.js';
import { render } from '../../../src/metadata/render.js';
import { reviewSource } from '../../../src/metadata/review.js';
import { mayBeReviewed } from '../../../src/metadata/review/review-file.js';
import type { SourceToken } from '../../../src/metadata/review/tokens.js';
import { sourcePath } from '../../../src/metadata/types.js';
import { resolved } from '../compose/story.js';

type Source = Readonly<Record<string, string>>;

const GLOBAL = 'extlClntAppGlobalOauthSets/Ledger_Sync_glbloauth.ecaGlblOauth-meta.xml';
const SETTINGS = 'extlClntAppOauthSettings/Ledger_Sync_oauth.ecaOauth-meta.xml';
const POLICIES = 'extlClntAppOauthPolicies/Ledger_Sync_oauth_defaultPolicy.ecaOauthPlcy-meta.xml';
const SWITCHES = 'extlClntAppPolicies/Ledger_Sync_defaultPolicy.ecaPlcy-meta.xml';
const APP = 'externalClientApps/Ledger_Sync.eca-meta.xml';

const app = { label: 'Ledger Sync', contactEmail: 'ops@acme.example', runAsUser: 'ledger@acme.example' };
const good: Source = Object.fromEntries(
  compose(resolved({ apps: { Ledger_Sync: app } })).map((each) => [sourcePath(each), render(each)]),
);
const file = (path: string): string => good[path] ?? '';
const add = (path: string, element: string): string =>
  file(path).replace(/(<(?:ExternalClient|ExtlClnt)\w+ [^>]*>\n)/, `$1    ${element}\n`);

/** What is told, as level, file, place inside and the rest, for files below some folders. */
function told(source: Source, apiVersion = '66.0', tokens: readonly SourceToken[] = []): string[] {
  const files = Object.entries(source).map(([path, text]) => ({ path, text, tokens }));
  return reviewSource(files, apiVersion).map(
    ({ level, path, message, action }) => `${level} ${path}: ${message} ${action}`,
  );
}
const levels = (source: Source): string[] => told(source).map((text) => text.split(' ')[0] ?? '');
const settings = (inner: string): Source => ({
  'settings/ExternalClientApp.settings-meta.xml': `<ExternalClientAppSettings xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
    ${inner}
</ExternalClientAppSettings>`,
});

describe('an element counts whatever its value', () => {
  it('checks an element with xsi:nil by API version, as a settings file of an older org has one', () => {
    expect(told(settings('<enableExternalClientApps xsi:nil="true"/>'))).toEqual([
      expect.stringContaining(
        'enableExternalClientApps of ExternalClientAppSettings is in API version 60.0 to 62.0, not in 66.0',
      ),
    ]);
    expect(told(settings('<enableExternalClientApps xsi:nil="true"/>'), '62.0')).toEqual([]);
    expect(told(settings('<enableConsumerSecretApiAccess xsi:nil="true"/>'))).toEqual([]);
  });

  it('checks that the type has an element with xsi:nil, at the top and inside a group', () => {
    expect(told(settings('<enableSomething xsi:nil="1"/>'))[0]).toContain('has no field enableSomething');
    const inGroup = add(GLOBAL, '<idTokenConfig><idTokenAge xsi:nil="true"/></idTokenConfig>').replace(
      'xmlns=',
      'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns=',
    );
    expect(told({ ...good, [GLOBAL]: inGroup })).toEqual([
      expect.stringContaining('ExtlClntAppGlobalOauthSettings.idTokenConfig.idTokenAge: '),
    ]);
  });

  it('wants a value in an empty element whose field is no text', () => {
    expect(told(settings('<enableConsumerSecretApiAccess/>'))[0]).toContain('needs true or false, not ""');
    expect(told({ ...good, [APP]: file(APP).replace('>Local<', '><') })[0]).toContain('is not a value of');
    expect(told({ ...good, [SETTINGS]: add(SETTINGS, '<singleLogoutUrl></singleLogoutUrl>') })).toEqual([]);
  });
});

describe('identity is type and full name', () => {
  const policyOf = (environment: string, text = file(POLICIES)): Source => ({
    [`src/env-specific/${environment}/${POLICIES}`]: text.replace('ledger@', `ledger.${environment}@`),
  });
  const core = Object.fromEntries(
    Object.entries(good)
      .filter(([path]) => path !== POLICIES)
      .map(([path, text]) => [`src/core/main/default/${path}`, text]),
  );

  it('takes one policy file per environment for alternatives of one component', () => {
    expect(told({ ...core, ...policyOf('dev'), ...policyOf('uat'), ...policyOf('prod') })).toEqual([]);
  });

  it('checks each of the alternatives with the rest, not only the first', () => {
    const off = file(POLICIES).replace(/(<isClientCredentialsFlowEnabled>)true/, '$1false');
    const id = file(POLICIES).replace('ledger@acme.example', '005000000000001');
    const problems = told({ ...core, ...policyOf('dev'), ...policyOf('prod', off), ...policyOf('uat', id) });
    expect(problems).toEqual([
      expect.stringContaining('src/env-specific/prod/extlClntAppOauthPolicies/'),
      expect.stringContaining('the client credentials flow is off in this file'),
      expect.stringContaining('"005000000000001" is not a username'),
    ]);
  });

  it('compares the alternatives of a folder with each other, and not across folders', () => {
    const both = (folder: string, on: boolean): Source => {
      const turned = (text: string): string =>
        on
          ? text
          : text
              .replace(/(<isClientCredentialsFlowEnabled>)true/, '$1false')
              .replace(/    <clientCredentialsFlowUser>.*\n/, '');
      return { [`${folder}/${POLICIES}`]: turned(file(POLICIES)), [`${folder}/${GLOBAL}`]: turned(file(GLOBAL)) };
    };
    const rest = Object.fromEntries(Object.entries(core).filter(([path]) => !path.endsWith('.ecaGlblOauth-meta.xml')));
    expect(told({ ...rest, ...both('env/dev', true), ...both('env/prod', false) })).toEqual([]);
  });

  it('names two different full names for one app, wherever they lie', () => {
    const second = POLICIES.replace('_oauth_defaultPolicy', '_oauthPlcy');
    const [problem, ...more] = told({
      ...core,
      ...policyOf('dev'),
      [`src/env-specific/uat/${second}`]: file(POLICIES),
    });
    expect(problem).toContain('error ExtlClntAppOauthConfigurablePolicies.externalClientApplication: ');
    expect(problem).toContain('has a second ExtlClntAppOauthConfigurablePolicies');
    expect(more).toEqual([]);
  });
});

describe('what an org made by itself is a warning', () => {
  const made = {
    [APP]: '<orgScopedExternalApp>00D000000000042:Ledger_Sync</orgScopedExternalApp>',
    [SETTINGS]: '<oauthLink>00D000000000042:8880000000000S5</oauthLink>',
    [GLOBAL]: '<consumerKey>3MVG9UriA5L1QnorvZO272.JRCJXPWVfLGTtnbE4hF2E8QDQgru</consumerKey>',
  };
  const retrieved: Source = {
    ...good,
    ...Object.fromEntries(Object.entries(made).map(([path, element]) => [path, add(path, element)])),
  };

  it('warns of each value that a plain retrieve writes, and calls none of them an error', () => {
    expect(told(retrieved)).toEqual([
      expect.stringMatching(/^warning ExternalClientApplication.orgScopedExternalApp: .*made up by one org/),
      expect.stringMatching(/^warning ExtlClntAppGlobalOauthSettings.consumerKey: .*keys are unique/),
      expect.stringMatching(/^warning ExtlClntAppOauthSettings.oauthLink: .*made up by one org/),
    ]);
  });

  it('says nothing of a consumer key that somebody chose', () => {
    const chosen = add(GLOBAL, '<consumerKey>LedgerSyncCi00D000000000042</consumerKey>');
    expect(told({ ...good, [GLOBAL]: chosen })).toEqual([]);
  });

  it('refuses a placeholder where only an org can write', () => {
    const placeholder = add(APP, '<orgScopedExternalApp>YOUR_ORG_ID:Ledger_Sync</orgScopedExternalApp>');
    expect(told({ ...good, [APP]: placeholder })[0]).toMatch(
      /^error .*"YOUR_ORG_ID:Ledger_Sync" is not what an org writes/,
    );
    const link = add(SETTINGS, '<oauthLink>LedgerSyncGlobal</oauthLink>');
    expect(levels({ ...good, [SETTINGS]: link })).toEqual(['error']);
  });

  it('warns of a folder that source format does not care about, and refuses it in metadata format', () => {
    const moved = (to: string): Source =>
      Object.fromEntries(Object.entries(good).map(([path, text]) => [path === POLICIES ? to : path, text]));
    expect(levels(moved(POLICIES.replace('extlClntAppOauthPolicies', 'extlClntAppOauthConfigurablePolicies')))).toEqual(
      ['warning'],
    );
    expect(levels(moved('policies/Ledger_Sync_oauth_defaultPolicy.ecaOauthPlcy'))).toEqual(['error']);
  });
});

describe('what is missing from a delta is a note', () => {
  it.each(Object.keys(good))('finds no error and no warning in %s alone', (path) => {
    expect(levels({ [path]: file(path) }).filter((level) => level !== 'note')).toEqual([]);
  });

  it('says what could not be judged', () => {
    expect(told({ [GLOBAL]: file(GLOBAL) })).toEqual([
      expect.stringMatching(/^note .*The app "Ledger_Sync" that this file belongs to is not in the source/),
      expect.stringMatching(/^note .*The client credentials flow is on here and not in/),
    ]);
  });

  it('keeps a misspelt owner an error when the app that is meant lacks the part', () => {
    const misspelt = file(SETTINGS).replace('>Ledger_Sync<', '>Leger_Sync<');
    expect(told({ ...good, [SETTINGS]: misspelt }).filter((text) => text.startsWith('error'))).toEqual([
      expect.stringContaining('Did you mean "Ledger_Sync"?'),
    ]);
  });

  it('does not take another app for a misspelt one', () => {
    const other = file(SETTINGS).replace('>Ledger_Sync<', '>Ledger_Sync_2<');
    expect(levels({ ...good, 'extlClntAppOauthSettings/Ledger_Sync_2_oauth.ecaOauth-meta.xml': other })).toEqual([
      'note',
    ]);
  });
});

describe('advice asks the field table for the version at hand', () => {
  const inSettings = (element: string, apiVersion?: string): string[] =>
    told({ ...good, [SETTINGS]: add(SETTINGS, element) }, apiVersion);

  it('names only types that have the field in that version', () => {
    const [now] = inSettings('<isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>');
    expect(now).toContain('It belongs in ExtlClntAppGlobalOauthSettings. Move it there.');
    const then = { [SETTINGS]: add(SETTINGS, '<isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>') };
    expect(told(then, '62.0').join()).toContain(
      'ExtlClntAppGlobalOauthSettings and in ExtlClntAppOauthConfigurablePolicies',
    );
    expect(told(then, '60.0').join()).toContain(
      'is a field of ExtlClntAppGlobalOauthSettings in API version 61.0 and later',
    );
  });

  it('knows the fields of templates that circulate', () => {
    expect(inSettings('<isCodeCredentialsEnabled>true</isCodeCredentialsEnabled>')[0]).toContain(
      'It belongs in ExtlClntAppGlobalOauthSettings, spelled isCodeCredFlowEnabled.',
    );
    expect(inSettings('<isRefreshTokenEnabled>true</isRefreshTokenEnabled>')[0]).toContain(
      'Write the scope RefreshToken in commaSeparatedOauthScopes.',
    );
    expect(inSettings('<isAdminApproved>true</isAdminApproved>')[0]).toContain(
      'write AdminApprovedPreAuthorized in permittedUsersPolicyType of ExtlClntAppOauthConfigurablePolicies',
    );
    const inPolicies = (from: string, to: string): string[] =>
      told({ ...good, [POLICIES]: file(POLICIES).replace(from, to) });
    expect(inPolicies('>AllSelfAuthorized<', '>AdminPreApproved<')[0]).toContain('"AdminApprovedPreAuthorized"?');
    expect(inPolicies('>Enforce<', '>ENFORCE_ACTIVATED_USERS<')[0]).toContain(
      'Use one of Enforce, Bypass, Bypass_2factor, Enforce_RelaxRefresh, Enforce_relaxrefresh. No value is about activated users',
    );
    expect(
      told({ ...good, [POLICIES]: add(POLICIES, '<permittedPermissionSets>Billing_API</permittedPermissionSets>') })[0],
    ).toContain('The field is spelled commaSeparatedPermissionSet.');
    expect(
      told({
        ...good,
        [GLOBAL]: add(GLOBAL, '<shouldRotateConsumerSecret>true</shouldRotateConsumerSecret>').replace(
          /\n.*shouldRotateConsumerSecret>false.*/,
          '',
        ),
      })[0],
    ).toContain('would replace the credentials at every deploy');
  });

  it.each([
    ['Api RefreshToken', 'Api, RefreshToken'],
    ['Api; RefreshToken', 'Api, RefreshToken'],
    ['Api,\n        RefreshToken Web', 'Api, RefreshToken, Web'],
  ])('says that the scopes %j are to be separated by commas', (written, right) => {
    const [problem, ...more] = told({ ...good, [SETTINGS]: file(SETTINGS).replace('>Api<', `>${written}<`) });
    expect(problem).toContain(`Put commas between them: ${right}.`);
    expect(more).toEqual([]);
  });

  it.each([
    ['ecaGlobalOauth', GLOBAL],
    ['ecaPolicy', SWITCHES],
    ['externalClientApplication', APP],
  ])('finds a file with the suffix .%s in any folder, whatever stands in it', (suffix, right) => {
    const path = `apps/Ledger_Sync.${suffix}-meta.xml`;
    expect(mayBeReviewed(path)).toBe(true);
    expect(mayBeReviewed(path.replace('-meta.xml', ''))).toBe(true);
    const [problem] = told({ [path]: '<Wrong/>' });
    const [folder = '', name = ''] = right.split('/');
    expect(problem).toContain(`Rename it to ${folder}/Ledger_Sync${name.slice(name.indexOf('.'))}.`);
  });

  it('keeps what false means', () => {
    const off = (field: string) =>
      told({ ...good, [POLICIES]: add(POLICIES, `<${field}>false</${field}>`) }).join('\n');
    expect(off('isAdminApproved')).toContain('Write AllSelfAuthorized in permittedUsersPolicyType.');
    expect(off('isRefreshTokenEnabled')).toContain('write no scope RefreshToken in commaSeparatedOauthScopes');
  });

  it('says one thing of a switch that is neither true nor false', () => {
    const text = file(POLICIES).replace(/(<isClientCredentialsFlowEnabled>)true/, '$1TRUE');
    expect(told({ ...good, [POLICIES]: text })).toEqual([expect.stringContaining('needs true or false, not "TRUE"')]);
  });

  it('never proposes something with another meaning', () => {
    const [plugin] = told({ ...good, [SWITCHES]: add(SWITCHES, '<isMcpPluginEnabled>false</isMcpPluginEnabled>') });
    expect(plugin).toContain('Run `eca fields ExtlClntAppConfigurablePolicies`');
    const state = (value: string): string | undefined =>
      told({ ...good, [APP]: file(APP).replace('>Local<', `>${value}<`) })[0];
    expect(state('Global')).toMatch(/Use one of Local, Packaged/);
    expect(state('LocalAndGlobal')).toMatch(/Use one of Local, Packaged/);
    expect(state('Lokal')).toContain('Did you mean "Local"?');
    expect(
      told(settings('<disableClientSecretInRestApiAccess>true</disableClientSecretInRestApiAccess>'))[0],
    ).toContain('Run `eca fields');
  });
});

describe('a token that a deploy replaces', () => {
  const tokens: readonly SourceToken[] = [
    {
      find: /__RUN_AS_USER__/,
      replacedBy: 'sfdx-project.json replaces it by the variable RUN_AS_USER',
      action: 'Set RUN_AS_USER.',
    },
  ];
  const withUser = (user: string): Source => ({
    ...good,
    [POLICIES]: file(POLICIES).replace('ledger@acme.example', user),
  });

  it('leaves the value unchecked and says so', () => {
    expect(told(withUser('__RUN_AS_USER__'), '66.0', tokens)).toEqual([
      'note ExtlClntAppOauthConfigurablePolicies.clientCredentialsFlowUser: The value of clientCredentialsFlowUser is not checked: sfdx-project.json replaces it by the variable RUN_AS_USER. Set RUN_AS_USER.',
    ]);
  });

  it.each(['%%%RUN_AS%%%', '${RUN_AS}', '{{ runAs }}', 'ledger@acme.example#{Suffix}#'])(
    'knows %j as one by its form',
    (user) => {
      expect(levels(withUser(user))).toEqual(['note']);
    },
  );

  it('is no such token when nothing replaces it', () => {
    expect(told(withUser('__RUN_AS_USER__'))[0]).toContain('error');
  });

  it.each([
    ['a comment', /<!--RUN_AS-->/, '<!--RUN_AS-->'],
    ['a text between the elements', /@RUN_AS@/, '@RUN_AS@'],
  ])('does not miss an element that %s becomes', (_what, find, text) => {
    const without = file(POLICIES).replace(/<clientCredentialsFlowUser>.*<\/clientCredentialsFlowUser>/, text);
    const own = [{ find, replacedBy: 'sfdx-project.json replaces it', action: 'Set RUN_AS.' }];
    expect(told({ ...good, [POLICIES]: without }, '66.0', own)).toEqual([
      expect.stringMatching(/^note .*Whether an element is missing is not checked: .*sfdx-project\.json replaces it/),
    ]);
    expect(levels({ ...good, [POLICIES]: without })).toContain('error');
  });

  it('leaves a field unchecked whose tags are part of what is replaced, and the others not', () => {
    const find = /<clientCredentialsFlowUser>[^<]*<\/clientCredentialsFlowUser>/;
    const own = [{ find, replacedBy: 'sfdx-project.json replaces it', action: 'Set RUN_AS.' }];
    const source = { ...withUser('nobody'), [SETTINGS]: file(SETTINGS).replace('>Api<', '>Apis<') };
    expect(told(source, '66.0', own).map((text) => text.split(':')[0])).toEqual([
      'note ExtlClntAppOauthConfigurablePolicies.clientCredentialsFlowUser',
      'error ExtlClntAppOauthSettings.commaSeparatedOauthScopes',
    ]);
  });

  it('is none in a comment, by its form alone', () => {
    const text = add(POLICIES, '<!-- ${RUN_AS} -->').replace(/<clientCredentialsFlowUser>.*<\/client\w+>/, '');
    expect(levels({ ...good, [POLICIES]: text })).toEqual(['error']);
  });

  it('takes a switch or an owner that is a token for neither on nor off, and still checks that the type has the field', () => {
    const text = file(POLICIES).replace(/(<isClientCredentialsFlowEnabled>)true/, '$1%%%FLOW%%%');
    expect(levels({ ...good, [POLICIES]: text })).toEqual(['note']);
    expect(levels({ ...good, [SETTINGS]: file(SETTINGS).replace('>Ledger_Sync<', '>%%%APP%%%<') }).sort()).toEqual([
      'note',
      'note',
    ]);
    const nowhere = told({ ...good, [POLICIES]: add(POLICIES, '<runAs>%%%RUN_AS%%%</runAs>') });
    expect(nowhere.filter((each) => each.startsWith('error'))).toEqual([expect.stringContaining('has no field runAs')]);
  });
});
