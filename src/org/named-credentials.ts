import { EcaError } from '../errors.js';
import type { Credentials } from '../oauth/key-pair.js';
import type { Org } from './org.js';
import { listIn } from './unexpected.js';

/** The principal of an External Credential that holds key and secret. */
export interface Principal {
  readonly externalCredential: string;
  readonly principal: string;
  /** `ClientCredentialsClientSecretBasic` or `ClientCredentialsClientSecret`. */
  readonly variant: string;
}

/** What an org says of a principal. */
export interface PrincipalState {
  /** Whether values are stored; that they are right is not said by it. */
  readonly configured: boolean;
  /** Consumer key that is stored, where the org gives it back. */
  readonly consumerKey?: string | undefined;
}

interface PrincipalRecord {
  readonly principalName?: string | undefined;
  readonly authenticationStatus?: string | undefined;
}
interface CredentialBody {
  readonly credentials?: { readonly clientId?: { readonly value?: string | undefined } | undefined } | undefined;
}

const PRINCIPAL_TYPE = 'NamedPrincipal';

/**
 * Reads whether a principal has key and secret, and whose.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_named_credentials.htm
 */
export async function readPrincipal(org: Org, { externalCredential, principal }: Principal): Promise<PrincipalState> {
  const base = 'named-credentials';
  const status = await org.request({ method: 'GET', path: `${base}/external-credentials/${externalCredential}` });
  const principals = listIn<PrincipalRecord>('The External Credential', status, 'principals');
  const found = principals.find(({ principalName }) => principalName === principal);
  if (found?.authenticationStatus !== 'Configured') return { configured: false };
  const query = new URLSearchParams({ externalCredential, principalName: principal, principalType: PRINCIPAL_TYPE });
  const stored = await org.request<CredentialBody>({ method: 'GET', path: `${base}/credential?${query.toString()}` });
  const consumerKey = stored.credentials?.clientId?.value;
  return { configured: true, consumerKey };
}

/** Puts key and secret into a principal: no browser and no "Start Authentication Flow" takes part. */
export async function writePrincipal(
  org: Org,
  { externalCredential, principal, variant }: Principal,
  { consumerKey, consumerSecret }: Credentials,
  { replace }: { readonly replace: boolean },
): Promise<void> {
  const body = {
    externalCredential,
    principalName: principal,
    principalType: PRINCIPAL_TYPE,
    authenticationProtocol: 'OAuth',
    authenticationProtocolVariant: variant,
    credentials: {
      clientId: { value: consumerKey, encrypted: false },
      clientSecret: { value: consumerSecret.reveal(), encrypted: true },
    },
  };
  try {
    await org.request({ method: replace ? 'PUT' : 'POST', path: 'named-credentials/credential', body });
  } catch (error) {
    if (!(error instanceof EcaError)) throw error;
    // Without its cause: the failed request may carry the body.
    throw new EcaError({
      name: 'SinkFailedError',
      message: `The org "${org.identity.target}" did not take key and secret for the External Credential ${externalCredential}: ${error.message}`,
      actions: ['Give the deploying user "Manage Named Credentials" or "Customize Application" in the consuming org.'],
    });
  }
}
