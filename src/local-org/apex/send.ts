import type { ApexCallout } from './callout.js';
import type { Call } from '../calls/route.js';
import { isOn, textOf, groupsOf } from '../state/fields.js';
import type { ComponentFields } from '../state/fields.js';
import type { PrincipalCredential } from '../state/world.js';
import type { StoredComponent } from '../state/components.js';
import { componentKey } from '../state/components.js';
import { hasObjectAccess, permissionSetsOf } from '../users/access.js';

/** An answer of the endpoint, or the message of the exception in its place. */
export type CalloutEnd =
  | { readonly kind: 'answer'; readonly status: number; readonly statusText: string }
  | { readonly kind: 'exception'; readonly message: string };

const exception = (message: string): CalloutEnd => ({ kind: 'exception', message });

/** Milliseconds that a callout waits unless the Apex says otherwise. [C] */
const TIMEOUT_MS = 10_000;

/** Makes a callout through a Named Credential, as the user of the call. */
export async function makeCallout(call: Call, { method, namedCredential, path }: ApexCallout): Promise<CalloutEnd> {
  const { components } = call.context.world;
  const named = components[componentKey('NamedCredential', namedCredential)];
  // [P] the text; [U] that a credential that is not enabled for callouts gives the same
  if (named === undefined || textOf(named.fields, 'calloutStatus') === 'Disabled') {
    return exception(
      `The callout couldn't access the endpoint. You might not have the required permissions, or the named credential "${namedCredential}" might not exist.`,
    );
  }
  const parameters = groupsOf(named.fields, 'namedCredentialParameters');
  const credential = parameters.map((one) => textOf(one, 'externalCredential')).find((name) => name !== '') ?? '';
  const url = textOf(
    parameters.find((one) => textOf(one, 'parameterType') === 'Url'),
    'parameterValue',
  );
  const external = components[componentKey('ExternalCredential', credential)];
  const principal = external === undefined ? undefined : principalOf(call, external);
  // [P] the text
  if (external === undefined || principal === undefined) {
    return exception(
      `We couldn't access the credential(s). You might not have the required permissions, or the external credential "${credential}" might not exist.`,
    );
  }
  const stored = call.context.world.principals[`${credential}/${principal}`];
  if (stored === undefined) return exception("The external credential isn't fully configured."); // [P] in part
  const token = await fetchToken(external, stored);
  if (typeof token !== 'string') return token;
  const headers = isOn(named.fields, 'generateAuthorizationHeader') ? { Authorization: `Bearer ${token}` } : {};
  const answer = await send(`${url.replace(/\/+$/, '')}${path}`, { method, headers });
  if ('kind' in answer) return answer;
  await answer.body?.cancel();
  return { kind: 'answer', status: answer.status, statusText: answer.statusText };
}

/** [C] the user needs access to a principal and to the object that keeps tokens; [P] the first in sequence is taken. */
function principalOf({ context: { world }, user }: Call, external: StoredComponent): string | undefined {
  if (!hasObjectAccess(world, user, 'UserExternalCredential', 'read')) return undefined;
  const granted = permissionSetsOf(world, user)
    .map(({ name }): ComponentFields => world.components[componentKey('PermissionSet', name)]?.fields ?? {})
    .flatMap((fields) => groupsOf(fields, 'externalCredentialPrincipalAccesses'))
    .filter((access) => isOn(access, 'enabled'))
    .map((access) => textOf(access, 'externalCredentialPrincipal'));
  return groupsOf(external.fields, 'externalCredentialParameters')
    .filter((one) => textOf(one, 'parameterType').endsWith('Principal'))
    .sort((a, b) => Number(textOf(a, 'sequenceNumber')) - Number(textOf(b, 'sequenceNumber')))
    .map((one) => textOf(one, 'parameterName'))
    .find((name) => granted.includes(`${external.fullName}-${name}`));
}

/** Gets a token for key and secret of a principal, or the exception that says why there is none. [P] its text */
async function fetchToken({ fields }: StoredComponent, { values }: PrincipalCredential): Promise<string | CalloutEnd> {
  const valueOf = (type: string): string =>
    textOf(
      groupsOf(fields, 'externalCredentialParameters').find((one) => textOf(one, 'parameterType') === type),
      'parameterValue',
    );
  const [key, secret] = [values['clientId']?.value ?? '', values['clientSecret']?.value ?? ''];
  const inHeader = valueOf('AuthProtocolVariant') === 'ClientCredentialsClientSecretBasic';
  const scope = valueOf('AuthParameter');
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scope === '' ? {} : { scope }),
    ...(inHeader ? {} : { client_id: key, client_secret: secret }),
  });
  // [U] that Salesforce does not percent-encode key and secret here
  const basic = { Authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` };
  const answer = await send(valueOf('AuthProviderUrl'), { method: 'POST', body, headers: inHeader ? basic : {} });
  if ('kind' in answer) return answer;
  const read = (await answer.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
  if (answer.ok && typeof read['access_token'] === 'string') return read['access_token'];
  const [error, description] = ['error', 'error_description'].map((name) =>
    typeof read[name] === 'string' ? read[name] : '',
  );
  return exception(`Unable to fetch the OAuth token. Error: ${error ?? ''}. Error description: ${description ?? ''}.`);
}

/** Sends a request to this machine; the local org never calls another one. */
async function send(url: string, request: RequestInit): Promise<Response | CalloutEnd> {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target?.protocol !== 'http:' || target.hostname !== '127.0.0.1') {
    return exception(`The local org makes callouts to http://127.0.0.1 only, not to ${target?.origin ?? url}.`);
  }
  try {
    return await fetch(target, { ...request, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    return exception(error instanceof Error && error.name === 'TimeoutError' ? 'Read timed out' : 'Connection refused');
  }
}
