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

/**
 * Puts key and secret into a principal: no browser and no "Start Authentication Flow" takes part. What is there already is
 * replaced, also where somebody put it there meanwhile, or its status did not tell.
 *
 * @throws SinkFailedError
 */
export async function writePrincipal(
  org: Org,
  principal: Principal,
  credentials: Credentials,
  { replace }: { readonly replace: boolean },
): Promise<void> {
  try {
    await sendPrincipal(org, principal, credentials, replace);
  } catch (error) {
    if (!(error instanceof EcaError)) throw error;
    if (!(await isOtherwise(org, principal, replace, error))) throw notTaken(org, principal, error);
    await sendPrincipal(org, principal, credentials, !replace).catch((again: unknown) => {
      throw again instanceof EcaError ? notTaken(org, principal, again) : again;
    });
  }
}

/** Tells whether the org holds a pair where it was taken to hold none, or the other way round. */
async function isOtherwise(org: Org, principal: Principal, replace: boolean, error: EcaError): Promise<boolean> {
  if (error.data.code === (replace ? 'NOT_FOUND' : 'DUPLICATE_VALUE')) return true;
  if (error.name !== 'OrgRequestFailedError') return false;
  const now = await readPrincipal(org, principal).catch(() => undefined);
  return now?.configured === !replace;
}

async function sendPrincipal(
  org: Org,
  { externalCredential, principal, variant }: Principal,
  { consumerKey, consumerSecret }: Credentials,
  replace: boolean,
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
  await org.request({ method: replace ? 'PUT' : 'POST', path: 'named-credentials/credential', body });
}

/** Without its cause: the failed request may carry the body. */
function notTaken({ identity }: Org, { externalCredential, principal }: Principal, error: EcaError): EcaError {
  return new EcaError({
    name: 'SinkFailedError',
    message: `The org "${identity.target}" did not take key and secret for the External Credential ${externalCredential}: ${error.message}`,
    actions: actionsFor(error, `${externalCredential}, principal ${principal}`),
  });
}

/** A refusal keeps its own cause: not each of them is a missing permission. */
function actionsFor({ data, actions, name }: EcaError, place: string): [string, ...string[]] {
  const { code, status } = data;
  if (status === 403 || (typeof code === 'string' && code.startsWith('INSUFFICIENT_ACCESS'))) {
    return ['Give the deploying user "Manage Named Credentials" or "Customize Application" in the consuming org.'];
  }
  if (code === 'DUPLICATE_VALUE' || code === 'NOT_FOUND') {
    return [
      `Look at ${place}, in Setup, Named Credentials, External Credentials: the org says both that it holds a pair and that it does not. Delete the values there, or the principal, then run the command again.`,
    ];
  }
  const [first = 'Run the command again.', ...others] = actions;
  return name === 'OrgRequestFailedError'
    ? [`Read what the org says of ${place} in Setup, Named Credentials; run again with --debug to see the requests.`]
    : [first, ...others];
}
