import type { LocalOrgInfo } from '../../../src/local-org/index.js';

/** Sends an operation of the Metadata API as plain text, and gives the answer as text. */
export async function soap(info: LocalOrgInfo, operation: string, version = 66): Promise<string> {
  const response = await fetch(`${info.instanceUrl}/services/Soap/m/${version}.0`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/xml', SOAPAction: '""' },
    body: `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Header xmlns="http://soap.sforce.com/2006/04/metadata"><SessionHeader><sessionId>${info.accessToken}</sessionId></SessionHeader></soapenv:Header><soapenv:Body xmlns="http://soap.sforce.com/2006/04/metadata">${operation}</soapenv:Body></soapenv:Envelope>`,
  });
  return response.text();
}

/** Text of the first element of a name in an answer; empty when there is none. */
export function soapText(answer: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(answer)?.[1] ?? '';
}
