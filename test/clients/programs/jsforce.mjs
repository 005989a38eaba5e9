import { readFileSync } from 'node:fs';
import jsforce from 'jsforce';
import { given, run } from './report.mjs';

const VERSION = '66.0';
const oauth2 = { loginUrl: given.url, clientId: given.clientId, clientSecret: given.clientSecret };

async function asRunAsUser() {
  const connection = new jsforce.Connection({ instanceUrl: given.url, oauth2, version: VERSION });
  await connection.authorize({ grant_type: 'client_credentials' });
  return connection;
}

const asAdmin = () =>
  new jsforce.Connection({ instanceUrl: given.url, accessToken: given.adminToken, version: VERSION });

const zip = () => readFileSync(process.env.ZIP_FILE);
const shown = ({ status, success, numberComponentsDeployed, details }) => ({
  ...{ status, success, numberComponentsDeployed },
  failures: [details?.componentFailures ?? []].flat().map(({ fullName, problem }) => ({ fullName, problem })),
});
const caught = (promise) =>
  promise.then(
    () => null,
    ({ name, errorCode, message }) => ({ name, errorCode, message }),
  );

const steps = {
  async authorize() {
    const connection = await asRunAsUser();
    const { userInfo, instanceUrl, refreshToken } = connection;
    return { userInfo, instanceUrl, refreshToken: refreshToken ?? null };
  },

  async bearer() {
    const connection = new jsforce.Connection({ instanceUrl: given.url, oauth2: { loginUrl: given.url } });
    const userInfo = await connection.authorize({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: process.env.ASSERTION,
    });
    return { userInfo, token: connection.accessToken };
  },

  async identity() {
    return (await asRunAsUser()).identity();
  },

  async query() {
    const connection = await asRunAsUser();
    const { records, totalSize, done } = await connection.query('SELECT Id, Name FROM Account ORDER BY Name');
    const found = await connection.sobject('Account').find({ Name: { $like: 'Globex%' } }, ['Name']);
    return { names: records.map(({ Name }) => Name), totalSize, done, found, usage: connection.limitInfo.apiUsage };
  },

  async account() {
    const accounts = (await asRunAsUser()).sobject('Account');
    const created = await accounts.create({ Name: 'Hooli', Industry: 'Media' });
    const read = await accounts.retrieve(created.id);
    const updated = await accounts.update({ Id: created.id, Industry: 'Technology' });
    const changed = await accounts.findOne({ Id: created.id }, ['Industry']);
    const deleted = await accounts.destroy(created.id);
    return { created, read, updated, changed, deleted, after: await caught(accounts.retrieve(created.id)) };
  },

  async wrongRecords() {
    const connection = await asRunAsUser();
    const accounts = connection.sobject('Account');
    return {
      missingName: await caught(accounts.create({ Industry: 'Media' })),
      unknownField: await caught(accounts.create({ Name: 'Hooli', Shoe: 1 })),
      unknownObject: await caught(connection.query('SELECT Id FROM Nothing')),
      unknownColumn: await caught(connection.query('SELECT Shoe FROM Account')),
      malformedQuery: await caught(connection.query('SELECT Id FROM')),
    };
  },

  async describe() {
    const connection = await asRunAsUser();
    const { sobjects } = await connection.describeGlobal();
    const account = await connection.describe('Account');
    const name = account.fields.find((field) => field.name === 'Name');
    return {
      listed: sobjects.some((sobject) => sobject.name === 'Account'),
      account: { name: account.name, keyPrefix: account.keyPrefix, createable: account.createable },
      name: { type: name.type, nillable: name.nillable, length: name.length },
    };
  },

  limits: () => asAdmin().limits(),
  async limitsOfRunAsUser() {
    return (await asRunAsUser()).limits();
  },

  async metadata() {
    const { metadata } = asAdmin();
    const listed = await metadata.list({ type: 'ExternalClientApplication' }, VERSION);
    const read = await metadata.read('ExternalClientApplication', 'Billing_Sync');
    const { metadataObjects } = await metadata.describe(VERSION);
    return { listed, read, types: metadataObjects.map(({ xmlName }) => xmlName) };
  },

  async retrieve() {
    const types = [{ name: 'ExternalClientApplication', members: ['Billing_Sync'] }];
    const result = await asAdmin()
      .metadata.retrieve({ apiVersion: VERSION, singlePackage: true, unpackaged: { types, version: VERSION } })
      .complete();
    return { success: result.success, files: [result.fileProperties].flat(), zip: result.zipFile };
  },

  async deploy() {
    const { metadata } = asAdmin();
    const options = { singlePackage: true, rollbackOnError: true };
    const check = await metadata.deploy(zip(), { ...options, checkOnly: true }).complete(true);
    const result = await metadata.deploy(zip(), options).complete(true);
    return { check: { ...shown(check), checkOnly: check.checkOnly }, result: shown(result) };
  },

  async deployRest() {
    const options = { singlePackage: true, rollbackOnError: true };
    return shown(await asAdmin().metadata.deployRest(zip(), options).complete(true));
  },

  async deployAsRunAsUser() {
    const { metadata } = await asRunAsUser();
    return metadata.deploy(zip(), { singlePackage: true }).complete();
  },

  async consumer() {
    const connection = asAdmin();
    const { records } = await connection.query(
      `SELECT Id FROM ExternalClientApplication WHERE DeveloperName = '${process.env.APP}'`,
    );
    const path = `/services/data/v${VERSION}/apps/oauth/credentials/${records[0].Id}`;
    const { consumers } = await connection.request(path);
    return connection.request(`${path}/${consumers[0].id}?part=keyandsecret`);
  },

  async revoke() {
    const connection = await asRunAsUser();
    const { accessToken } = connection;
    const before = await connection.query('SELECT Id FROM Account LIMIT 1');
    await connection.logoutByOAuth2();
    const late = new jsforce.Connection({ instanceUrl: given.url, accessToken, version: VERSION });
    const again = await caught(new jsforce.OAuth2(oauth2).revokeToken(accessToken));
    return { before: before.done, after: await caught(late.query('SELECT Id FROM Account')), again };
  },

  async freeze() {
    const logins = asAdmin().sobject('UserLogin');
    const user = await asAdmin().sobject('User').findOne({ Username: process.env.RUN_AS_USER }, ['Id']);
    const login = await logins.findOne({ UserId: user.Id }, ['Id', 'IsFrozen']);
    const switchTo = (IsFrozen) => logins.update({ Id: login.Id, IsFrozen });
    const connection = await asRunAsUser();
    await switchTo(true);
    const running = await caught(connection.query('SELECT Id FROM Account'));
    const fresh = await caught(asRunAsUser());
    await switchTo(false);
    const thawed = await caught(asRunAsUser());
    return { running, fresh, thawed };
  },
};

await run(steps, ({ name, message, errorCode, code, cause }) => ({
  ...{ name, message, errorCode },
  cause: code ?? cause?.code,
}));
