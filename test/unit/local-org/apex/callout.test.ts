import { describe, expect, it } from 'vitest';
import { readApexCallout } from '../../../../src/local-org/apex/callout.js';

const CALLOUT = `
HttpRequest req = new HttpRequest(); // asks for accounts
req.setEndpoint('callout:Billing_API/services/data/v66.0/sobjects/Account');
req.setMethod('get');
req.setTimeout(20000);
HttpResponse res = new Http().send(req);
`;

describe('reading the Apex of a callout', () => {
  it('finds method, Named Credential, path and line', () => {
    expect(readApexCallout(CALLOUT)).toEqual({
      method: 'GET',
      namedCredential: 'Billing_API',
      path: '/services/data/v66.0/sobjects/Account',
      line: 6,
    });
  });

  it('finds what is thrown unless the answer is a 2xx', () => {
    const guard = `if (res.getStatusCode() < 200 || res.getStatusCode() > 299) {
      throw new IllegalArgumentException('It\\'s ' + res.getStatus() + ' (' + res.getStatusCode() + ')');
    }`;
    const refusal = readApexCallout(CALLOUT + guard)?.refusal;
    expect(refusal).toMatchObject({ type: 'IllegalArgumentException', line: 8 });
    expect(refusal?.message(404, 'Not Found')).toBe("It's Not Found (404)");
  });

  it.each([
    ['nothing', ''],
    ['other Apex', "System.debug('callout:Billing_API');"],
    ['more than a callout', `${CALLOUT}delete [SELECT Id FROM Account];`],
    ['something before it', `Integer tries = 0;${CALLOUT}`],
    ['a URL', CALLOUT.replace('callout:Billing_API', 'https://acme.my.salesforce.com')],
    ['a callout in a comment', `/*${CALLOUT}*/`],
    ['no method', CALLOUT.replace("req.setMethod('get');", '')],
    [
      'another exception',
      `${CALLOUT}if (res.getStatusCode() < 200 || res.getStatusCode() > 299) { throw new CalloutException(res.getBody()); }`,
    ],
    ['a text without end', CALLOUT.replace("Account');", 'Account);')],
  ])('does not take %s', (_, apex) => {
    expect(readApexCallout(apex)).toBeUndefined();
  });
});
