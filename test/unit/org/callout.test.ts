import { describe, expect, it } from 'vitest';
import { readApexCallout } from '../../../src/local-org/apex/callout.js';
import { calloutApex, readOutcome } from '../../../src/org/callout.js';

const exception = (exceptionMessage: string) => readOutcome({ compiled: true, success: false, exceptionMessage });

describe('the Apex of a callout', () => {
  it('asks for a path and throws unless the answer is a 2xx', () => {
    expect(calloutApex({ namedCredential: 'Billing_API', path: '/services/data/' })).toBe(
      `HttpRequest request = new HttpRequest();
request.setMethod('GET');
request.setEndpoint('callout:Billing_API/services/data/');
HttpResponse response = new Http().send(request);
if (response.getStatusCode() < 200 || response.getStatusCode() > 299) {
    throw new CalloutException('The endpoint answered ' + response.getStatusCode() + ' ' + response.getStatus());
}
`,
    );
  });

  it('keeps a path inside its text', () => {
    const path = "/query?q=SELECT+Id+FROM+Account+WHERE+Name='O\\'Neill'\n');delete x;//é";
    const apex = calloutApex({ namedCredential: 'Billing_API', path: path });
    expect(apex).toContain(String.raw`WHERE+Name=\'O\\\'Neill\'\n\');delete x;//\u00e9');` + '\nHttpResponse response');
  });

  it('is what the local org reads, whatever the path', () => {
    const path = "/query?q=Name='O\\'Neill'//x/*y*/\té";
    const apex = calloutApex({ namedCredential: 'Billing_API', path });
    const read = readApexCallout(apex);
    expect(read).toMatchObject({ method: 'GET', namedCredential: 'Billing_API', path, line: 4 });
    const message = read?.refusal?.message(503, 'Service Unavailable') ?? '';
    expect(exception(`System.CalloutException: ${message}`)).toMatchObject({ kind: 'answered', status: 503 });
  });
});

describe('the answer to the Apex of a callout', () => {
  it('proves the callout when it succeeds', () => {
    expect(readOutcome({ compiled: true, success: true, compileProblem: null, exceptionMessage: null })).toEqual({
      kind: 'proven',
    });
  });

  it('says what did not compile', () => {
    expect(readOutcome({ compiled: false, success: false, compileProblem: 'Unexpected token.' })).toEqual({
      kind: 'not-compiled',
      detail: 'Unexpected token.',
    });
  });

  it.each([
    [
      'no-access',
      `System.CalloutException: We couldn't access the credential(s). You might not have the required permissions, or the external credential "Billing_API" might not exist.`,
    ],
    [
      'no-access',
      `System.CalloutException: The callout couldn't access the endpoint. You might not have the required permissions, or the named credential "Billing_API" might not exist.`,
    ],
    [
      'no-token',
      'System.UnexpectedException: Unable to fetch the OAuth token. Error: invalid_client. Error description: invalid client credentials.',
    ],
    ['not-configured', "System.CalloutException: The external credential isn't fully configured."],
    ['failed', 'System.CalloutException: Read timed out'],
  ])('reads %s from the exception', (kind, message) => {
    expect(exception(message)).toEqual({ kind, detail: message });
  });
});
