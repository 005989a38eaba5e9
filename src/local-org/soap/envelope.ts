import type { Answer } from '../wire/answer.js';
import { XmlSyntaxError, child, childText, readXml } from '../wire/xml-read.js';
import type { XmlElement } from '../wire/xml-read.js';
import { escapeXml } from '../wire/xml-write.js';

/** A call of the SOAP Metadata API. */
export interface SoapCall {
  readonly operation: string;
  readonly sessionId: string;
  /** The operation's element. */
  readonly body: XmlElement;
}

const OPEN =
  '<?xml version="1.0" encoding="UTF-8"?>' +
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
  'xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** Reads an envelope; `undefined` when the body is none. */
export function readSoap(source: string): SoapCall | undefined {
  try {
    const envelope = readXml(source);
    const body = child(envelope, 'Body')?.children[0];
    if (envelope.name !== 'Envelope' || body === undefined) return undefined;
    const sessionId = childText(child(child(envelope, 'Header'), 'SessionHeader'), 'sessionId') ?? '';
    return { operation: body.name, sessionId, body };
  } catch (error) {
    if (error instanceof XmlSyntaxError) return undefined;
    throw error;
  }
}

/** Answers an operation; `inner` is XML that is escaped already. */
export function soapAnswer(operation: string, inner: string): Answer {
  const body = `<soapenv:Body><${operation}Response>${inner}</${operation}Response></soapenv:Body>`;
  return xmlAnswer(200, `${OPEN}>${body}</soapenv:Envelope>`);
}

/** Answers a fault. [C] HTTP 500, code with the prefix `sf:`. */
export function soapFault(code: string, message: string): Answer {
  const text = escapeXml(`${code}: ${message}`);
  const fault = `<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${text}</faultstring></soapenv:Fault>`;
  const open = `${OPEN} xmlns:sf="http://soap.sforce.com/2006/04/metadata">`;
  return xmlAnswer(500, `${open}<soapenv:Body>${fault}</soapenv:Body></soapenv:Envelope>`);
}

function xmlAnswer(status: number, body: string): Answer {
  return { status, headers: { 'Content-Type': 'text/xml; charset=utf-8' }, body };
}
