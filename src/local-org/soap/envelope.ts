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

const SF = 'http://soap.sforce.com/2006/04/metadata';

/** Answers a fault. [C] HTTP 500, code with the prefix `sf:`. */
export function soapFault(code: string, message: string): Answer {
  return fault(`sf:${code}`, `${code}: ${message}`);
}

/** Answers a session that is none. [C] the words */
export function sessionFault(): Answer {
  const text =
    'Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session hash: . ' +
    'This error usually occurs after a session expires or a user logs out.';
  return soapFault('INVALID_SESSION_ID', text);
}

/** Answers an operation that the WSDL does not name. [P] */
export function noOperation(name: string): Answer {
  const text = `No operation available for request {${SF}}${name}, please check the WSDL for the service.`;
  return fault('soapenv:Client', text);
}

function fault(code: string, message: string): Answer {
  const parts = `<faultcode>${code}</faultcode><faultstring>${escapeXml(message)}</faultstring>`;
  const open = `${OPEN} xmlns:sf="${SF}">`;
  return xmlAnswer(
    500,
    `${open}<soapenv:Body><soapenv:Fault>${parts}</soapenv:Fault></soapenv:Body></soapenv:Envelope>`,
  );
}

function xmlAnswer(status: number, body: string): Answer {
  return { status, headers: { 'Content-Type': 'text/xml; charset=utf-8' }, body };
}
