import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/secret.js';
import { callApi, queryApi, type TokenSource } from '../../../src/verbs/token.js';
import { testWork } from '../../work.js';

/** An org that gives any token, and answers everything else alike, the number of the request within. */
async function orgThatAnswers(status: number, answer: (count: number) => unknown): Promise<Server> {
  let count = 0;
  const server = createServer((request, response) => {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const login: Readonly<Record<string, object>> = {
      '/.well-known/openid-configuration': { issuer: base, token_endpoint: `${base}/services/oauth2/token` },
      '/services/oauth2/token': { access_token: 'abc', token_type: 'Bearer' },
    };
    const known = login[request.url ?? ''];
    const body = known ?? answer((count += 1));
    response
      .writeHead(known === undefined ? status : 200, { 'content-type': 'application/json' })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

describe('an odd answer of the API', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });
  const sourceOf = ({ port }: AddressInfo): TokenSource => ({
    kind: 'given',
    url: `http://127.0.0.1:${port}`,
    credentials: { consumerKey: 'key', consumerSecret: new Secret('s3cret-of-test') },
  });
  const call = { method: 'POST', path: '/x', apiVersion: '66.0' };

  it('says of a server that fails that it is worth another try', async () => {
    server = await orgThatAnswers(503, () => []);
    await expect(callApi(sourceOf(server.address() as AddressInfo), call, testWork())).rejects.toMatchObject({
      name: 'OrgRequestFailedError',
      actions: [expect.stringContaining('run the command again') as string],
    });
  });

  it('says of a refusal what shows the rights of the user', async () => {
    server = await orgThatAnswers(400, () => []);
    await expect(callApi(sourceOf(server.address() as AddressInfo), call, testWork())).rejects.toMatchObject({
      name: 'OrgRequestFailedError',
      actions: [expect.stringContaining('eca verify') as string],
    });
  });

  it('is one that is nested too deeply', async () => {
    server = await orgThatAnswers(200, () => '['.repeat(50_000) + ']'.repeat(50_000));
    await expect(callApi(sourceOf(server.address() as AddressInfo), call, testWork())).rejects.toMatchObject({
      name: 'UnexpectedAnswerError',
    });
  });

  it.each([
    ['empty pages', []],
    ['more than there are', [{ Id: '1' }]],
  ])('is a query without end: %s', async (_what, records) => {
    server = await orgThatAnswers(200, (count) => ({
      totalSize: 2,
      done: false,
      nextRecordsUrl: `/next/${count}`,
      records,
    }));
    const query = { soql: 'SELECT Id FROM Account', apiVersion: '66.0' };
    await expect(queryApi(sourceOf(server.address() as AddressInfo), query, testWork())).rejects.toMatchObject({
      name: 'UnexpectedAnswerError',
      message: expect.stringContaining('names a next page all the same') as string,
    });
  });
});
