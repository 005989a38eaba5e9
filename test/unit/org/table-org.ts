import { EcaError } from '../../../src/errors.js';
import type { Org, OrgRequest, PackageFile } from '../../../src/org/org.js';

/** What an org answers: records by the object that a query names, answers by path, files of a retrieve. */
export interface Table {
  readonly records?: Readonly<Record<string, readonly unknown[] | Error>>;
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly files?: readonly PackageFile[];
  readonly sessionIsJwt?: boolean;
}

/** An org that answers from a table and remembers what it was asked. Whatever would change it fails the test. */
export interface TableOrg extends Org {
  readonly queries: readonly string[];
  readonly requests: readonly OrgRequest[];
}

const unexpected = (what: string) => () => Promise.reject(new Error(`Nobody should ${what} here.`));

/** An error as the org's REST API raises it. */
export function refusedByOrg(message: string): EcaError {
  return new EcaError({ name: 'OrgRequestFailedError', message, actions: ['Ask somebody else.'] });
}

/** Makes an org out of a table. Filters of a query are not applied: the records are what it finds. */
export function tableOrg({ records = {}, answers = {}, files = [], sessionIsJwt = false }: Table): TableOrg {
  const queries: string[] = [];
  const requests: OrgRequest[] = [];
  return {
    queries,
    requests,
    identity: {
      orgId: '00D000000000042AAA',
      name: 'Acme UAT',
      isSandbox: true,
      instanceUrl: 'https://acme--uat.sandbox.my.salesforce.com',
      username: 'admin@acme.example.uat',
      target: 'acme-uat',
    },
    apiVersion: '66.0',
    newestApiVersion: '67.0',
    sessionIsJwt,
    query: <T>(soql: string) => {
      queries.push(soql);
      const found = records[/\bFROM (\w+)/.exec(soql)?.[1] ?? ''] ?? [];
      return found instanceof Error ? Promise.reject(found) : Promise.resolve(found as readonly T[]);
    },
    request: <T>(request: OrgRequest) => {
      requests.push(request);
      const answer = answers[request.path] ?? refusedByOrg(`NOT_FOUND ${request.path}`);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as T);
    },
    retrieve: () => Promise.resolve(files),
    pack: unexpected('pack'),
    startDeploy: unexpected('deploy'),
    watchDeploy: unexpected('watch a deploy'),
    cancelDeploy: unexpected('cancel a deploy'),
  };
}
