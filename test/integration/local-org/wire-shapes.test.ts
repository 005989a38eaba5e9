import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import JSZip from 'jszip';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { getJson, startWithBilling } from './billing-app.js';
import { call, deployStatus, sendDeploy } from './deploy-zip.js';
import { soap, soapText } from './soap.js';
import { edited, sourceSet } from './sources.js';

let org: LocalOrg;
let info: LocalOrgInfo;

beforeEach(async () => {
  ({ org, info } = await startWithBilling());
});
afterEach(() => org.stop());

const billing = sourceSet('billing-sync');
const REST_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/;

interface RestDetails {
  readonly componentFailures: readonly Readonly<Record<string, unknown>>[];
  readonly componentSuccesses: readonly Readonly<Record<string, unknown>>[];
}

type RestResult = Readonly<Record<string, unknown>> & { readonly details: RestDetails };

async function restResult(id: string): Promise<RestResult> {
  const path = `metadata/deployRequest/${id}?includeDetails=true`;
  return (await getJson<{ deployResult: RestResult }>(info, path)).deployResult;
}

describe('answers of REST', () => {
  it('tell how many requests were used, below a version and nowhere else', async () => {
    const usage = async (path: string): Promise<string | null> =>
      (await fetch(info.instanceUrl + path)).headers.get('sforce-limit-info');
    const first = Number(/^api-usage=(\d+)\/100000$/.exec((await usage('/services/data/v66.0/limits')) ?? '')?.[1]);
    expect(await usage('/services/data/v66.0/nowhere')).toBe(`api-usage=${first + 1}/100000`);
    expect(await usage('/services/data')).toBeNull();
    expect(await usage('/services/oauth2/userinfo')).toBeNull();
  });

  it('name the methods that a resource takes, and take HEAD where GET is', async () => {
    const wrong = await call(info, 'PUT', 'query');
    expect([wrong.status, await wrong.text()]).toEqual([405, expect.stringContaining('Allowed are HEAD,GET')]);
    const head = await call(info, 'HEAD', 'limits');
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('say where a created record is, that a deleted one is gone, and what is no id', async () => {
    const made = await call(info, 'POST', 'sobjects/Account', { Name: 'Initech' });
    const { id } = (await made.json()) as { id: string };
    expect(made.headers.get('location')).toBe(`/services/data/v66.0/sobjects/Account/${id}`);
    expect((await getJson<Record<string, unknown>>(info, `sobjects/Account/${id}`))['CreatedDate']).toMatch(REST_TIME);
    await call(info, 'DELETE', `sobjects/Account/${id}`);
    expect(await getJson(info, `sobjects/Account/${id.slice(0, 15)}`)).toEqual([
      { errorCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] },
    ]);
    expect(await (await call(info, 'GET', 'sobjects/Account/xyz')).text()).toContain(
      'Provided external ID field does not exist or is not accessible: xyz',
    );
  });

  it('are 410 for versions that ended, and 401 for a header that is not Bearer', async () => {
    expect((await call(info, 'GET', 'limits', undefined, 30)).status).toBe(410);
    expect((await call(info, 'GET', 'limits', undefined, 20)).status).toBe(404);
    const url = `${info.instanceUrl}/services/data/v66.0/limits`;
    const basic = await fetch(url, { headers: { Authorization: 'Basic YTpi' } });
    expect([basic.status, await basic.text()]).toEqual([401, expect.stringContaining('INVALID_HEADER_TYPE')]);
  });

  it('are a page while the org is maintained', async () => {
    org.once('limits', { kind: 'status', status: 503, retryAfterSeconds: 7 });
    const response = await call(info, 'GET', 'limits');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toContain('We are down for maintenance.');
  });

  it('give an identity for whoever asks', async () => {
    const { identity } = await getJson<{ identity: string }>(info, '');
    expect(identity).toBe(`${info.instanceUrl}/id/${info.orgId}/${info.userId}`);
  });
});

describe('results of a deploy', () => {
  it('have null where there is nothing, times of REST, and the manifest', async () => {
    const result = await restResult(await sendDeploy(info, billing));
    expect(result).toMatchObject({ canceledBy: null, errorMessage: null, messages: null, stateDetail: null });
    expect(result['completedDate']).toMatch(REST_TIME);
    const [manifest, ...parts] = result.details.componentSuccesses;
    expect(manifest).toMatchObject({ fileName: 'package.xml', componentType: '', changed: true, id: null });
    expect(parts).toHaveLength(5);
    expect(result['numberComponentsDeployed']).toBe(5);
    expect(parts[0]).toMatchObject({ problem: null, lineNumber: null, warning: false, forPackageManifestFile: false });
    expect(parts[0]?.['createdDate']).toMatch(REST_TIME);
  });

  it('list the manifest also when a component failed, and not when it cannot be read', async () => {
    const broken = await restResult(
      await sendDeploy(info, edited(billing, '.ecaPlcy', '<isEnabled>true', '<isEnabled>x')),
    );
    expect(broken.details.componentSuccesses[0]).toMatchObject({ fullName: 'package.xml' });
    const unread = await restResult(await sendDeploy(info, billing, { extra: { 'package.xml': '<Package' } }));
    expect(unread.details.componentSuccesses).toEqual([]);
    expect(unread.details.componentFailures[0]).toMatchObject({ forPackageManifestFile: true });
  });

  it('come of a quick deploy by the path, too', async () => {
    const id = await sendDeploy(info, billing, { checkOnly: true });
    await deployStatus(info, id);
    const quick = await call(info, 'POST', `metadata/deployRequest/${id}`, { validatedDeployRequestId: id });
    expect(quick.status).toBe(201);
    const { id: started } = (await quick.json()) as { id: string };
    expect(await deployStatus(info, started)).toMatchObject({ status: 'Succeeded' });
  });
});

describe('SOAP', () => {
  it.each([
    ['false', 'unpackaged/'],
    ['true', ''],
  ])('retrieves with singlePackage %s below "%s", and lists the manifest', async (single, folder) => {
    const request = `<request><apiVersion>66.0</apiVersion><singlePackage>${single}</singlePackage><unpackaged><types><members>*</members><name>ExternalClientApplication</name></types></unpackaged></request>`;
    const id = soapText(await soap(info, `<retrieve>${request}</retrieve>`), 'id');
    const status = await soap(
      info,
      `<checkRetrieveStatus><asyncProcessId>${id}</asyncProcessId></checkRetrieveStatus>`,
    );
    expect(status).toContain(`<fileName>${folder}package.xml</fileName>`);
    expect(status).toContain('<type>Package</type>');
    const zip = await JSZip.loadAsync(soapText(status, 'zipFile'), { base64: true });
    expect(Object.keys(zip.files)).toContain(`${folder}externalClientApps/Billing_Sync.eca`);
  });

  it.each([
    ['Foo', 66, 'INVALID_TYPE: Unknown type:Foo'],
    ['ExtlClntAppCanvasSettings', 65, 'INVALID_TYPE: Cannot use: ExtlClntAppCanvasSettings in this version'],
  ])('lists no type %s at v%i', async (type, version, message) => {
    const list = `<listMetadata><queries><type>${type}</type></queries><asOfVersion>${version}.0</asOfVersion></listMetadata>`;
    const answer = await soap(info, list);
    expect(answer).toContain('<faultcode>sf:INVALID_TYPE</faultcode>');
    expect(answer).toContain(`<faultstring>${message}</faultstring>`);
  });
});

describe('addresses', () => {
  it('of what is discovered lead to something', async () => {
    const discovery = await fetch(`${info.instanceUrl}/.well-known/openid-configuration`);
    const found = Object.entries((await discovery.json()) as Readonly<Record<string, unknown>>);
    const addresses = found.flatMap(([name, value]) => (/_(endpoint|uri)$/.test(name) ? [String(value)] : []));
    expect(addresses).toHaveLength(5);
    for (const address of addresses) expect((await fetch(address)).status, address).not.toBe(404);
  });

  it('of records answer, whatever the object', async () => {
    const { sobjects } = await getJson<{ sobjects: { name: string }[] }>(info, 'sobjects');
    const listed = sobjects.map(({ name }) => name);
    expect(listed).toEqual([...new Set(listed)]);
    const seen: string[] = [];
    for (const api of ['', 'tooling/']) {
      for (const { name } of api === '' ? sobjects : [{ name: 'DeployRequest' }, { name: 'Profile' }]) {
        const soql = encodeURIComponent(`SELECT Id FROM ${name} LIMIT 1`);
        const { records } = await getJson<{ records: RecordAddress[] }>(info, `${api}query?q=${soql}`);
        for (const { attributes, Id } of records) {
          if (Id === null) continue; // settings of the org have no id
          const { url, type } = attributes;
          const answer = await call(info, 'GET', url.replace('/services/data/v66.0/', ''));
          expect([url, await answer.json()]).toEqual([url, expect.objectContaining({ attributes: { type, url }, Id })]);
          seen.push(type);
        }
      }
    }
    expect(seen.length).toBeGreaterThan(15);
  });
});

interface RecordAddress {
  readonly attributes: { readonly type: string; readonly url: string };
  readonly Id: string | null;
}
