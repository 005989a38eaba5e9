import { describe, expect, it } from 'vitest';
import { BILLING_SYNC, configWith, resolved, spelled } from '../../fixtures/config/billing-sync.js';

const ENVIRONMENTS = {
  uat: {
    targetOrg: 'acme-uat',
    runAsUserSuffix: '.uat',
    sandbox: { production: 'acme', name: 'uat' },
    sink: { command: ['gh', 'secret', 'set', 'BILLING_SYNC_UAT'] },
    apps: { Billing_Sync: { permissionSets: ['Billing_API', 'UAT_Extra'] } },
  },
  production: { targetOrg: '${env:PRODUCTION_ORG}', production: true },
};
const CONFIG = configWith({ permissionSets: ['Billing_API'] }, { environments: ENVIRONMENTS });

describe('resolve', () => {
  it('fills in every default and remembers what was written', () => {
    expect(resolved(configWith({})).config).toEqual({
      apiVersion: '66.0',
      apiVersionWritten: false,
      production: false,
      settings: {},
      apps: [
        {
          name: 'Billing_Sync',
          label: 'Billing Sync',
          contactEmail: 'platform@acme.example',
          distribution: 'Local',
          role: 'owner',
          scopes: ['Api'],
          clientCredentials: true,
          runAsUser: 'billing.sync@acme.example',
          callbackUrls: ['https://localhost/unused-callback'],
          tokenFormat: 'opaque',
          permissionSets: [],
          profiles: [],
          assign: [],
          ipRelaxation: 'Enforce',
          names: {},
          fields: {},
          verify: {},
          written: new Set(['label', 'contactEmail', 'runAsUser']),
        },
      ],
    });
  });

  it('lays an environment over the base', () => {
    const { config, problems } = resolved(CONFIG, { environment: 'uat' });
    expect(problems).toEqual([]);
    expect(config).toMatchObject({
      environment: 'uat',
      targetOrg: 'acme-uat',
      production: false,
      sandbox: { production: 'acme', name: 'uat' },
    });
    expect(config?.apps[0]).toMatchObject({
      runAsUser: 'billing.sync@acme.example.uat',
      permissionSets: ['Billing_API', 'UAT_Extra'],
      sink: { command: ['gh', 'secret', 'set', 'BILLING_SYNC_UAT'] },
    });
  });

  it('does not append a suffix twice', () => {
    const config = configWith(
      {},
      {
        environments: { uat: { runAsUserSuffix: '.UAT', apps: { Billing_Sync: { runAsUser: 'b@acme.example.uat' } } } },
      },
    );
    expect(resolved(config, { environment: 'uat' }).config?.apps[0]?.runAsUser).toBe('b@acme.example.uat');
  });

  it('counts what an environment writes as written, and what it removes as not', () => {
    const config = configWith(
      { description: 'Nightly invoices', scopes: ['api'] },
      { environments: { uat: { apps: { Billing_Sync: { description: null, tokenFormat: 'jwt' } } } } },
    );
    const app = resolved(config, { environment: 'uat' }).config?.apps[0];
    expect(app).not.toHaveProperty('description');
    expect([...(app?.written ?? [])]).toEqual(['label', 'contactEmail', 'runAsUser', 'scopes', 'tokenFormat']);
  });

  it('takes the sink of the app before that of the environment, and that before the one of the config', () => {
    const sinkOf = (sinks: { config?: object; environment?: object; app?: object }): unknown => {
      const config = configWith(sinks.app === undefined ? {} : { sink: sinks.app }, {
        ...(sinks.config === undefined ? {} : { sink: sinks.config }),
        environments: { uat: sinks.environment === undefined ? {} : { sink: sinks.environment } },
      });
      return resolved(config, { environment: 'uat' }).config?.apps[0]?.sink;
    };
    const [a, b, c] = [{ file: 'a.json' }, { file: 'b.json' }, { file: 'c.json' }];
    expect(sinkOf({ config: a })).toEqual(a);
    expect(sinkOf({ config: a, environment: b })).toEqual(b);
    expect(sinkOf({ config: a, environment: b, app: c })).toEqual(c);
    expect(sinkOf({})).toBeUndefined();
  });

  it('gives scopes their metadata names, once each', () => {
    const app = resolved(configWith({ scopes: ['api', 'Api', 'cdp_query_api'], verify: { expectScopes: ['api'] } }))
      .config?.apps[0];
    expect(app?.scopes).toEqual(['Api', 'CDPQuery']);
    expect(app?.verify.expectScopes).toEqual(['Api']);
  });

  it('suggests the environment that a misspelt one stands for', () => {
    const { config, problems } = resolved(CONFIG, { environment: 'aut' });
    expect(config).toBeUndefined();
    expect(problems).toEqual([
      {
        path: ['--environment'],
        message: 'The config has no environment "aut".',
        action: 'Did you mean "uat"? The config has uat, production.',
        kind: 'unknown-name',
      },
    ]);
  });

  it('does not take what every object inherits for an environment', () => {
    expect(resolved(CONFIG, { environment: 'constructor' }).problems[0]?.action).toBe(
      'The config has uat, production.',
    );
  });

  it('resolves the chosen apps only, and suggests one for a misspelt name', () => {
    const apps = { Billing_Sync: BILLING_SYNC, Invoices: { ...BILLING_SYNC, runAsUser: 'invoices@acme.example' } };
    expect(resolved({ apps }, { apps: ['Invoices'] }).config?.apps.map(({ name }) => name)).toEqual(['Invoices']);
    expect(resolved({ apps }, { apps: ['Billing-Sync'] }).problems).toEqual([
      {
        path: ['--app'],
        message: 'The config has no app "Billing-Sync".',
        action: 'Did you mean "Billing_Sync"? The config has Billing_Sync, Invoices.',
        kind: 'unknown-name',
      },
    ]);
  });

  it('needs the variables of the chosen environment only', () => {
    expect(resolved(CONFIG).problems).toEqual([]);
    expect(resolved(CONFIG, { environment: 'production', env: { PRODUCTION_ORG: 'acme' } }).config?.targetOrg).toBe(
      'acme',
    );
    expect(spelled(resolved(CONFIG, { environment: 'production' }).problems)).toEqual([
      'environments.production.targetOrg: The environment variable PRODUCTION_ORG is not set; ' +
        'environments.production.targetOrg takes its value from it.',
    ]);
  });

  it('needs the variables of the chosen apps only', () => {
    const apps = { Billing_Sync: BILLING_SYNC, Invoices: { ...BILLING_SYNC, runAsUser: '${env:INVOICES_USER}' } };
    expect(resolved({ apps }, { apps: ['Billing_Sync'] }).problems).toEqual([]);
    expect(resolved({ apps }).problems.map(({ path }) => path)).toEqual([['apps', 'Invoices', 'runAsUser']]);
  });

  it('judges a value after its variables are put in', () => {
    const config = configWith({ tokenFormat: '${env:FORMAT}', scopes: ['${env:SCOPE}'], runAsUser: '${env:RUN_AS}' });
    const env = { FORMAT: 'saml', SCOPE: 'apy', RUN_AS: 'nobody' };
    expect(spelled(resolved(config, { env }).problems)).toEqual([
      'apps.Billing_Sync.tokenFormat: apps.Billing_Sync.tokenFormat cannot be "saml".',
      'apps.Billing_Sync.scopes[0]: "apy" is not a scope of External Client Apps.',
      'apps.Billing_Sync.runAsUser: "nobody" does not have the form of a username.',
    ]);
  });

  it('takes an escaped variable for the text that it stands for', () => {
    const config = configWith({
      tokenFormat: '$${env:FORMAT}',
      runAsUser: '$${env:RUN_AS}',
      description: '$${env:NAME}',
    });
    expect(spelled(resolved(config, { env: { FORMAT: 'jwt' } }).problems)).toEqual([
      'apps.Billing_Sync.tokenFormat: apps.Billing_Sync.tokenFormat cannot be "$${env:FORMAT}".',
      'apps.Billing_Sync.runAsUser: "${env:RUN_AS}" does not have the form of a username.',
    ]);
    expect(resolved(configWith({ description: '$${env:NAME}' })).config?.apps[0]?.description).toBe('${env:NAME}');
  });

  it('points to where a value is written, in the base or in an environment', () => {
    const config = configWith(
      { scopes: ['apy'], callbackUrls: ['ftp'] },
      { environments: { uat: { apps: { Billing_Sync: { scopes: ['apx'], contactEmail: null } } } } },
    );
    const paths = resolved(config, { environment: 'uat' }).problems.map(({ path }) => path.join('.'));
    expect(paths).toEqual([
      'environments.uat.apps.Billing_Sync.contactEmail',
      'environments.uat.apps.Billing_Sync.scopes.0',
      'apps.Billing_Sync.callbackUrls.0',
    ]);
  });

  it('finds what breaks rules in an environment that was not chosen', () => {
    const config = configWith({}, { environments: { uat: { apps: { Billing_Sync: { scopes: ['apy'] } } }, sit: {} } });
    for (const environment of [undefined, 'sit']) {
      const { problems } = resolved(config, environment === undefined ? {} : { environment });
      expect(problems.map(({ path }) => path.join('.'))).toEqual(['environments.uat.apps.Billing_Sync.scopes.0']);
    }
  });

  it('lets an environment bring what the base lacks', () => {
    const config = configWith(
      { runAsUser: undefined },
      { environments: { uat: { apps: { Billing_Sync: { runAsUser: 'b@acme.example' } } } } },
    );
    expect(resolved(config, { environment: 'uat' }).config?.apps[0]?.runAsUser).toBe('b@acme.example');
    expect(resolved(config).problems.map(({ path }) => path.join('.'))).toEqual(['apps.Billing_Sync.runAsUser']);
  });

  it('takes an app that only an environment has, and says what it lacks', () => {
    const withApp = (app: object): object => configWith({}, { environments: { uat: { apps: { Load_Test: app } } } });
    const whole = { ...BILLING_SYNC, runAsUser: 'load@acme.example' };
    expect(resolved(withApp(whole), { environment: 'uat' }).config?.apps).toHaveLength(2);
    expect(
      resolved(withApp({ runAsUser: 'load@acme.example' }), { environment: 'uat' }).problems.map(({ path }) =>
        path.join('.'),
      ),
    ).toEqual(['environments.uat.apps.Load_Test.label', 'environments.uat.apps.Load_Test.contactEmail']);
  });

  it('does not follow one mistake up with others about the same key', () => {
    const { problems } = resolved(configWith({ runAsUser: 42, scopes: 'api', assign: ['Billing_API'] }));
    expect(spelled(problems)).toEqual([
      'apps.Billing_Sync.scopes: apps.Billing_Sync.scopes needs a list, not the text "api".',
      'apps.Billing_Sync.runAsUser: apps.Billing_Sync.runAsUser needs text, not the number 42.',
    ]);
  });

  it('does not call a key missing whose value it cannot use', () => {
    const app = { label: 1, contactEmail: [], trustedIpRanges: [1] };
    expect(spelled(resolved(configWith(app)).problems)).toEqual([
      'apps.Billing_Sync.label: apps.Billing_Sync.label needs text, not the number 1.',
      'apps.Billing_Sync.contactEmail: apps.Billing_Sync.contactEmail needs text, not a list.',
      'apps.Billing_Sync.trustedIpRanges[0]: apps.Billing_Sync.trustedIpRanges[0] needs a map, not the number 1.',
    ]);
    const overlay = { environments: { uat: { apps: { Billing_Sync: { scopes: [null] } } } } };
    expect(spelled(resolved(configWith({}, overlay), { environment: 'uat' }).problems)).toEqual([
      'environments.uat.apps.Billing_Sync.scopes[0]: environments.uat.apps.Billing_Sync.scopes[0] has no value.',
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'takes what every object inherits for no type or key: %s',
    (name) => {
      const fields = { [name]: { label: 'x' } };
      expect(spelled(resolved(configWith({ fields })).problems)).toEqual([
        `apps.Billing_Sync.fields.${name}: "${name}" is not a metadata type of External Client Apps.`,
      ]);
      const app = JSON.parse(`{"${name}": {"x": 1}}`) as Readonly<Record<string, unknown>>;
      expect(spelled(resolved(configWith(app)).problems)).toEqual([
        `apps.Billing_Sync.${name}: apps.Billing_Sync has no key "${name}".`,
      ]);
    },
  );

  it('takes the API version of the command line before that of the config', () => {
    const config = configWith({}, { apiVersion: '65.0' });
    expect(resolved(config, { apiVersion: '67.0' }).config).toMatchObject({
      apiVersion: '67.0',
      apiVersionWritten: false,
    });
  });

  it('refuses what is not data: functions, instances, circles', () => {
    const circle: Record<string, unknown> = { label: 'Billing' };
    circle['self'] = circle;
    const config = configWith({
      label: () => 'Billing',
      description: new Date(0),
      verify: circle,
      sessionTimeoutMinutes: NaN,
    });
    expect(spelled(resolved(config).problems)).toEqual([
      'apps.Billing_Sync.label: The value is a function.',
      'apps.Billing_Sync.description: The value is an instance of Date.',
      'apps.Billing_Sync.verify.self: The value contains itself.',
      'apps.Billing_Sync.sessionTimeoutMinutes: The value is NaN.',
    ]);
  });
});
