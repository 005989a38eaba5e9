import type { Context } from '../state/context.js';
import type { DeployFault } from '../state/deploy-job.js';
import type { UserRecord } from '../state/users.js';
import type { XmlElement } from '../wire/xml-read.js';

/** A SOAP call of somebody who may make it. */
export interface SoapRequest {
  readonly context: Context;
  readonly user: UserRecord;
  /** API version of the endpoint. */
  readonly version: number;
  readonly body: XmlElement;
  readonly deployFault: DeployFault;
}
