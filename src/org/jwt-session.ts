import { versionNumber } from '../metadata/api-version.js';

/** First API version whose SOAP API takes a JWT access token. */
const SOAP_TAKES_JWT = 68;

/** Tells whether reading and deploying, which need SOAP, work with a session whose token is a JWT. */
export function soapTakesJwt(apiVersion: string): boolean {
  return versionNumber(apiVersion) >= SOAP_TAKES_JWT;
}

/** Why a JWT is refused, and the ways out. */
export const JWT_REFUSED = {
  why: `a JWT, which Salesforce's SOAP API refuses below API version ${SOAP_TAKES_JWT}.0`,
  action: `Use API version ${SOAP_TAKES_JWT}.0, where the org offers it (apiVersion: '${SOAP_TAKES_JWT}.0', or --api-version ${SOAP_TAKES_JWT}.0); or log in with an app that issues opaque tokens, or with \`sf org login web\`.`,
} as const;
