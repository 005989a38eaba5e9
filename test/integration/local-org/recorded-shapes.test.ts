import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { readCredentials, startWithBilling } from './billing-app.js';
import { call, deployStatus, sendDeploy } from './deploy-zip.js';
import { soap, soapText } from './soap.js';
import { edited, sourceSet } from './sources.js';

const recording = z.strictObject({
  name: z.string(),
  request: z.string().regex(/^[A-Z]+ \//),
  as: z.enum(['nobody', 'dead', 'basic']).optional(),
  form: z.record(z.string(), z.string()).optional(),
  json: z.record(z.string(), z.string()).optional(),
  soap: z.string().optional(),
  mark: z.enum(['certain', 'reported', 'assumed']),
  seen: z.string().regex(/^(?:20\d\d(?:-20\d\d)?|documentation)$/),
  status: z.number(),
  headers: z.record(z.string(), z.string().nullable()).optional(),
  body: z.unknown().optional(),
  absent: z.array(z.string()).optional(),
  text: z.array(z.string()).optional(),
});

const FILE = join(import.meta.dirname, '../../fixtures/local-org/recorded-shapes.yaml');
const RECORDINGS = z.array(recording).parse(parse(readFileSync(FILE, 'utf8'), { merge: true }));

let org: LocalOrg;
let info: LocalOrgInfo;
let names: Readonly<Record<string, string>>;

const billing = sourceSet('billing-sync');

async function accountId(): Promise<string> {
  const made = await call(info, 'POST', 'sobjects/Account', { Name: 'Initech' });
  return ((await made.json()) as { id: string }).id;
}

function assertion(): string {
  const claims = { iss: 'PlatformCLI', sub: info.username, aud: 'https://elsewhere.example', exp: 4_000_000_000 };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.x`;
}

beforeAll(async () => {
  ({ org, info } = await startWithBilling());
  const { key, secret } = await readCredentials(info);
  const [account, deleted] = [await accountId(), await accountId()];
  await call(info, 'DELETE', `sobjects/Account/${deleted}`);
  const [deploy, failed, validated] = [
    await sendDeploy(info, billing),
    await sendDeploy(info, edited(billing, '.ecaPlcy', '<isEnabled>true', '<isEnabled>x')),
    await sendDeploy(info, billing, { checkOnly: true }),
  ];
  await deployStatus(info, validated);
  const request = '<request><apiVersion>66.0</apiVersion><unpackaged><version>66.0</version></unpackaged></request>';
  const retrieve = soapText(await soap(info, `<retrieve>${request}</retrieve>`), 'id');
  const spare = org.login(info.username);
  names = {
    ...{
      org: info.orgId,
      user: info.userId,
      key,
      secret,
      account,
      deleted,
      deploy,
      failed,
      validated,
      retrieve,
      spare,
    },
    assertion: assertion(),
    another: org.login(info.username),
  };
});
afterAll(() => org.stop());

const filled = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole);
const filledAll = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, filled(value)]));

const TOKENS = { nobody: undefined, dead: 'Bearer 00D000000000000!dead', basic: 'Basic YTpi' };

function send({ request, as, form, json, soap: operation }: z.infer<typeof recording>): Promise<Response> {
  const [method = '', path = ''] = request.split(/ (.*)/);
  const authorization = as === undefined ? `Bearer ${info.accessToken}` : TOKENS[as];
  const headers: Record<string, string> = authorization === undefined ? {} : { Authorization: authorization };
  if (json !== undefined || operation !== undefined)
    headers['Content-Type'] = json === undefined ? 'text/xml' : 'application/json';
  const body =
    form !== undefined
      ? new URLSearchParams(filledAll(form))
      : json !== undefined
        ? JSON.stringify(filledAll(json))
        : operation === undefined
          ? undefined
          : envelope(filled(operation), as === undefined ? info.accessToken : 'dead');
  return fetch(info.instanceUrl + filled(path), { method, headers, ...(body === undefined ? {} : { body }) });
}

function envelope(operation: string, session: string): string {
  return `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header xmlns="http://soap.sforce.com/2006/04/metadata"><SessionHeader><sessionId>${session}</sessionId></SessionHeader></soapenv:Header><soapenv:Body xmlns="http://soap.sforce.com/2006/04/metadata">${operation}</soapenv:Body></soapenv:Envelope>`;
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : value === undefined ? 'nothing' : typeof value;
}

/** Lists where a value is not of a shape. */
function unlike(shape: unknown, value: unknown, path = 'body'): string[] {
  if (typeof shape === 'string') return unlikeText(shape, value, path);
  if (Array.isArray(shape)) {
    if (!Array.isArray(value) || value.length === 0) return [`${path} is ${typeOf(value)} and no filled array`];
    return value.flatMap((item, index) => unlike(shape[0], item, `${path}[${index}]`));
  }
  if (typeOf(value) !== 'object') return [`${path} is ${typeOf(value)} and no object`];
  return Object.entries(shape as object).flatMap(([key, inner]) =>
    unlike(inner, (value as Record<string, unknown>)[key], `${path}.${key}`),
  );
}

function unlikeText(shape: string, value: unknown, path: string): string[] {
  const pattern = /^\/(.*)\/$/s.exec(shape)?.[1];
  const fits =
    pattern !== undefined
      ? typeof value === 'string' && new RegExp(pattern).test(value)
      : shape.startsWith('=')
        ? value === shape.slice(1)
        : shape.split('|').includes(typeOf(value));
  return fits ? [] : [`${path} is ${typeOf(value)} (${JSON.stringify(value)}), recorded is ${shape}`];
}

describe('recorded answers', () => {
  it.each(RECORDINGS)('are as the local org gives them: $name ($mark, $seen)', async (recorded) => {
    const response = await send(recorded);
    const text = await response.text();
    expect(response.status, text).toBe(recorded.status);
    for (const [name, pattern] of Object.entries(recorded.headers ?? {})) {
      if (pattern === null) expect(response.headers.has(name), name).toBe(false);
      else expect(unlikeText(pattern, response.headers.get(name), name)).toEqual([]);
    }
    for (const part of recorded.text ?? []) expect(text).toContain(part);
    if (recorded.text?.[0] === '') expect(text).toBe('');
    if (recorded.body === undefined) return;
    const body: unknown = JSON.parse(text);
    expect(unlike(recorded.body, body)).toEqual([]);
    for (const key of recorded.absent ?? []) expect(body).not.toHaveProperty([key]);
  });
});
